package dev.crest.ca.lint;

import java.util.Optional;

/**
 * Host names in the preferred syntax of RFC 1034 §3.5 as RFC 1123 §2.1 relaxed it, in ASCII;
 * internationalised ones as A-labels (RFC 5890 §2.3.2.1). Thread-safe.
 */
public final class HostName {
  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;

  private HostName() {}

  /** Returns what is wrong with a host name, such as {@code has a label longer than 63 octets}. */
  public static Optional<String> fault(String text) {
    if (text.isEmpty()) {
      return Optional.of("is empty");
    }
    if (text.length() > LONGEST) {
      return Optional.of("is longer than 253 octets");
    }
    int start = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
      var fault = labelFault(text, start, dot);
      if (fault.isPresent()) {
        return fault;
      }
      start = dot + 1;
    }
    return labelFault(text, start, text.length())
        .or(() ->
            lastLabelIsNumeric(text)
                ? Optional.of("is written like an address")
                : Optional.empty());
  }

  private static Optional<String> labelFault(String text, int start, int end) {
    if (start == end) {
      return Optional.of("has an empty label or a trailing dot");
    }
    if (end - start > LONGEST_LABEL) {
      return Optional.of("has a label longer than 63 octets");
    }
    for (int i = start; i < end; i++) {
      if (!letterDigitHyphen(text.charAt(i))) {
        return Optional.of("has a character other than letters, digits, hyphens and dots");
      }
    }
    if (text.charAt(start) == '-' || text.charAt(end - 1) == '-') {
      return Optional.of("has a label that begins or ends with a hyphen");
    }
    return reserved(text, start, end)
        ? Optional.of("has a reserved label that is no A-label")
        : Optional.empty();
  }

  /** RFC 5890 §2.3.1: labels with hyphens in third and fourth place are for A-labels only. */
  private static boolean reserved(String text, int start, int end) {
    return end - start > 3
        && text.charAt(start + 2) == '-'
        && text.charAt(start + 3) == '-'
        && !(text.regionMatches(true, start, "xn", 0, 2) && end - start > 4);
  }

  /**
   * RFC 1123 §2.1: the last label is not numeric, so that names and addresses are never mixed up.
   */
  private static boolean lastLabelIsNumeric(String text) {
    for (int i = text.lastIndexOf('.') + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean letterDigitHyphen(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }
}
