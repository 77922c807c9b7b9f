package dev.crest.cli.connect;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The body of a request; files are sent from where they lie, whatever their size.
 *
 * @param type its media type
 * @param parts what it is put together of
 */
public record Content(String type, List<Part> parts) {
  /** A piece of a body. */
  public sealed interface Part {
    /** Text. */
    record Text(String text) implements Part {}

    /** A whole file. */
    record File(Path path) implements Part {}
  }

  /** A field of a form: a text, or a file with its media type. */
  public record FormField(String name, Part value, Optional<String> type) {}

  public Content {
    parts = List.copyOf(parts);
  }

  /** Returns a body of JSON. */
  public static Content json(String type, String json) {
    return new Content(type, List.of(new Part.Text(json)));
  }

  /** Returns a file as it is. */
  public static Content file(String type, Path path) {
    return new Content(type, List.of(new Part.File(path)));
  }

  /** Returns a form (RFC 7578). */
  public static Content form(List<FormField> fields) {
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    var boundary = "crest-" + HexFormat.of().formatHex(random);
    var parts = new ArrayList<Part>();
    for (var field : fields) {
      var head = new StringBuilder("--").append(boundary).append("\r\n");
      head.append("Content-Disposition: form-data; name=\"")
          .append(quoted(field.name()))
          .append('"');
      if (field.value() instanceof Part.File file) {
        head.append("; filename=\"").append(quoted(fileName(file.path()))).append('"');
      }
      field.type().ifPresent(type -> head.append("\r\nContent-Type: ").append(type));
      parts.add(new Part.Text(head.append("\r\n\r\n").toString()));
      parts.add(field.value());
      parts.add(new Part.Text("\r\n"));
    }
    parts.add(new Part.Text("--" + boundary + "--\r\n"));
    return new Content("multipart/form-data; boundary=" + boundary, parts);
  }

  private static String fileName(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("file");
  }

  private static String quoted(String text) {
    return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  BodyPublisher publisher() throws FileNotFoundException {
    var publishers = new ArrayList<BodyPublisher>();
    for (var part : parts) {
      publishers.add(
          switch (part) {
            case Part.Text text -> BodyPublishers.ofString(text.text(), StandardCharsets.UTF_8);
            case Part.File file -> BodyPublishers.ofFile(file.path());
          });
    }
    return publishers.size() == 1
        ? publishers.getFirst()
        : BodyPublishers.concat(publishers.toArray(BodyPublisher[]::new));
  }
}
