package dev.crest.cli.connect;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command was called.
 *
 * @param environment its variables
 * @param folder the working folder
 * @param home the folder of the person who calls
 */
public record Surroundings(Map<String, String> environment, Path folder, Path home) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Returns those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(), Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home")));
  }

  /** Returns a variable, unless it is empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "Surroundings[folder=" + folder + "]";
  }
}
