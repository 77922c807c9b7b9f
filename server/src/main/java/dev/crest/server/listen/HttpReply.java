package dev.crest.server.listen;

import java.util.List;

/**
 * A complete reply. The listener adds Date, Content-Length, X-Request-Id and, where the connection
 * ends, {@code Connection: close}, and writes head and body in one piece; for HEAD it leaves the
 * body out.
 *
 * @param status from 200 to 599
 * @param headers in order, names in canonical case; none of those that the listener adds
 * @param body possibly empty; not copied, not to be changed
 * @param close whether the connection ends after this reply
 */
public record HttpReply(int status, List<HttpRequest.Header> headers, byte[] body, boolean close) {
  private static final List<String> OURS =
      List.of("Date", "Content-Length", "X-Request-Id", "Connection", "Transfer-Encoding");

  /**
   * @throws IllegalArgumentException if a header has a name that is no token or is the listener's,
   *     or a value with a control character or one beyond Latin-1: no reply can be split by what
   *     ended up in a header
   */
  public HttpReply {
    headers = List.copyOf(headers);
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("a final status is 200 to 599, not " + status);
    }
    for (var header : headers) {
      if (!Syntax.isToken(header.name())
          || OURS.stream().anyMatch(header.name()::equalsIgnoreCase)) {
        throw new IllegalArgumentException("a reply can't have a header of this name");
      }
      if (!Syntax.isFieldValue(header.value())) {
        throw new IllegalArgumentException(
            "the value of " + header.name() + " has a character that headers don't have");
      }
    }
  }
}
