package dev.crest.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** curl in a folder of files, trusting one root. */
record Curl(Path folder, Path trustAnchor) {

  /** Asks and returns the last reply. */
  HttpAnswer ask(URI url, String... options) {
    var arguments = new ArrayList<>(List.of(options));
    arguments.add(url.toString());
    run(arguments);
    try {
      var body = folder.resolve("reply.body");
      return HttpAnswer.of(
          Files.readString(folder.resolve("reply.head"), ISO_8859_1),
          Files.exists(body) ? Files.readAllBytes(body) : new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs curl with these options and what every call has; returns what it wrote. */
  Tool.Outcome run(List<String> arguments) {
    var command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--max-time", "30", "--cacert", trustAnchor.toString()));
    command.addAll(List.of("--dump-header", "reply.head", "--output", "reply.body"));
    command.addAll(arguments);
    try {
      Files.deleteIfExists(folder.resolve("reply.body"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Tool.run(folder, new byte[0], command).good();
  }
}
