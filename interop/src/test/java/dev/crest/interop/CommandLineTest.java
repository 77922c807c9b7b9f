package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server's commands: what they print, where they fail and how they end. */
class CommandLineTest {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  @TempDir Path folder = Path.of("");

  private Tool.Outcome run(String... command) {
    return CrestProcess.run(folder, command);
  }

  private Tool.Outcome check(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("crest.yaml"), yaml);
    return run("serve", "--config", file.toString(), "--check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "quickstart --help", "serve --help", "audit --help"})
  @DisplayName("--help explains each command and exits 0")
  void help(String command) {
    var outcome = run(command.split(" "));

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.text()).contains("Usage:");
  }

  @Test
  @DisplayName("--help names the commands")
  void commands() {
    assertThat(run("--help").text()).contains("quickstart", "serve", "audit");
  }

  @Test
  @DisplayName("an unknown command exits 2, is named, and nothing looks like a crash")
  void unknownCommand() {
    var outcome = run("srve");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("srve").doesNotContain("Exception");
  }

  @Test
  @DisplayName("the start script names an unknown command and lists those there are")
  void script() {
    var script = CrestProcess.Packaged.root("crest").toString();

    var unknown = Tool.run(folder, script, "srve");
    var help = Tool.run(folder, script, "help");

    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("srve", "quickstart", "serve");
    assertThat(help.good().text()).contains("quickstart", "serve", "audit verify", "test");
  }

