package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Collectors;

/** Text from elsewhere, made fit for one line of a log or a terminal. */
final class Foreign {
  private static final int LONGEST = 500;

  private Foreign() {}

  static String text(byte[] bytes) {
    return text(new String(bytes, 0, Math.min(bytes.length, 4 * LONGEST), UTF_8));
  }

  static String text(Throwable problem) {
    var message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : text(message);
  }

  /** Makes one line; what is not visible becomes a question mark, white space one space. */
  static String text(String foreign) {
    var line =
        foreign
            .strip()
            .lines()
            .map(String::strip)
            .filter(one -> !one.isEmpty())
            .collect(Collectors.joining("; "))
            .replace('\t', ' ')
            .codePoints()
            .limit(LONGEST)
            .map(c -> visible(c) ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line;
  }

  private static boolean visible(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
