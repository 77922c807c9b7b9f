package dev.crest.server;

import dev.crest.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the settings of a command. */
final class SettingsFile {
  private SettingsFile() {}

  /**
   * Reads a file and the environment; without a file the environment alone.
   *
   * @throws Main.CannotRun if the file cannot be read
   */
  static Settings read(Optional<Path> file) {
    return read(file, Map.of());
  }

  /** Reads the same with some variables fixed by the command line. */
  static Settings read(Optional<Path> file, Map<String, String> fixed) {
    var environment = new HashMap<>(System.getenv());
    environment.putAll(fixed);
    return Settings.read(file.map(SettingsFile::text).orElse(""), environment);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Main.CannotRun("cannot read the settings file " + file, e);
    }
  }
}