  @Test
  @DisplayName(
      "serve --check names every problem of a configuration at once, each with its key's path")
  void badConfiguration() throws IOException {
    var outcome =
        check(
            """
            est:
              port: 99999
              prot: 8443
            nonsense:
              deeper: 1
            """);

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.err())
        .contains("est.port")
        .contains("est.prot")
        .contains("nonsense.deeper")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"est: [", "just text", "est: {port: 1, port: 2}"})
  @DisplayName("serve --check refuses what is no settings file in one sentence")
  void brokenConfiguration(String yaml) throws IOException {
    var outcome = check(yaml);

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.err()).isNotBlank().doesNotContain("Exception");
  }

  @Test
  @DisplayName("serve with a file that is not there says which")
  void missingConfiguration() {
    var outcome = run("serve", "--config", folder.resolve("nowhere.yaml").toString());

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.err()).contains("nowhere.yaml").doesNotContain("Exception");
  }

  @Test
  @DisplayName(
      "serve --check accepts a good configuration, exits 0 and starts nothing; serve runs with it")
  void goodConfiguration() throws IOException {
    var data = folder.resolve("data");
    var yaml =
        """
        data: %s
        est:
          port: 0
        admin:
          port: 0
        """
            .formatted(data);

    assertThat(check(yaml).good().exit()).isZero();

    assertThat(data).doesNotExist();
    try (var crest = CrestProcess.serve(folder.resolve("crest.yaml"))) {
      assertThat(crest.alive()).isTrue();
      assertThat(crest.stop()).isZero();
    }
  }

  @Test
  @DisplayName(
      "a second quickstart finds its data again, also one whose first run was cut off before its end; SIGTERM ends each run promptly with exit code 0")
  void secondRun() throws IOException {
    var data = folder.resolve("data");
    Quickstart before;
    try (var crest = CrestProcess.quickstart(data)) {
      before = Quickstart.read(data.resolve("quickstart.json"));
      assertThat(crest.port()).isEqualTo(before.port());
      long start = System.nanoTime();
      assertThat(crest.stop()).as("exit code").isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
    var anchor = Verification.read(before.trustAnchorFile());
    try (var crest = CrestProcess.quickstart(data)) {
      var after = Quickstart.read(data.resolve("quickstart.json"));
      assertThat(after.policyId()).isEqualTo(before.policyId()).startsWith("IOT_");
      assertThat(after.passcode()).isEqualTo(before.passcode()).matches("[0-9A-Za-z]{20,64}");
      assertThat(Verification.read(after.trustAnchorFile())).isEqualTo(anchor);
      var curl = new Curl(folder, after.trustAnchorFile());
      assertThat(CertsOnlyMessage.certificates(curl.ask(after.cacertsUrl()).expect(200).body()))
          .endsWith(anchor);
      assertThat(crest.stop()).isZero();
      assertThat(crest.log()).doesNotContain("Exception");
    }
    Files.delete(data.resolve("quickstart.json"));
    try (var crest = CrestProcess.quickstart(data)) {
      var found = Quickstart.read(data.resolve("quickstart.json"));
      assertThat(found.policyId()).isEqualTo(before.policyId());
      assertThat(found.passcode()).isNotEqualTo(before.passcode());
      assertThat(crest.stop()).isZero();
    }
  }

  @Test
  @DisplayName("quickstart runs the seed's commands itself and shows the issued certificate")
  void demo() throws Exception {
    var data = folder.resolve("data");
    try (var crest =
        CrestProcess.start(
            folder, "quickstart", "--data", data.toString(), "--port", "0", "--admin-port", "0")) {
      awaitDemo(crest);
      assertThat(crest.log())
          .contains("openssl ecparam -name prime256v1 -genkey -noout -out private.pem")
          .contains("openssl req -new -key private.pem -out csr.pem")
          .contains("curl", "--data-binary @csr.pem", "simpleenroll")
          .containsPattern("[Ss]ubject")
          .doesNotContain("Exception");
      assertThat(crest.stop()).isZero();
    }
    try (var store = SqliteStore.open(data)) {
      assertThat(store.certificates().size()).isPositive();
    }
  }

  private static void awaitDemo(CrestProcess crest) throws InterruptedException {
    for (int i = 0; i < 600 && crest.alive(); i++) {
      if (crest.log().contains("Crest is serving EST on")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the demo did not end:\n" + crest.log());
  }

  @Test
  @DisplayName("secrets are readable by their owner only")
  void modes() throws IOException {
    var data = folder.resolve("data");
    try (var crest = CrestProcess.quickstart(data);
        var files = Files.walk(data)) {
      var quickstart = Quickstart.read(data.resolve("quickstart.json"));
      assertThat(mode(data.resolve("quickstart.json"))).isEqualTo("rw-------");
      assertThat(mode(quickstart.clientKeyFile())).isEqualTo("rw-------");
      assertThat(mode(SqliteStore.file(data))).isEqualTo("rw-------");
      var readable = files.filter(Files::isRegularFile).filter(CommandLineTest::openToOthers);
      assertThat(readable).allMatch(CommandLineTest::holdsNoSecret);
      assertThat(crest.alive()).isTrue();
    }
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean openToOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean holdsNoSecret(Path file) {
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return text.isEmpty()
          || (text.contains("BEGIN CERTIFICATE") && !text.contains("PRIVATE KEY"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("a port that is taken is named in one clear sentence, with exit code other than 0")
  void portTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      var port = Integer.toString(taken.getLocalPort());

      var outcome = run("quickstart", "--data", folder.resolve("data").toString(), "--port", port);

      assertThat(outcome.exit()).isNotZero();
      assertThat(outcome.err()).contains(port).doesNotContain("Exception");
    }
  }

  @Test
  @DisplayName(
      "audit verify counts the records, and names the first break after a record was changed")
  void auditVerify() {
    var data = folder.resolve("data");
    try (var crest = CrestProcess.quickstart(data)) {
      assertThat(crest.stop()).isZero();
    }
    var good = run("audit", "verify", "--data", data.toString());
    assertThat(good.good().text()).containsPattern("[1-9]\\d* records verified");
    try (var store = SqliteStore.tampering(data)) {
      store.tamper("drop trigger audit_event_update");
      store.tamper(
          "update audit_event set actor = 'somebody else' where sequence = (select min(sequence) from audit_event)");
    }

    var broken = run("audit", "verify", "--data", data.toString());

    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.text() + broken.err()).containsPattern("\\d").doesNotContain("Exception");
  }

  @Test
  @DisplayName("audit verify of a folder without a store says so")
  void auditVerifyWithoutData() {
    var outcome = run("audit", "verify", "--data", folder.resolve("nothing").toString());

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.text() + outcome.err()).doesNotContain("Exception");
    assertThat(folder.resolve("nothing")).doesNotExist();
  }
}
