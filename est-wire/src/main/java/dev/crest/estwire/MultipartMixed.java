package dev.crest.estwire;

import java.util.List;

/**
 * The multipart/mixed answer of serverkeygen (RFC 7030 §4.4.2; layout by S-SKG-15). Thread-safe.
 */
public final class MultipartMixed {
  private MultipartMixed() {}

  /** One part: its Content-Type and its body, already transfer-encoded. */
  public record Part(String contentType, byte[] body) {}

  /** A written multipart body. {@code contentType} ends in the unquoted boundary parameter. */
  public record Written(String contentType, byte[] body) {}

  /**
   * Writes the parts with CRLF line ends, a Content-Transfer-Encoding of base64 in each, and a
   * fresh boundary.
   */
  public static Written write(List<Part> parts) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a body.
   *
   * @param contentType the Content-Type header's value
   * @throws dev.crest.pkix.MalformedInput if it is not a well-formed multipart body of at most 10
   *     parts
   */
  public static List<Part> read(String contentType, byte[] body) {
    throw new UnsupportedOperationException();
  }
}
