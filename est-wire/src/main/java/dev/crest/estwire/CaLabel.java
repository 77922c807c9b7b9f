package dev.crest.estwire;

/**
 * A label of RFC 7030 §3.2.2: one path segment of 1 to 128 unreserved or sub-delim characters that
 * is no operation's name.
 *
 * @param value the segment, decoded
 */
public record CaLabel(String value) {
  public CaLabel {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a usable label");
    }
  }

  /**
   * Whether a string can be configured as a label (S-URI-03, S-URI-09): allowed characters, length,
   * not a reserved name.
   */
  public static boolean isValid(String value) {
    throw new UnsupportedOperationException();
  }
}
