package dev.crest.server.est;

import dev.crest.estwire.TransferEncoding.Lines;
import dev.crest.pkix.FoundEncoding;
import dev.crest.server.listen.HttpRequest;

/**
 * How a reply's base64 is laid out for what kind of request: the one table of clients' quirks
 * (S-HTTP-06, conformance §9.1). No layout suits all of them, so a client is answered in the manner
 * in which it spoke.
 *
 * <p>Wrapped is the rule: libest, {@code openssl base64 -d}, {@code base64 -d}, Bouncy Castle and
 * scripts that put the reply between PEM lines all read 64 columns without a final line break. The
 * two exceptions are for strongSwan before 5.9.11, which stops at the first line break: it posts
 * its base64 on one line, and its GET names neither itself nor what it accepts.
 *
 * <p>Whatever the style, a reply to HTTP/1.0 ends its connection (S-HTTP-09), since libest waits
 * for that.
 */
enum ReplyStyle {
  /** {@code curl --data-binary @csr.pem}, older Azure clients. */
  POST_PEM(Lines.WRAPPED),
  /** {@code curl --data @csr.pem}, which removes the line breaks. */
  POST_PEM_ONE_LINE(Lines.WRAPPED),
  /** libest, Bouncy Castle, Azure, Go clients. */
  POST_BASE64(Lines.WRAPPED),
  /** strongSwan. */
  POST_BASE64_ONE_LINE(Lines.ONE_LINE),
  /** {@code curl --data-binary @csr.der}. */
  POST_DER(Lines.WRAPPED),
  /** A GET with User-Agent or Accept: curl, libest, Bouncy Castle, browsers. */
  GET_NAMED(Lines.WRAPPED),
  /** A GET with neither: strongSwan. */
  GET_BARE(Lines.ONE_LINE),
  /** A GET in HTTP/1.0, which strongSwan never sends: libest and its descendants. */
  GET_HTTP_1_0(Lines.WRAPPED);

  private final Lines lines;

  ReplyStyle(Lines lines) {
    this.lines = lines;
  }

  /** Returns how the lines of the reply are laid out. */
  Lines lines() {
    return lines;
  }

  /** Returns the style for a request without a body. */
  static ReplyStyle ofGet(HttpRequest request) {
    if (request.http10()) {
      return GET_HTTP_1_0;
    }
    return request.header("User-Agent").isEmpty() && request.header("Accept").isEmpty()
        ? GET_BARE
        : GET_NAMED;
  }

  /** Returns the style for a request whose body was written in this way. */
  static ReplyStyle ofPost(FoundEncoding body) {
    return switch (body) {
      case PEM -> POST_PEM;
      case PEM_ONE_LINE -> POST_PEM_ONE_LINE;
      case BASE64 -> POST_BASE64;
      case BASE64_ONE_LINE -> POST_BASE64_ONE_LINE;
      case DER -> POST_DER;
    };
  }
}
