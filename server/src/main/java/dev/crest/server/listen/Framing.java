package dev.crest.server.listen;

import java.util.regex.Pattern;

/**
 * Where a request's body ends and what becomes of the connection (RFC 9112 §6 and §9.3).
 *
 * @param length of the body in bytes, 0 where it is chunked
 * @param chunked whether the body comes in chunks
 * @param expectsContinue whether the client waits for 100 before it sends the body
 * @param persistent whether the connection lives on after the reply
 */
record Framing(int length, boolean chunked, boolean expectsContinue, boolean persistent) {
  /**
   * No sign, no leading zero, nothing that overflows a long: two servers can't read it differently.
   */
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");

  /**
   * @throws TransportRefusal 400 if the length is not beyond doubt, 411 if it is missing, 413 if it
   *     is too large, 417 for an unknown expectation
   */
  static Framing of(RequestHead head, int mostBytes) {
    var coding = head.single("Transfer-Encoding");
    var length = head.single("Content-Length");
    if (coding.isPresent() && (head.http10() || length.isPresent())) {
      throw TransportRefusal.badRequest(
          "Transfer-Encoding does not go with Content-Length nor with HTTP/1.0.");
    }
    if (coding.isPresent() && !coding.get().equalsIgnoreCase("chunked")) {
      throw TransportRefusal.badRequest("The only Transfer-Encoding understood is chunked.");
    }
    if (coding.isEmpty() && length.isEmpty() && carriesBody(head.method())) {
      throw new TransportRefusal(411, "A " + head.method() + " request needs a Content-Length.");
    }
    int bytes = length.isPresent() ? length(length.get(), mostBytes) : 0;
    boolean persistent = !head.http10() && !head.lists("Connection", "close");
    return new Framing(bytes, coding.isPresent(), expectsContinue(head), persistent);
  }

  private static boolean carriesBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static int length(String text, int mostBytes) {
    if (!LENGTH.matcher(text).matches()) {
      throw TransportRefusal.badRequest("Content-Length is not a plain decimal number.");
    }
    if (Long.parseLong(text) > mostBytes) {
      throw tooLarge(mostBytes);
    }
    return Integer.parseInt(text);
  }

  static TransportRefusal tooLarge(int mostBytes) {
    return new TransportRefusal(413, "The body is longer than " + mostBytes + " bytes.");
  }

  private static boolean expectsContinue(RequestHead head) {
    var expectation = head.single("Expect");
    if (expectation.isEmpty() || head.http10()) {
      return false;
    }
    if (!expectation.get().equalsIgnoreCase("100-continue")) {
      throw new TransportRefusal(417, "The only expectation understood is 100-continue.");
    }
    return true;
  }
}
