package dev.crest.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the connection: options, then variables, then what {@code crest login} kept, then the
 * quickstart of the working folder. A kept key goes to no other server than it was kept for.
 */
public final class Connections {
  private static final int LONGEST_FILE = 1_000_000;

  private final Surroundings surroundings;
  private final InputStream input;

  /**
   * @param input what {@code -} stands for in place of a file
   */
  public Connections(Surroundings surroundings, InputStream input) {
    this.surroundings = surroundings;
    this.input = input;
  }

  /**
   * Returns the connection to use.
   *
   * @throws WrongUsage saying what is missing
   */
  public Connection find(GivenConnection options) {
    var given = options.or(surroundings);
    var asked = given.url().map(Connection::address);
    var kept = kept().filter(connection -> asked.map(connection.url()::equals).orElse(true));
    var url = asked.or(() -> kept.map(Connection::url)).orElseThrow(this::noServer);
    var key = givenKey(given).or(() -> kept.map(Connection::apiKey)).orElseThrow(() -> noKey(url));
    return new Connection(
        url,
        key,
        given.account().or(() -> kept.flatMap(Connection::account)),
        given.caFile().map(this::certificates).or(() -> kept.flatMap(Connection::trustAnchor)));
  }

  private Optional<Connection> kept() {
    return new SavedConnection(surroundings).read().or(this::quickstart);
  }

  private Optional<String> givenKey(GivenConnection given) {
    return given
        .apiKeyFile()
        .map(file -> Connection.key(content(file), file))
        .or(() ->
            surroundings
                .variable("CREST_API_KEY")
                .map(key -> Connection.key(key, "CREST_API_KEY")));
  }

  private WrongUsage noServer() {
    return new WrongUsage(
        "which server? Give --url or CREST_URL, sign in once with crest login, or run this in a folder with"
            + " data/quickstart.json");
  }

  private static WrongUsage noKey(URI url) {
    return new WrongUsage(
        "no API key for " + url + ": give --api-key-file or CREST_API_KEY, or run crest login");
  }

  private Optional<Connection> quickstart() {
    var file = surroundings.folder().resolve("data").resolve("quickstart.json");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      var json = new JsonMapper().readTree(Files.readAllBytes(file));
      var url = json.path("apiUrl").asString("");
      var key = json.path("apiKey").asString("");
      var anchor = json.path("trustAnchorFile").asString("");
      if (url.isEmpty() || key.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Connection(
              Connection.address(url),
              Connection.key(key, file.toString()),
              Optional.empty(),
              anchor.isEmpty() ? Optional.empty() : Optional.of(certificates(anchor))));
    } catch (IOException | JacksonException e) {
      throw new WrongUsage(file + " cannot be read");
    }
  }

  private String certificates(String file) {
    var pem = content(file);
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      throw new WrongUsage(file + " holds no certificate in PEM");
    }
    return pem;
  }

  private String content(String file) {
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = input.readNBytes(LONGEST_FILE);
      } else {
        Path path = surroundings.folder().resolve(file);
        try (var stream = Files.newInputStream(path)) {
          bytes = stream.readNBytes(LONGEST_FILE);
        }
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WrongUsage(file + " cannot be read");
    }
  }
}
