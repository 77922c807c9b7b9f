package dev.crest.cli.device;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Identity;
import dev.crest.pkix.MalformedInput;
import java.time.InstantSource;
import java.util.Optional;

/** Renews the certificate of a folder when it is time. */
final class RenewCommand extends DeviceCommand {
  static final String NEW_KEY = "--new-key";
  private static final String FORCE = "--force";

  private final Disk disk;
  private final InstantSource clock;
  private final ServerChoice server;

  RenewCommand(Terminal terminal, Surroundings surroundings, Disk disk, InstantSource clock) {
    super(
        "renew",
        "Renew the certificate that crest enroll left in a folder, if it is time.",
        terminal,
        surroundings);
    this.disk = disk;
    this.clock = clock;
    this.server = new ServerChoice(options, files);
  }

  @Override
  void describe() {
    options.add(
        "Which, and when",
        Options.text(
            Options.DIRECTORY, "<folder>", "The folder with device.json, else the working folder."),
        Options.flag(FORCE, "Renew it although it is not time."),
        Options.flag(NEW_KEY, "Make a new key; else the old one is certified again."));
    server.addCredential();
  }

  @Override
  int run() throws EstException, InterruptedException {
    var folder = new DeviceFolder(files.path(options.value(Options.DIRECTORY).orElse(".")), disk);
    if (folder.recover()) {
      say("A replacement that was cut off has been brought to its end.");
    }
    var record = DeviceRecord.read(needed(folder, DeviceFolder.RECORD));
    var passphrase = server.passphrase();
    var old = identity(folder, passphrase);
    var due = RenewalTime.of(old.certificate());
    if (clock.instant().isBefore(due) && !options.given(FORCE)) {
      return notDue(old, due.toString());
    }
    var request = request(folder, old, passphrase);
    // Before the server is asked: can the files be written at all?
    folder.prepare(
        options.given(NEW_KEY)
            ? request.key().map(key -> Placing.file(key, passphrase))
            : Optional.empty());
    var client =
        server.builder(record.url()).trust(record.trust()).linking(record.linking()).build();
    say("Asking " + client.url() + " ...");
    return switch (client.reenroll(request)) {
      case Issued issued -> {
        var key =
            options.given(NEW_KEY)
                ? Optional.of(Placing.file(issued.key(), passphrase))
                : Optional.<byte[]>empty();
        var grown = new DeviceRecord(record.url(), issued.authorities().trust(), record.linking());
        new Placing(folder).place(issued, key, grown);
        yield new Told(this, folder).issued(issued);
      }
      case Pending pending -> {
        say(
            "Not decided yet: somebody has to approve the renewal. Run this again in "
                + pending.retryAfter().toSeconds()
                + " seconds.");
        yield DeviceExit.PENDING;
      }
    };
  }

  private EnrollmentRequest request(DeviceFolder folder, Identity old, char[] passphrase) {
    var builder = EnrollmentRequest.renewing(old);
    if (options.given(NEW_KEY)) {
      builder
          .newKey(old.key().type())
          .keeping(key -> folder.prepare(Optional.of(Placing.file(key, passphrase))));
      unfinished(folder, passphrase).ifPresent(builder::key);
    }
    return builder.build();
  }

  private static Optional<DeviceKey> unfinished(DeviceFolder folder, char[] passphrase) {
    try {
      return folder.unfinishedKey().map(key -> DeviceKey.read(key, passphrase));
    } catch (MalformedInput cutOff) {
      return Optional.empty();
    }
  }

  private static Identity identity(DeviceFolder folder, char[] passphrase) {
    try {
      return Identity.read(
          needed(folder, DeviceFolder.KEY), passphrase, needed(folder, DeviceFolder.CHAIN));
    } catch (MalformedInput e) {
      throw new FileTrouble(
          "the key and the certificate in "
              + folder.path().normalize()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private static byte[] needed(DeviceFolder folder, String name) {
    return folder
        .content(name)
        .orElseThrow(() ->
            new FileTrouble(
                "there is no "
                    + name
                    + " in "
                    + folder.path().normalize()
                    + "; crest enroll makes it, --directory says where it is"));
  }

  private int notDue(Identity old, String due) {
    if (options.given(Options.JSON)) {
      var json = JSON.createObjectNode();
      json.put("status", "not_due");
      json.put("renew_at", due);
      json.put("not_after", old.certificate().notAfter().toString());
      print(json);
    }
    say("Nothing to do before " + due + "; --force renews it now.");
    return DeviceExit.DONE;
  }
}
