package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.crest.server.listen.HttpRequest.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads request line and headers, line by line, with none of the leniencies that let two servers
 * read one message differently (RFC 9112 §11.2): lines end in CRLF, names touch their colon, no
 * line is folded.
 *
 * <pre>
 * HTTP-message = request-line CRLF *( field-line CRLF ) CRLF
 * request-line = method SP request-target SP HTTP-version
 * field-line   = field-name ":" OWS field-value OWS
 * </pre>
 */
final class HeadReader {
  /**
   * RFC 9112 §2.2 wants one tolerated; old EST clients end their body with one that does not belong
   * to it.
   */
  private static final int MOST_EMPTY_LINES = 2;

  private final ListenLimits limits;
  private final List<Header> headers = new ArrayList<>();
  private @Nullable String method;
  private String target = "";
  private boolean http10;
  private int emptyLines;
  private int headerBytes;

  HeadReader(ListenLimits limits) {
    this.limits = limits;
  }

  /** Whether the request line has been read and said HTTP/1.0. */
  boolean http10() {
    return http10;
  }

  /** Whether the request line has been read and the method is HEAD. */
  boolean wantsNoBody() {
    return "HEAD".equals(method);
  }

  /**
   * Takes one line, its line end left out.
   *
   * @return the head if this line ended it
   * @throws TransportRefusal if the line is not as it should be
   */
  Optional<RequestHead> line(byte[] bytes, int from, int to) {
    if (method == null) {
      if (from == to) {
        if (++emptyLines > MOST_EMPTY_LINES) {
          throw TransportRefusal.badRequest("There are empty lines before the request line.");
        }
      } else {
        requestLine(bytes, from, to);
      }
      return Optional.empty();
    }
    if (from < to) {
      headerLine(bytes, from, to);
      return Optional.empty();
    }
    return Optional.of(new RequestHead(method, target, http10, headers));
  }

  /**
   * Objects to a line that is not at its end yet.
   *
   * @param length of what is there of it
   * @throws TransportRefusal if it is too long already
   */
  void unfinished(int length) {
    if (method == null && length > limits.requestLineBytes()) {
      throw new TransportRefusal(
          414, "The request line is longer than " + limits.requestLineBytes() + " bytes.");
    }
    if (method != null && headerBytes + length > limits.headerBytes()) {
      throw new TransportRefusal(
          431, "The headers are longer than " + limits.headerBytes() + " bytes.");
    }
  }

  private void requestLine(byte[] bytes, int from, int to) {
    unfinished(to - from);
    int first = indexOf(bytes, from, to, ' ');
    int second = first < 0 ? -1 : indexOf(bytes, first + 1, to, ' ');
    if (second < 0 || !Syntax.isToken(bytes, from, first)) {
      throw TransportRefusal.badRequest(
          "The request line is not method, target and version with one space between.");
    }
    version(new String(bytes, second + 1, to - second - 1, ISO_8859_1));
    if (!Syntax.isUri(bytes, first + 1, second)) {
      throw TransportRefusal.badRequest(
          "The request target has characters that a URI does not have.");
    }
    target = new String(bytes, first + 1, second - first - 1, ISO_8859_1);
    method = new String(bytes, from, first - from, ISO_8859_1);
  }

  private void version(String version) {
    http10 = version.equals("HTTP/1.0");
    if (http10 || version.equals("HTTP/1.1")) {
      return;
    }
    if (version.matches("HTTP/[0-9]\\.[0-9]")) {
      throw new TransportRefusal(505, "This server speaks HTTP/1.1 and HTTP/1.0.");
    }
    throw TransportRefusal.badRequest("The request line does not end in an HTTP version.");
  }

  private void headerLine(byte[] bytes, int from, int to) {
    unfinished(to - from);
    headerBytes += to - from + 2;
    if (headers.size() == limits.headerCount()) {
      throw new TransportRefusal(431, "There are more than " + limits.headerCount() + " headers.");
    }
    headers.add(field(bytes, from, to));
  }

  /**
   * Reads a header or trailer line.
   *
   * @throws TransportRefusal if it is none
   */
  static Header field(byte[] bytes, int from, int to) {
    if (bytes[from] == ' ' || bytes[from] == '\t') {
      throw TransportRefusal.badRequest("A header is folded over several lines.");
    }
    int colon = indexOf(bytes, from, to, ':');
    if (colon < 0 || !Syntax.isToken(bytes, from, colon)) {
      throw TransportRefusal.badRequest("A header line does not begin with a name and a colon.");
    }
    int first = colon + 1;
    int end = to;
    while (first < end && isSpace(bytes[first])) {
      first++;
    }
    while (end > first && isSpace(bytes[end - 1])) {
      end--;
    }
    if (!Syntax.isFieldValue(bytes, first, end)) {
      throw TransportRefusal.badRequest("A header has a control character in its value.");
    }
    return new Header(
        new String(bytes, from, colon - from, ISO_8859_1),
        new String(bytes, first, end - first, ISO_8859_1));
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private static int indexOf(byte[] bytes, int from, int to, char sought) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == sought) {
        return i;
      }
    }
    return -1;
  }
}
