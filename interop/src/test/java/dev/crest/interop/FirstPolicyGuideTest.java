package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/guides/first-policy.md, run as it stands: a reader gets what it promises. */
class FirstPolicyGuideTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

  @TempDir private Path folder;

  @Test
  @DisplayName("every command of the guide does what it says, to certificate and device")
  void guide() throws IOException {
    var guide = Files.readString(CrestProcess.Packaged.root("docs/guides/first-policy.md"));
    var commands =
        BLOCK.matcher(guide).results().map(block -> block.group(1)).collect(Collectors.joining());
    assertThat(commands).contains("./crest policy create", "curl");
    Files.writeString(folder.resolve("crest"), crest());
    assertThat(folder.resolve("crest").toFile().setExecutable(true)).isTrue();

    try (var server = CrestProcess.quickstart(folder.resolve("data"))) {
      var outcome = Tool.shell(folder, "", commands);
      server.keepLog("first-policy");
      assertThat(outcome.good().text())
          .contains("CN = sensor-0001", "GW-0001", "provisioned", "Plant Nantes");
    }
  }

  /** Stands for the script of the sources, which would look whether it has to build first. */
  private static String crest() {
    return "#!/bin/sh\nexec "
        + Path.of(System.getProperty("java.home"), "bin", "java")
        + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "
        + CrestProcess.Packaged.root("cli/target/crest-cli/crest-cli.jar")
        + " \"$@\"\n";
  }
}
