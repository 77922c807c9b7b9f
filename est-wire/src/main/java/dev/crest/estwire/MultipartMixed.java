package dev.crest.estwire;

import dev.crest.pkix.MalformedInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * The multipart/mixed answer of serverkeygen (RFC 7030 §4.4.2, RFC 2046 §5.1; layout by S-SKG-15).
 * Thread-safe.
 *
 * <pre>
 * --boundary CRLF
 * Content-Type: application/pkcs8 CRLF
 * Content-Transfer-Encoding: base64 CRLF
 * CRLF
 * body CRLF
 * --boundary CRLF
 * …
 * --boundary-- CRLF
 * </pre>
 */
public final class MultipartMixed {
  static final int MAX_PARTS = 10;

  private MultipartMixed() {}

  /** One part: its Content-Type and its body, already transfer-encoded. */
  public record Part(String contentType, byte[] body) {}

  /** A written multipart body. {@code contentType} ends in the unquoted boundary parameter. */
  public record Written(String contentType, byte[] body) {}

  /**
   * Writes the parts with CRLF line ends, a Content-Transfer-Encoding of base64 in each, and a
   * fresh boundary.
   *
   * @throws IllegalArgumentException if there are no parts or more than 10, or one is not base64
   */
  public static Written write(List<Part> parts) {
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw new IllegalArgumentException("1 to " + MAX_PARTS + " parts, not " + parts.size());
    }
    // Base64 has no hyphen, so no boundary that contains one can occur inside a part.
    parts.forEach(MultipartMixed::requireBase64);
    var boundary = "crest-" + UUID.randomUUID();
    var out = new ByteArrayOutputStream(sizeOf(parts));
    for (var part : parts) {
      ascii(out, "--" + boundary + "\r\n");
      ascii(out, "Content-Type: " + part.contentType() + "\r\n");
      ascii(out, "Content-Transfer-Encoding: base64\r\n\r\n");
      out.writeBytes(part.body());
      ascii(out, "\r\n");
    }
    ascii(out, "--" + boundary + "--\r\n");
    return new Written(MediaTypes.MULTIPART_MIXED + "; boundary=" + boundary, out.toByteArray());
  }

  /**
   * Reads a body. Preamble, epilogue and other headers of the parts are ignored, CRLF and LF line
   * ends are both accepted.
   *
   * @param contentType the Content-Type header's value
   * @throws MalformedInput if it is not a well-formed multipart body of at most 10 parts
   */
  public static List<Part> read(String contentType, byte[] body) {
    return new MultipartReader(MultipartBoundary.of(contentType), body).parts();
  }

  private static void requireBase64(Part part) {
    if (!part.contentType().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a part's content type is printable ASCII");
    }
    for (byte b : part.body()) {
      if (b == '-' || b < 0) {
        throw new IllegalArgumentException("a part's body is base64");
      }
    }
  }

  /** Enough for the whole body, so that a private key is not left behind in outgrown buffers. */
  private static int sizeOf(List<Part> parts) {
    return parts.stream().mapToInt(p -> p.body().length + p.contentType().length() + 160).sum()
        + 64;
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
