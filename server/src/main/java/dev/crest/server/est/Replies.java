package dev.crest.server.est;

import dev.crest.estwire.MediaTypes;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.HttpRequest.Header;
import java.util.List;

/**
 * Success replies and their headers (S-HTTP-05…13, S-HTTP-20). Names are in canonical case, since
 * libest compares them so.
 */
final class Replies {
  /** RFC 8951 §3 calls it superfluous; Bouncy Castle and libest read nothing without it. */
  static final Header BASE64 = new Header("Content-Transfer-Encoding", "base64");

  static final Header NO_STORE = new Header("Cache-Control", "no-store");

  private static final List<Header> CERTIFICATE =
      List.of(contentType(MediaTypes.CERTS_ONLY), BASE64, NO_STORE);
  private static final List<Header> CSR_ATTRS =
      List.of(contentType(MediaTypes.CSR_ATTRS), BASE64, NO_STORE);

  private Replies() {}

  static Header contentType(String value) {
    return new Header("Content-Type", value);
  }

  /**
   * An issued certificate, already transfer-encoded (RFC 7030 §4.2.3).
   *
   * @param linked whether the connection was used up by a linked request (S-POP-07)
   */
  static HttpReply certificate(HttpRequest request, byte[] body, boolean linked) {
    return new HttpReply(200, CERTIFICATE, body, linked || request.http10());
  }

  /** A CsrAttrs, already transfer-encoded (RFC 8951 §4). */
  static HttpReply csrAttributes(HttpRequest request, byte[] body) {
    return new HttpReply(200, CSR_ATTRS, body, request.http10());
  }

  /**
   * A key and its certificate (RFC 7030 §4.4.2). The body as a whole is not base64 and must not say
   * so, or Bouncy Castle decodes it.
   */
  static HttpReply multipart(HttpRequest request, String contentType, byte[] body, boolean linked) {
    var headers = List.of(contentType(contentType), NO_STORE);
    return new HttpReply(200, headers, body, linked || request.http10());
  }
}
