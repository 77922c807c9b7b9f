package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command is given, {@code -} being the input. */
final class InputFiles {
  private static final int LONGEST = 4_000_000;

  private final Terminal terminal;
  private final Surroundings surroundings;

  InputFiles(Terminal terminal, Surroundings surroundings) {
    this.terminal = terminal;
    this.surroundings = surroundings;
  }

  Path path(String name) {
    return surroundings.folder().resolve(name);
  }

  /**
   * Returns what is in a file.
   *
   * @throws WrongUsage if it cannot be read, or is too large
   */
  byte[] bytes(String name) {
    try (InputStream in = name.equals("-") ? terminal.in() : Files.newInputStream(path(name))) {
      var bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length == 0 || bytes.length > LONGEST) {
        throw new WrongUsage(name + " is empty or too large");
      }
      return bytes;
    } catch (IOException e) {
      throw new WrongUsage(name + " cannot be read");
    }
  }

  /** Returns a secret: what is in a file, without the line break at its end. */
  char[] secret(String name) {
    var text = new String(bytes(name), UTF_8).replaceFirst("\\r?\\n$", "");
    if (text.isEmpty()) {
      throw new WrongUsage(name + " is empty");
    }
    return text.toCharArray();
  }
}
