package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged commands that devices run, with 64 MB, against the packaged server. */
class DeviceCommandsTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final Path JAR = CrestProcess.Packaged.root("cli/target/crest-cli/crest-cli.jar");

  private Path folder = Path.of("");

  @BeforeEach
  void files() throws IOException {
    folder = CREST.workFolder();
    Files.writeString(folder.resolve("p"), CREST.quickstart().passcode() + "\n");
    Files.copy(CREST.quickstart().trustAnchorFile(), folder.resolve("ca.pem"));
  }

  private static List<String> command(String... arguments) {
    assertThat(JAR).exists();
    var command = new ArrayList<>(CrestProcess.Packaged.java());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Tool.Outcome crest(String... arguments) {
    return Tool.run(folder, new byte[0], command(arguments));
  }

  private Tool.Outcome enroll(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "enroll",
                CREST.quickstart().enrollUrl().toString(),
                "--passcode-file",
                "p",
                "--subject",
                "CN=d1.example,O=Acme,ST=Some-State,C=AU"));
    arguments.addAll(List.of(more));
    return crest(arguments.toArray(String[]::new));
  }

  private byte[] file(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Test
  @DisplayName(
      "enroll leaves key, certificate, chain and what renew needs; renew keeps the old pair; openssl"
          + " finds both good")
  void enrollsAndRenews() throws IOException {
    enroll("--trust-anchor", "ca.pem").good();
    var first = file("device.crt");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("device.key"))))
        .isEqualTo("rw-------");
    assertThat(crest("renew").good().err()).contains("Nothing to do before");
    assertThat(file("device.crt")).isEqualTo(first);

    assertThat(crest("renew", "--force", "--new-key", "--json").good().text())
        .contains("CN=d1.example");
    assertThat(file("device.crt")).isNotEqualTo(first);
    assertThat(file("device.crt.old")).isEqualTo(first);
    for (var suffix : List.of("", ".old")) {
      Tool.shell(
              folder,
              "",
              """
              openssl verify -CAfile ca.pem -untrusted chain.pem%1$s device.crt%1$s
              diff <(openssl pkey -in device.key%1$s -pubout) <(openssl x509 -in device.crt%1$s -noout -pubkey)
              """
                  .formatted(suffix))
          .good();
    }
    assertThat(crest("verify").good().text()).contains("Valid");
    assertThat(crest("decode", "device.crt").good().text()).contains("d1.example");
    assertThat(
            crest("csrattrs", CREST.quickstart().enrollUrl().toString(), "--trust-anchor", "ca.pem")
                .good()
                .exit())
        .isZero();
  }

  @Test
  @DisplayName("a fingerprint is enough to trust, and what is there is not replaced by accident")
  void fingerprint() {
    var print =
        Tool.shell(folder, "", "openssl x509 -in ca.pem -noout -fingerprint -sha256 | cut -d= -f2")
            .good()
            .text()
            .strip();
    enroll("--fingerprint", print).good();
    assertThat(enroll("--fingerprint", print).err()).contains("--force");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 | enroll @ --passcode-file wrong --subject CN=d1 --trust-anchor ca.pem | passcode
          3 | enroll @ --passcode-file p --subject CN=d1 --fingerprint %064d        | fingerprint
          2 | enroll @ --passcode-file p --subject CN=d1                            | --trust-anchor
          3 | enroll @ --passcode-file p --subject CN=d1 --system-trust             | not trusted
          6 | renew                                                                 | crest enroll
          6 | renew --daemon nowhere                                                | no folder
          2 | renew --daemon . --hook p                                             | no program
          3 | cacerts https://localhost:1 --trust-anchor ca.pem                     | localhost
          """)
  @DisplayName("each failure says what to do and has its exit code; nothing is left behind")
  void failures(int exit, String line, String said) throws IOException {
    Files.writeString(folder.resolve("wrong"), "wrongwrongwrongwrong");
    var typed =
        line.strip()
            .replace("@", CREST.quickstart().enrollUrl().toString())
            .replace("%064d", "0".repeat(64));
    var outcome = crest(typed.split(" +"));
    assertThat(outcome.err()).contains(said).doesNotContain("Exception");
    assertThat(outcome.err().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(outcome.exit()).isEqualTo(exit);
    assertThat(folder.resolve("device.json")).doesNotExist();
  }

  private Process daemon() {
    var builder =
        Tool.prepared(
                folder, command("renew", "--daemon", "ids", "--json", "--metrics", "crest.prom"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    return Tool.start(builder);
  }

  private void await(String said) throws InterruptedException, IOException {
    for (int i = 0; i < 300; i++) {
      if (Files.exists(folder.resolve("log"))
          && Files.readString(folder.resolve("log")).contains(said)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not said: " + said + "\n" + Files.readString(folder.resolve("log")));
  }

  @Test
  @DisplayName(
      "the daemon watches, refuses a second one, ends with 0 when told to, and starts again after a"
          + " power cut")
  void daemonProcess() throws Exception {
    enroll("--trust-anchor", "ca.pem", "--directory", "ids/d1").good();
    var killed = daemon();
    await("\"watching\"");
    killed.destroyForcibly().waitFor();

    var daemon = daemon();
    await("\"watching\"");
    var second = crest("renew", "--daemon", "ids");
    assertThat(second.exit()).isEqualTo(6);
    assertThat(second.err()).contains("another crest renew --daemon", "process " + daemon.pid());
    enroll("--trust-anchor", "ca.pem", "--directory", "ids/d2").good();
    crest("renew", "--directory", "ids/d1", "--force").good();
    // As a service manager ends it; Process.destroy() would close what it writes to.
    daemon.toHandle().destroy();
    assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(daemon.exitValue()).isZero();
    await("\"stopped\"");
    assertThat(Files.readString(folder.resolve("crest.prom")))
        .contains("crest_device_certificate_expiry_timestamp_seconds{identity=\"d1\"}");
  }

  @Test
  @DisplayName("--all renews every folder and runs the hook in each")
  void all() throws IOException {
    for (var name : List.of("d1", "d2")) {
      enroll("--trust-anchor", "ca.pem", "--directory", "ids/" + name).good();
    }
    var hook = Files.writeString(folder.resolve("hook"), "#!/bin/sh\necho $CREST_SERIAL > told\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    assertThat(crest("renew", "--all", "ids").good().text()).isEmpty();
    assertThat(crest("renew", "--all", "ids", "--force", "--hook", "hook").good().text())
        .contains("renewed d1:", "renewed d2:");
    for (var name : List.of("d1", "d2")) {
      var told = read("ids/" + name + "/told").strip();
      var serial =
          Tool.run(
                  folder,
                  "openssl",
                  "x509",
                  "-in",
                  "ids/" + name + "/device.crt",
                  "-noout",
                  "-serial")
              .good()
              .text();
      assertThat(serial.strip()).isEqualToIgnoringCase("serial=" + told);
    }
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
