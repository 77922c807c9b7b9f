package dev.crest.cli;

import dev.crest.cli.connect.Surroundings;
import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.manage.Session;
import dev.crest.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command in a folder of its own, as somebody types it. */
final class Crest {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private ApiDescription description = description();

  /** What came of a command. */
  record Outcome(int exit, String out, String err) {}

  Crest(Path folder) {
    this.folder = folder;
  }

  /** Returns one that is set up for a server by variables. */
  static Crest connected(Path folder, CannedApi api) {
    var crest = new Crest(folder).set("CREST_URL", api.url()).set("CREST_API_KEY", "crest_key");
    crest.write("ca.pem", api.trustAnchor());
    return crest.set("CREST_CA_FILE", "ca.pem");
  }

  /** Uses the description that the program was built with. */
  Crest packaged() {
    description = ApiDescription.packaged();
    return this;
  }

  Crest set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Crest input(String text) {
    this.input = text;
    return this;
  }

  Path write(String name, String text) {
    try {
      var file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiDescription description() {
    try (var stream = Crest.class.getResourceAsStream("openapi.json")) {
      return ApiDescription.read(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    var session =
        new Session(
            terminal,
            new Surroundings(environment, folder, folder.resolve("home")),
            Duration.ofMillis(1));
    int exit = new Main(() -> description, session).run(List.of(arguments));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
