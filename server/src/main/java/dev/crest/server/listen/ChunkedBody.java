package dev.crest.server.listen;

import java.io.ByteArrayOutputStream;

/**
 * Puts a chunked body (RFC 9112 §7.1) together. Extensions and trailers are read over, within
 * narrow bounds.
 *
 * <pre>
 * chunked-body = *( chunk-size [ chunk-ext ] CRLF chunk-data CRLF ) 1*"0" [ chunk-ext ] CRLF *( field-line CRLF ) CRLF
 * </pre>
 */
final class ChunkedBody {
  static final int MOST_LINE_BYTES = 256;
  private static final int MOST_SIZE_DIGITS = 8;
  private static final int MOST_TRAILERS = 16;

  /** What has to come next. */
  enum Expects {
    SIZE_LINE,
    BYTES,
    LINE_END,
    TRAILER_LINE,
    NOTHING
  }

  private final int mostBytes;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Expects expects = Expects.SIZE_LINE;
  private int left;
  private int trailers;

  ChunkedBody(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  Expects expects() {
    return expects;
  }

  /** Takes bytes of the chunk and returns how many it took. */
  int bytes(byte[] bytes, int from, int to) {
    int taken = Math.min(left, to - from);
    body.write(bytes, from, taken);
    left -= taken;
    if (left == 0) {
      expects = Expects.LINE_END;
    }
    return taken;
  }

  /**
   * Takes a line, its line end left out.
   *
   * @throws TransportRefusal 400 if it is not as it should be, 413 if the body gets too long
   */
  void line(byte[] bytes, int from, int to) {
    switch (expects) {
      case SIZE_LINE -> size(bytes, from, to);
      case LINE_END -> {
        if (from < to) {
          throw TransportRefusal.badRequest("A chunk is longer than it says.");
        }
        expects = Expects.SIZE_LINE;
      }
      case TRAILER_LINE -> trailer(bytes, from, to);
      case BYTES, NOTHING -> throw new IllegalStateException("no line is due");
    }
  }

  private void size(byte[] bytes, int from, int to) {
    int end = from;
    int size = 0;
    while (end < to && Character.digit(bytes[end], 16) >= 0) {
      size = (size << 4) | Character.digit(bytes[end], 16);
      end++;
    }
    boolean extended = end < to && bytes[end] == ';';
    boolean wrong = end == from || end - from > MOST_SIZE_DIGITS || (end < to && !extended);
    if (wrong || !Syntax.isFieldValue(bytes, end, to)) {
      throw TransportRefusal.badRequest("A chunk does not begin with its size.");
    }
    if (size < 0 || size > mostBytes - body.size()) {
      throw Framing.tooLarge(mostBytes);
    }
    left = size;
    expects = size == 0 ? Expects.TRAILER_LINE : Expects.BYTES;
  }

  private void trailer(byte[] bytes, int from, int to) {
    if (from == to) {
      expects = Expects.NOTHING;
      return;
    }
    if (++trailers > MOST_TRAILERS) {
      throw TransportRefusal.badRequest("There are more than " + MOST_TRAILERS + " trailers.");
    }
    HeadReader.field(bytes, from, to);
  }

  byte[] toByteArray() {
    return body.toByteArray();
  }
}
