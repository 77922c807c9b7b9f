package dev.crest.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What is packaged beside the command: the manual page and the units for systemd. */
class PackagedFilesTest {
  private static final Path PACKAGED = Path.of("target/crest-cli");
  private static final Pattern SETTING = Pattern.compile("[A-Z][A-Za-z]+=.*");

  @TempDir Path folder = Path.of("");

  private static CommandLine commands() {
    var terminal = new Terminal(InputStream.nullInputStream(), System.out, System.err, false);
    var root = new CommandLine(CommandSpec.create().name("crest"));
    var here = Path.of("");
    new DeviceCommands(terminal, new Surroundings(Map.of(), here, here), InstantSource.system())
        .addTo(root, _ -> true);
    return root;
  }

  private static String said(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  private static boolean isHere(String program) {
    return List.of("/usr/bin/", "/bin/").stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place + program)));
  }

  @Test
  @DisplayName("crest-device(1) has every command with every option, and is good troff")
  void manual() throws Exception {
    var file = PACKAGED.resolve("man/man1/crest-device.1");
    var text = Files.readString(file);
    assertThat(text).startsWith(".TH CREST").doesNotContain("@COMMANDS@");
    commands()
        .getSubcommands()
        .forEach((name, command) -> {
          assertThat(text).contains(".SS crest " + name);
          command
              .getCommandSpec()
              .options()
              .forEach(option ->
                  assertThat(text)
                      .as("crest " + name)
                      .contains(
                          option.longestName().equals("--help")
                              ? ""
                              : option.longestName().replace("-", "\\-")));
        });
    for (int code = 0; code <= DeviceExit.FILES; code++) {
      assertThat(text).contains(".B " + code + "\n");
    }
    for (var event : Journal.Event.values()) {
      assertThat(text).contains(event.word());
    }
    var known = Set.of("TH", "SH", "SS", "TP", "B", "I", "P", "br", "nf", "fi", "RB", "IR");
    assertThat(text.lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> known.contains(line.substring(1).split(" ", 2)[0]));
    if (isHere("groff")) {
      assertThat(said("groff", "-man", "-ww", "-z", "-Tascii", file.toString())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"crest-device.service", "crest-device-renew.service", "crest-device-renew.timer"})
  @DisplayName("the units are good, and call commands that there are")
  void units(String name) throws Exception {
    var lines = Files.readAllLines(PACKAGED.resolve("systemd").resolve(name));
    assertThat(lines)
        .contains("[Unit]")
        .allMatch(line ->
            line.isEmpty()
                || line.startsWith("#")
                || line.matches("\\[[A-Z][a-z]+]")
                || SETTING.matcher(line).matches());
    var settings = lines.stream().filter(line -> SETTING.matcher(line).matches()).toList();
    if (name.endsWith(".service")) {
      assertThat(settings)
          .contains(
              "User=crest-device",
              "NoNewPrivileges=yes",
              "ProtectSystem=strict",
              "CapabilityBoundingSet=");
      var start =
          settings.stream().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
      var arguments = start.replace(" $CREST_DEVICE_OPTIONS", "").split(" ");
      commands().parseArgs(List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
    }
    if (isHere("systemd-analyze")) {
      verify(name);
    }
  }

  /** The command is not installed where tests run; another one stands for it. */
  private void verify(String name) throws Exception {
    try (var all = Files.list(PACKAGED.resolve("systemd"))) {
      for (var unit : all.toList()) {
        Files.writeString(
            folder.resolve(unit.getFileName().toString()),
            Files.readString(unit).replace("/usr/bin/crest", "/bin/true"));
      }
    }
    assertThat(
            said("systemd-analyze", "verify", "--man=no", folder.resolve(name).toString())
                .lines()
                .filter(line -> line.contains("crest-device")))
        .isEmpty();
  }
}
