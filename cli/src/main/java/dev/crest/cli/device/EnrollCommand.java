package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Enrollment;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.KeyProtection;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import java.nio.file.Files;
import java.util.Optional;

/** Gets a certificate: for a key that is made here, or with one that the server makes, or anew. */
final class EnrollCommand extends DeviceCommand {
  private static final String DEVICE_KEY = "--device-key";
  private static final String NEW_PASSPHRASE = "--new-passphrase-file";
  private static final String ENCRYPTED = "--encrypted";

  private final Kind kind;
  private final Disk disk;
  private final ServerChoice server;
  private final RequestOptions wanted;

  /** What is asked for. */
  enum Kind {
    ENROLL(
        "enroll",
        "Make a key and get a certificate for it. Leaves device.key, device.crt, chain.pem and"
            + " device.json."),
    REENROLL(
        "reenroll",
        "Renew the certificate that is given with --cert and --key. Leaves device.key, device.crt,"
            + " chain.pem and device.json."),
    KEYGEN(
        "keygen",
        "Get a certificate and a key that the server makes. Leaves device.key, device.crt, chain.pem"
            + " and device.json.");

    private final String command;
    private final String description;

    Kind(String command, String description) {
      this.command = command;
      this.description = description;
    }

    String command() {
      return command;
    }

    String description() {
      return description;
    }
  }

  EnrollCommand(Kind kind, Terminal terminal, Surroundings surroundings, Disk disk) {
    super(kind.command(), kind.description(), terminal, surroundings);
    this.kind = kind;
    this.disk = disk;
    this.server = new ServerChoice(options, files);
    this.wanted = new RequestOptions(options, files);
  }

  @Override
  void describe() {
    options.addPositional("<url>", "0..*", "https://host/.well-known/est[/label]");
    wanted.addNames();
    wanted.addKeyType();
    switch (kind) {
      case ENROLL ->
          options.add(
              "Key file",
              Options.text(DEVICE_KEY, "<file>", "Use this key instead of a fresh one."),
              Options.text(NEW_PASSPHRASE, "<file>", "Encrypt device.key with this passphrase."));
      case REENROLL ->
          options.add(
              "Key file",
              Options.flag(RenewCommand.NEW_KEY, "Make a new key; else the old one is certified."),
              Options.text(NEW_PASSPHRASE, "<file>", "Encrypt device.key with this passphrase."));
      case KEYGEN ->
          options.add(
              "Key file",
              Options.flag(ENCRYPTED, "Have the key encrypted for the certificate of --cert."),
              Options.text(NEW_PASSPHRASE, "<file>", "Encrypt device.key with this passphrase."));
    }
    server.addTrust();
    server.addCredential();
    wanted.addPlace();
  }

  @Override
  int run() throws EstException, InterruptedException {
    var url = ServerChoice.url(onlyArgument("the URL"));
    var folder = new DeviceFolder(wanted.folder(), disk);
    folder.recover();
    if (Files.exists(folder.path().resolve(DeviceFolder.CERTIFICATE)) && !wanted.force()) {
      throw new WrongUsage(
          folder.path().resolve(DeviceFolder.CERTIFICATE).normalize()
              + " is there already; renew it with crest renew, or replace it with --force");
    }
    var passphrase = options.value(NEW_PASSPHRASE).map(files::secret).orElse(new char[0]);
    var request = request(folder, passphrase);
    // Before anything is spent: can the files be written at all?
    folder.prepare(request.key().map(key -> Placing.file(key, passphrase)));
    var client = server.client(url);
    var outcome = waited(client, asked(client, request));
    return switch (outcome) {
      case Issued issued -> {
        var record = new DeviceRecord(client.url(), issued.authorities().trust(), server.linking());
        new Placing(folder).place(issued, keyFile(issued, passphrase), record);
        yield new Told(this, folder).issued(issued);
      }
      case Pending pending -> pending(pending);
    };
  }

  private Optional<byte[]> keyFile(Issued issued, char[] passphrase) {
    try {
      return Optional.of(Placing.file(issued.key(), passphrase));
    } catch (IllegalArgumentException inToken) {
      return Optional.empty();
    }
  }

  private EnrollmentRequest request(DeviceFolder folder, char[] passphrase) {
    var builder = kind == Kind.REENROLL ? renewing() : EnrollmentRequest.builder();
    wanted.names(builder);
    if (kind == Kind.KEYGEN) {
      builder.newKey(wanted.keyType(KeyType.EC_P256));
      if (options.given(ENCRYPTED)) {
        var identity =
            server
                .identity()
                .orElseThrow(() -> new WrongUsage("--encrypted needs --cert and --key"));
        builder.protection(new KeyProtection.ForIdentity(identity));
      }
      return builder.build();
    }
    if (options.value(DEVICE_KEY).isPresent()) {
      var file = options.value(DEVICE_KEY).get();
      return builder.key(DeviceKey.read(files.bytes(file), passphrase)).build();
    }
    if (kind == Kind.ENROLL || options.given(RenewCommand.NEW_KEY)) {
      builder.newKey(wanted.keyType(KeyType.EC_P256));
      unfinished(folder, passphrase).ifPresent(builder::key);
    }
    return builder
        .keeping(key -> folder.prepare(Optional.of(Placing.file(key, passphrase))))
        .build();
  }

  private EnrollmentRequest.Builder renewing() {
    return EnrollmentRequest.renewing(
        server
            .identity()
            .orElseThrow(() -> new WrongUsage("reenroll renews what --cert and --key name")));
  }

  /** Returns the key of a run that was cut off: the server may have a certificate for it. */
  private Optional<DeviceKey> unfinished(DeviceFolder folder, char[] passphrase) {
    try {
      return folder
          .unfinishedKey()
          .filter(key -> Placing.encrypted(key) == (passphrase.length > 0))
          .map(key -> DeviceKey.read(key, passphrase))
          .filter(key -> key.type() == wanted.keyType(key.type()));
    } catch (MalformedInput cutOff) {
      return Optional.empty();
    }
  }

  private Enrollment asked(EstClient client, EnrollmentRequest request)
      throws EstException, InterruptedException {
    say("Asking " + client.url() + " ...");
    return switch (kind) {
      case ENROLL -> client.enroll(request);
      case REENROLL -> client.reenroll(request);
      case KEYGEN -> client.generateKey(request);
    };
  }

  private Enrollment waited(EstClient client, Enrollment outcome)
      throws EstException, InterruptedException {
    if (outcome instanceof Pending pending && wanted.patience().isPresent()) {
      return client.await(
          pending,
          wanted.patience().get(),
          still ->
              say(
                  "Not decided yet; asking again in "
                      + still.retryAfter().toSeconds()
                      + " seconds."));
    }
    return outcome;
  }

  private int pending(Pending pending) {
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      json.put("status", "pending");
      json.put("retry_after_seconds", pending.retryAfter().toSeconds());
      print(json);
    }
    say(
        "Not decided yet: somebody has to approve the request. Run the same command again in "
            + pending.retryAfter().toSeconds()
            + " seconds, or with --wait; the key is kept.");
    return DeviceExit.PENDING;
  }
}
