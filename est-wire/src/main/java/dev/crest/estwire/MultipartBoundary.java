package dev.crest.estwire;

import dev.crest.pkix.MalformedInput;
import java.util.Locale;

/**
 * Finds the boundary in a multipart/mixed Content-Type (RFC 2045 §5.1, RFC 2046 §5.1.1).
 *
 * <pre>
 * boundary  := 0*69&lt;bchars&gt; bcharsnospace
 * parameter := attribute "=" (token / quoted-string)
 * </pre>
 */
final class MultipartBoundary {
  private static final int MAX_LENGTH = 70;

  private final String text;
  private int at;

  private MultipartBoundary(String text) {
    this.text = text;
  }

  /**
   * Returns the boundary.
   *
   * @throws MalformedInput if it is not multipart/mixed or has no usable boundary
   */
  static String of(String contentType) {
    var parameters = contentType.indexOf(';');
    var type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    if (!type.strip().toLowerCase(Locale.ROOT).equals(MediaTypes.MULTIPART_MIXED)) {
      throw new MalformedInput("the content type is not multipart/mixed");
    }
    return new MultipartBoundary(parameters < 0 ? "" : contentType.substring(parameters)).find();
  }

  /** Walks over the parameters; at the start of each round {@code at} is before its semicolon. */
  private String find() {
    while (at < text.length()) {
      at++;
      var name = upTo("=;").strip().toLowerCase(Locale.ROOT);
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        var value = value();
        if (name.equals("boundary")) {
          return checked(value);
        }
        upTo(";");
      }
    }
    throw new MalformedInput("the multipart content type has no boundary");
  }

  private String value() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at == text.length() || text.charAt(at) != '"') {
      return upTo(";").strip();
    }
    var unquoted = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      unquoted.append(text.charAt(at));
    }
    return unquoted.toString();
  }

  private String upTo(String ends) {
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private static String checked(String boundary) {
    if (boundary.isEmpty()
        || boundary.length() > MAX_LENGTH
        || boundary.endsWith(" ")
        || !boundary.chars().allMatch(MultipartBoundary::isAllowed)) {
      throw new MalformedInput(
          "the multipart boundary is not 1 to 70 of the characters of RFC 2046");
    }
    return boundary;
  }

  private static boolean isAllowed(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || "'()+_,-./:=? ".indexOf(c) >= 0;
  }
}
