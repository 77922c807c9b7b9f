package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./crest image} packs: the commands of devices with a runtime of their own. */
class DeviceImageTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final long LIMIT = 60_000_000;

  @TempDir static Path built = Path.of("");

  private static Path image = Path.of("");

  @BeforeAll
  static void pack() {
    image = built.resolve("image");
    Tool.run(built, new byte[0], packing(image)).good();
  }

  private static List<String> packing(Path to) {
    var packaged = CrestProcess.Packaged.root("cli/target/crest-cli");
    var command = new ArrayList<>(CrestProcess.Packaged.java());
    command.add(packaged.resolve("image/PackImage.java").toString());
    command.add(packaged.toString());
    command.add(packaged.resolve("image/bin").toString());
    command.add(to.toString());
    return command;
  }

  /** Runs the packed command as a device has it, which knows of no JDK. */
  private static Tool.Outcome crest(Path folder, String... arguments) {
    var command =
        new ArrayList<>(
            List.of("env", "-i", "PATH=/usr/bin:/bin", image.resolve("bin/crest").toString()));
    command.addAll(List.of(arguments));
    return Tool.run(folder, new byte[0], command);
  }

  private static long size(Path place) throws IOException {
    try (var files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).mapToLong(DeviceImageTest::bytes).sum();
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("the image is below 60 MB, and has manual, units and what tokens need")
  void small() throws IOException {
    var cache = image.resolve("lib/crest.aot");
    assertThat(size(image) - size(cache)).isLessThan(LIMIT);
    assertThat(image.resolve("share/man/man1/crest-device.1")).isNotEmptyFile();
    assertThat(image.resolve("share/systemd/crest-device.service")).isNotEmptyFile();
    assertThat(
            Tool.run(built, image.resolve("runtime/bin/java").toString(), "--list-modules")
                .good()
                .text())
        .contains("jdk.crypto.cryptoki")
        .doesNotContain("java.desktop");
  }

  @Test
  @DisplayName("the classes of a start come from the cache, those of Bouncy Castle among them")
  void cached() throws IOException {
    var folder = CREST.workFolder();
    Files.copy(CREST.quickstart().trustAnchorFile(), folder.resolve("ca.pem"));
    var log = folder.resolve("classes");
    var outcome =
        Tool.run(
            folder,
            "env",
            "CREST_JAVA_OPTS=-Xlog:class+load:file=" + log,
            image.resolve("bin/crest").toString(),
            "decode",
            "ca.pem");
    outcome.good();
    var loaded = Files.readAllLines(log);
    var apart =
        loaded.stream()
            .filter(line -> line.contains("source:") && !line.contains("shared objects file"))
            .toList();
    assertThat(apart).as("classes not of the cache").hasSizeLessThan(loaded.size() / 4);
    assertThat(loaded)
        .anyMatch(line -> line.contains("org.bouncycastle") && line.contains("shared objects"));
  }

  @Test
  @DisplayName("it enrols over TLS 1.2 and 1.3, renews, verifies and decodes, with no JDK around")
  void works() throws IOException {
    for (var tls : List.of("1.2", "1.3")) {
      var folder = CREST.workFolder();
      Files.writeString(folder.resolve("p"), CREST.quickstart().passcode() + "\n");
      Files.copy(CREST.quickstart().trustAnchorFile(), folder.resolve("ca.pem"));
      crest(
              folder,
              "enroll",
              CREST.quickstart().enrollUrl().toString(),
              "--passcode-file",
              "p",
              "--trust-anchor",
              "ca.pem",
              "--tls",
              tls,
              "--subject",
              "CN=d1.example,O=Acme,ST=Some-State,C=AU")
          .good();
      assertThat(crest(folder, "renew", "--force", "--new-key", "--json").good().text())
          .contains("CN=d1.example");
      assertThat(crest(folder, "verify").good().text()).contains("Valid");
      assertThat(crest(folder, "decode", "device.crt").good().text()).contains("d1.example");
    }
  }

  @Test
  @DisplayName("an image takes the place of one, and of nothing else")
  void keepsOthers() throws IOException {
    var folder = Files.createDirectories(built.resolve("other"));
    Files.writeString(folder.resolve("precious"), "");
    var outcome = Tool.run(built, new byte[0], packing(folder));
    assertThat(outcome.exit()).isEqualTo(6);
    assertThat(outcome.err()).contains("something else");
    assertThat(folder.resolve("precious")).exists();
  }
}
