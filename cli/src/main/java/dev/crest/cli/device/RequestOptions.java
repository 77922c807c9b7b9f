package dev.crest.cli.device;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.Patience;
import dev.crest.pkix.KeyType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The options that say what is wanted, and where it is put. */
final class RequestOptions {
  private static final String SUBJECT = "--subject";
  private static final String SAN = "--san";
  private static final String KEY_TYPE = "--key-type";
  private static final String WAIT = "--wait";
  private static final String FORCE = "--force";

  private final Options options;
  private final InputFiles files;

  RequestOptions(Options options, InputFiles files) {
    this.options = options;
    this.files = files;
  }

  void addNames() {
    options.add(
        "What for",
        Options.text(SUBJECT, "<name>", "The subject, such as CN=d1,O=Acme,C=DE."),
        Options.texts(
            SAN, "<name>", "An alternative name: dns:d1.example, ip:192.0.2.1, uri:, email:."));
  }

  void addKeyType() {
    options.add(
        "Key",
        Options.text(
            KEY_TYPE,
            "<type>",
            "Its kind, unless the server wants another: " + String.join(", ", types()) + "."));
  }

  void addPlace() {
    options.add(
        "Where to",
        Options.text(
            Options.DIRECTORY, "<folder>", "The folder for the files, else the working folder."),
        Options.flag(FORCE, "Replace a certificate that is there; it is kept as .old."),
        Options.text(
            WAIT, "<time>", "How long to wait for an approval, such as 10m or 1h; else not."));
  }

  Path folder() {
    return files.path(options.value(Options.DIRECTORY).orElse("."));
  }

  boolean force() {
    return options.given(FORCE);
  }

  void names(EnrollmentRequest.Builder request) {
    options.value(SUBJECT).ifPresent(request::subject);
    options.values(SAN).forEach(request::name);
  }

  KeyType keyType(KeyType usual) {
    var wanted = options.value(KEY_TYPE);
    return wanted.isEmpty()
        ? usual
        : Arrays.stream(KeyType.values())
            .filter(type -> name(type).equals(wanted.get().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () -> new WrongUsage(KEY_TYPE + " is one of " + String.join(", ", types())));
  }

  private static List<String> types() {
    return Arrays.stream(KeyType.values()).map(RequestOptions::name).toList();
  }

  private static String name(KeyType type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Optional<Patience> patience() {
    return options.value(WAIT).map(text -> Patience.of(duration(text)));
  }

  static Duration duration(String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw new WrongUsage("a time is written such as 90s, 10m or 1h");
    }
  }
}
