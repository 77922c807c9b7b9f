package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code openssl} command of this machine, as the second opinion on what is written here. */
final class OpenSsl {
  private OpenSsl() {}

  /** Runs openssl with a file as its {@code -in} and returns what it printed; it has to succeed. */
  static String run(Path directory, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    var in = Files.write(Files.createTempFile(directory, "in", ".bin"), input);
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-in", in.toString()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
