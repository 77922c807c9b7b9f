package dev.crest.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import dev.crest.estclient.Certificates;
import dev.crest.estclient.DeviceKey;
import dev.crest.estclient.Fingerprint;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.TurnableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that devices run, as somebody types them, against a real server. */
class DeviceCommandsTest {
  @TempDir Path folder = Path.of("");
  private final TurnableClock clock = TurnableClock.atPresent();
  private CannedEst est;

  private record Outcome(int exit, String out, String err) {
    JsonNode json() {
      return new JsonMapper().readTree(out);
    }
  }

  @BeforeEach
  void start() throws Exception {
    est = new CannedEst();
    Files.writeString(folder.resolve("ca.pem"), est.root.certificatePem());
    Files.writeString(folder.resolve("p"), CannedEst.PASSCODE + "\n");
  }

  @AfterEach
  void stop() {
    est.close();
  }

  private Outcome run(String... arguments) {
    return run(Disk.real(), arguments);
  }

  private Outcome run(Disk disk, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream((CannedEst.PASSCODE + "\n").getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    var root = new CommandLine(CommandSpec.create().name("crest"));
    new DeviceCommands(terminal, new Surroundings(Map.of(), folder, folder), disk, clock)
        .addTo(root, _ -> true);
    root.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    int exit = root.execute(arguments);
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Outcome enroll(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "enroll",
                est.url(),
                "--passcode-file",
                "p",
                "--trust-anchor",
                "ca.pem",
                "--subject",
                "CN=d1"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  private Certificate certificate() throws IOException {
    return Certificates.read(bytes("device.crt")).getFirst();
  }

  @Test
  @DisplayName("enroll leaves device.key for its owner only, device.crt, chain.pem and device.json")
  void enrolls() throws Exception {
    var outcome = enroll();

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("device.key"))))
        .isEqualTo("rw-------");
    assertThat(DeviceKey.read(bytes("device.key")).publicKeyInfo())
        .isEqualTo(certificate().publicKeyInfo());
    assertThat(Certificates.read(bytes("chain.pem")))
        .containsExactly(certificate(), est.issuing.certificate());
    assertThat(new String(bytes("device.json"), StandardCharsets.UTF_8))
        .contains("/.well-known/est")
        .doesNotContain(CannedEst.PASSCODE)
        .doesNotContain("PRIVATE KEY");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ca.pem", "p", "device.key", "device.crt", "chain.pem", "device.json");
    }
    assertThat(run("verify").exit()).isZero();
  }

  @Test
  @DisplayName("renew has nothing to do before it is time, then keeps the old files beside the new")
  void renews() throws Exception {
    enroll();
    var first = certificate();
    var notDue = run("renew", "--json");
    assertThat(notDue.exit()).isZero();
    assertThat(notDue.json().path("status").asString("")).isEqualTo("not_due");
    assertThat(certificate()).isEqualTo(first);

    clock.turnTo(RenewalTime.of(first));
    var renewed = run("renew", "--json");
    assertThat(renewed.exit()).as(renewed.err()).isZero();
    assertThat(renewed.json().path("status").asString("")).isEqualTo("issued");
    assertThat(certificate()).isNotEqualTo(first);
    assertThat(certificate().publicKeyInfo()).isEqualTo(first.publicKeyInfo());
    assertThat(Certificates.read(bytes("device.crt.old"))).containsExactly(first);

    var forced = run("renew", "--force", "--new-key");
    assertThat(forced.exit()).as(forced.err()).isZero();
    assertThat(certificate().publicKeyInfo()).isNotEqualTo(first.publicKeyInfo());
    assertThat(DeviceKey.read(bytes("device.key")).publicKeyInfo())
        .isEqualTo(certificate().publicKeyInfo());
    assertThat(DeviceKey.read(bytes("device.key.old")).publicKeyInfo())
        .isEqualTo(first.publicKeyInfo());
    assertThat(run("verify").exit()).isZero();
  }

  @Test
  @DisplayName(
      "C-ENROLL-11 renewal is due between two thirds and five sixths of the life, and stays where it is")
  void renewalTime() {
    for (int i = 0; i < 50; i++) {
      var one = new HeldCertificate.Builder().duration(Duration.ofHours(60)).build().certificate();
      var due = RenewalTime.of(one);
      assertThat(due)
          .isBetween(
              one.notBefore().plus(Duration.ofHours(40)),
              one.notBefore().plus(Duration.ofHours(50)))
          .isEqualTo(RenewalTime.of(one));
    }
  }

  @Test
  @DisplayName("a key that exists, one under a passphrase, one of another kind")
  void keys() throws Exception {
    var own = DeviceKey.generate(KeyType.EC_P384);
    Files.write(folder.resolve("own.key"), own.pem());
    assertThat(enroll("--device-key", "own.key", "--directory", "a").exit()).isZero();
    assertThat(DeviceKey.read(bytes("a/device.key")).publicKeyInfo())
        .isEqualTo(own.publicKeyInfo());

    Files.writeString(folder.resolve("pass"), "a passphrase");
    assertThat(
            enroll("--new-passphrase-file", "pass", "--key-type", "rsa-2048", "--directory", "b")
                .exit())
        .isZero();
    assertThat(Placing.encrypted(bytes("b/device.key"))).isTrue();
    assertThat(run("renew", "--directory", "b", "--force").exit()).isEqualTo(DeviceExit.FILES);
    var renewed =
        run("renew", "--directory", "b", "--force", "--new-key", "--key-passphrase-file", "pass");
    assertThat(renewed.exit()).as(renewed.err()).isZero();
    assertThat(Placing.encrypted(bytes("b/device.key"))).isTrue();
    assertThat(DeviceKey.read(bytes("b/device.key"), "a passphrase".toCharArray()).type())
        .isEqualTo(KeyType.RSA_2048);
  }

  @Test
  @DisplayName(
      "reenroll renews a certificate given by its files, and cacerts bootstraps by fingerprint")
  void others() throws Exception {
    enroll();
    var again =
        run(
            "reenroll",
            est.url(),
            "--cert",
            "chain.pem",
            "--key",
            "device.key",
            "--trust-anchor",
            "ca.pem",
            "--directory",
            "other");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(bytes("other/device.key")).isEqualTo(bytes("device.key"));

    var fingerprint = Fingerprint.of(est.root.certificate()).toString();
    var fetched = run("cacerts", est.url(), "--fingerprint", fingerprint, "--output", "cas.pem");
    assertThat(fetched.exit()).as(fetched.err()).isZero();
    assertThat(Certificates.read(bytes("cas.pem")))
        .containsExactly(est.root.certificate(), est.issuing.certificate());
    assertThat(
            run("cacerts", est.url(), "--trust-anchor", "ca.pem", "--json").json().path("anchors"))
        .hasSize(1);
    assertThat(run("csrattrs", est.url(), "--trust-anchor", "ca.pem").err()).contains("no wishes");
    assertThat(enroll("--fingerprint", fingerprint, "--directory", "x").err())
        .contains("either --fingerprint or trust anchors");
  }

  @Test
  @DisplayName("a request that waits for approval exits 5, and its key is asked for again")
  void pending() throws Exception {
    est.pending(1);
    var waiting = enroll("--json");
    assertThat(waiting.exit()).isEqualTo(DeviceExit.PENDING);
    assertThat(waiting.json().path("retry_after_seconds").asInt(0)).isEqualTo(1);
    assertThat(enroll().exit()).isZero();
    assertThat(est.requests()).hasSize(2);
    assertThat(est.requests().get(1).publicKey()).isEqualTo(est.requests().get(0).publicKey());

    est.pending(1);
    var waited = enroll("--force", "--wait", "20s");
    assertThat(waited.exit()).as(waited.err()).isZero();
    assertThat(waited.err()).contains("asking again in 1 seconds");
  }

  @Test
  @DisplayName("an answer that gets lost: the same key is asked for again, so that nothing is lost")
  void lostReply() throws Exception {
    // Once on the connection of the questions before, and once more on a fresh one.
    est.broken(2);
    assertThat(enroll().exit()).isEqualTo(DeviceExit.NO_CONNECTION);
    assertThat(Files.exists(folder.resolve("device.crt"))).isFalse();
    assertThat(enroll().exit()).isZero();
    assertThat(est.requests()).hasSize(3);
    assertThat(est.requests())
        .allMatch(one -> one.publicKey().equals(est.requests().getFirst().publicKey()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 | --passcode-file wrong --trust-anchor ca.pem        | does not take the passcode
          4 | --trust-anchor ca.pem                              | none is at hand
          3 | --passcode-file p --trust-anchor stranger.pem      | is not trusted
          2 | --passcode-file p                                  | whom to trust?
          2 | --passcode-file missing --trust-anchor ca.pem      | missing cannot be read
          2 | --passcode-file p --trust-anchor p                 | p:
          2 | --trust-anchor ca.pem --cert p                     | go together
          2 | --trust-anchor ca.pem --key-type rsa-1024          | is one of
          2 | --trust-anchor ca.pem --subject d1                 | a subject is written
          2 | --trust-anchor ca.pem --tls 1.1                    | --tls is 1.2 or 1.3
          """)
  @DisplayName("each failure has its exit code and a sentence that says what to do")
  void failures(int exit, String options, String said) throws Exception {
    Files.writeString(folder.resolve("wrong"), "wrong");
    Files.writeString(
        folder.resolve("stranger.pem"),
        new HeldCertificate.Builder().certificateAuthority().build().certificatePem());
    var arguments = new ArrayList<>(List.of("enroll", est.url()));
    arguments.addAll(List.of(options.split(" ")));
    var outcome = run(arguments.toArray(String[]::new));

    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
    assertThat(outcome.err()).contains(said).doesNotContain("Exception");
    assertThat(est.requests()).isEmpty();
    assertThat(Files.exists(folder.resolve("device.crt"))).isFalse();
  }

  @Test
  @DisplayName("errors are JSON where JSON is wanted")
  void jsonErrors() {
    var outcome = run("enroll", est.url(), "--trust-anchor", "ca.pem", "--json");
    var error = new JsonMapper().readTree(outcome.err()).path("error");
    assertThat(error.path("code").asString("")).isEqualTo("denied");
    assertThat(error.path("cure").asString("")).contains("--passcode-file");
  }

  @Test
  @DisplayName("a folder that cannot be written is told before the passcode is spent")
  void readOnly() throws Exception {
    var locked = Files.createDirectory(folder.resolve("locked"));
    var outcome =
        run(
            new RefusingDisk(),
            "enroll",
            est.url(),
            "--passcode-file",
            "p",
            "--trust-anchor",
            "ca.pem",
            "--subject",
            "CN=d1",
            "--directory",
            locked.toString());
    assertThat(outcome.exit()).isEqualTo(DeviceExit.FILES);
    assertThat(outcome.err()).contains("nothing can be written in").contains("make room");
    assertThat(est.requests()).isEmpty();
  }

  /** A disk that is full. */
  private static final class RefusingDisk implements Disk {
    @Override
    public void createFolder(Path path) throws IOException {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }

    @Override
    public void write(Path file, byte[] content, boolean secret) throws IOException {
      createFolder(file);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      createFolder(to);
    }

    @Override
    public void delete(Path file) {}
  }

  @Test
  @DisplayName(
      "an identity that is there is not replaced by accident, and what is missing is named")
  void careful() throws Exception {
    enroll();
    var before = bytes("device.crt");
    assertThat(enroll().exit()).isEqualTo(DeviceExit.USAGE);
    assertThat(enroll().err()).contains("crest renew").contains("--force");
    assertThat(bytes("device.crt")).isEqualTo(before);
    var missing = run("renew", "--directory", "nowhere");
    assertThat(missing.exit()).isEqualTo(DeviceExit.FILES);
    assertThat(missing.err()).contains("crest enroll makes it");
    est.close();
    assertThat(run("renew", "--force").exit()).isEqualTo(DeviceExit.NO_CONNECTION);
    assertThat(bytes("device.crt")).isEqualTo(before);
  }

  @Test
  @DisplayName("verify finds a wrong key, a stranger's certificate and one that has expired")
  void verifies() throws Exception {
    enroll();
    assertThat(run("verify", "--json").json().path("valid").asBoolean(false)).isTrue();
    Files.write(folder.resolve("other.key"), DeviceKey.generate(KeyType.EC_P256).pem());
    var wrongKey = run("verify", "--key", "other.key");
    assertThat(wrongKey.exit()).isEqualTo(DeviceExit.FAILED);
    assertThat(wrongKey.out()).contains("Not valid").contains("key");
    Files.writeString(
        folder.resolve("stranger.pem"), new HeldCertificate.Builder().build().certificatePem());
    assertThat(run("verify", "stranger.pem", "--trust-anchor", "ca.pem").exit())
        .isEqualTo(DeviceExit.FAILED);
    clock.turn(Duration.ofDays(3));
    assertThat(run("verify").out()).contains("expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"device.crt", "chain.pem", "device.key", "ca.pem"})
  @DisplayName("decode says what is in a file, and nothing secret")
  void decodes(String name) {
    enroll();
    var outcome = run("decode", name);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("EC P-256").doesNotContain("BEGIN");
    assertThat(run("decode", name, "--json").json().isObject()).isTrue();
  }

  @Test
  @DisplayName("decode reads requests, and says of anything else what it is not")
  void decodesRequests() throws Exception {
    var request = new HeldRequest.Builder().commonName("d9").dns("d9.example").build();
    Files.writeString(folder.resolve("csr.pem"), request.pem());
    Files.write(folder.resolve("csr.der"), request.der().bytes());
    for (var name : List.of("csr.pem", "csr.der")) {
      assertThat(run("decode", name).out()).contains("CN=d9").contains("dns:d9.example");
    }
    assertThat(run("decode", "p").exit()).isEqualTo(DeviceExit.USAGE);
    assertThat(run("decode", "p").err()).contains("neither certificates, a request nor a key");
  }
}
