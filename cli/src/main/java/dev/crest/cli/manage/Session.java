package dev.crest.cli.manage;

import dev.crest.cli.connect.Connections;
import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one call of the program has to do with. Used by one thread.
 *
 * @param patience between two looks at a job
 */
public record Session(Terminal terminal, Surroundings surroundings, Duration patience) {
  private static final int LONGEST = 64_000_000;

  Connections connections() {
    return new Connections(surroundings, terminal.in());
  }

  Path file(String name) {
    return surroundings.folder().resolve(name);
  }

  /**
   * Returns the text of a file, {@code -} being what the program is given.
   *
   * @throws WrongUsage if it cannot be read
   */
  String text(String name) {
    try {
      var bytes =
          name.equals("-")
              ? terminal.in().readNBytes(LONGEST)
              : Files.size(file(name)) > LONGEST ? new byte[0] : Files.readAllBytes(file(name));
      if (bytes.length == 0) {
        throw new WrongUsage(name + " is empty or too large");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WrongUsage(name + " cannot be read");
    }
  }

  /** Returns the path of a file to be sent; what the program is given is put into one first. */
  Path upload(String name) {
    if (!name.equals("-")) {
      if (!Files.isReadable(file(name))) {
        throw new WrongUsage(name + " cannot be read");
      }
      return file(name);
    }
    try {
      var spooled = Files.createTempFile("crest", ".upload");
      spooled.toFile().deleteOnExit();
      try (var out = Files.newOutputStream(spooled)) {
        terminal.in().transferTo(out);
      }
      return spooled;
    } catch (IOException e) {
      throw new WrongUsage("what came in cannot be kept for sending");
    }
  }
}
