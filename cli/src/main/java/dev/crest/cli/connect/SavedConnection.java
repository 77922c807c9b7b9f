package dev.crest.cli.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The connection that {@code crest login} keeps, in {@code ~/.config/crest/cli.json}, readable by
 * its owner only.
 */
public final class SavedConnection {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  public SavedConnection(Surroundings surroundings) {
    this.file =
        surroundings
            .variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .orElse(surroundings.home().resolve(".config"))
            .resolve("crest")
            .resolve("cli.json");
  }

  public Path file() {
    return file;
  }

  /**
   * Reads it.
   *
   * @return empty where there is none
   * @throws WrongUsage if the file is not one
   */
  Optional<Connection> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var json = JSON.readTree(Files.readAllBytes(file));
      return Optional.of(
          new Connection(
              Connection.address(json.path("url").asString("")),
              Connection.key(json.path("api_key").asString(""), file.toString()),
              text(json, "account"),
              text(json, "trust_anchor")));
    } catch (IOException | JacksonException e) {
      throw new WrongUsage(file + " cannot be read; crest login writes it anew");
    }
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.of(json.path(name).asString("")).filter(text -> !text.isEmpty());
  }

  /** Writes it whole or not at all. */
  public void write(Connection connection) throws IOException {
    var json = JSON.createObjectNode();
    json.put("url", connection.url().toString());
    json.put("api_key", connection.apiKey());
    connection.account().ifPresent(account -> json.put("account", account));
    connection.trustAnchor().ifPresent(pem -> json.put("trust_anchor", pem));
    var folder = file.resolveSibling(".").normalize();
    Files.createDirectories(folder);
    var draft = Files.createTempFile(folder, "cli", ".new", ownerOnly());
    try {
      Files.writeString(
          draft,
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n",
          StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Forgets it; says whether there was one. */
  public boolean delete() throws IOException {
    return Files.deleteIfExists(file);
  }
}
