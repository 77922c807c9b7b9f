package dev.crest.server.listen;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of the bytes of a connection. Holds what has come in and is not used up; it is
 * never more than a head, a body, and what one read brings. Not thread-safe.
 */
final class RequestDecoder {
  private static final byte[] NONE = new byte[0];
  private static final int FIRST_CAPACITY = 1_024;

  /** How far the current request has come. */
  enum Phase {
    /** Nothing of it is there. */
    IDLE,
    HEAD,
    BODY
  }

  /** One complete request. */
  record Decoded(RequestHead head, boolean persistent, byte[] body) {}

  private final ListenLimits limits;
  private final UnaryOperator<RequestHead> check;

  private byte[] bytes = NONE;
  private int from;
  private int to;
  private int scanned;

  private HeadReader reader;
  private @Nullable RequestHead head;
  private @Nullable Framing framing;
  private @Nullable ChunkedBody chunks;
  private boolean continueDue;

  /**
   * @param check is asked about each head before its body is waited for; returns it, with the
   *     target in origin form, or throws {@link TransportRefusal}
   */
  RequestDecoder(ListenLimits limits, UnaryOperator<RequestHead> check) {
    this.limits = limits;
    this.check = check;
    this.reader = new HeadReader(limits);
  }

  /** Copies what is readable. */
  void feed(ByteBuf in) {
    int more = in.readableBytes();
    if (to + more > bytes.length) {
      makeRoom(more);
    }
    in.readBytes(bytes, to, more);
    to += more;
  }

  private void makeRoom(int more) {
    int held = to - from;
    int capacity = Math.max(held + more, Math.max(FIRST_CAPACITY, held * 2));
    var larger = capacity > bytes.length ? new byte[capacity] : bytes;
    System.arraycopy(bytes, from, larger, 0, held);
    bytes = larger;
    scanned -= from;
    to = held;
    from = 0;
  }

  /** Returns how many bytes are held that no request has used. */
  int held() {
    return to - from;
  }

  Phase phase() {
    if (head != null) {
      return Phase.BODY;
    }
    return from == to ? Phase.IDLE : Phase.HEAD;
  }

  /** Whether the request being read is known to be HTTP/1.0. */
  boolean http10() {
    return reader.http10();
  }

  /** Whether the request being read is known to be HEAD. */
  boolean wantsNoBody() {
    return reader.wantsNoBody();
  }

  /** Whether 100 (Continue) is to be sent now; true once for a request. */
  boolean takeContinue() {
    boolean due = continueDue && from == to;
    continueDue = false;
    return due;
  }

  /**
   * Returns the next request, or empty if it is not complete.
   *
   * @throws TransportRefusal if it is refused; nothing can be read after that
   */
  Optional<Decoded> next() {
    if (head == null && !readHead()) {
      return Optional.empty();
    }
    var body = readBody();
    return body.map(this::complete);
  }

  private boolean readHead() {
    while (head == null) {
      int start = from;
      int end = line();
      if (end < 0) {
        reader.unfinished(to - from);
        dropEmptyBuffer();
        return false;
      }
      var read = reader.line(bytes, start, end);
      if (read.isPresent()) {
        begin(read.get());
      }
    }
    return true;
  }

  private void begin(RequestHead read) {
    var checked = check.apply(read);
    var frame = Framing.of(checked, limits.bodyBytes());
    framing = frame;
    chunks = frame.chunked() ? new ChunkedBody(limits.bodyBytes()) : null;
    continueDue = frame.expectsContinue() && (frame.chunked() || frame.length() > 0);
    head = checked;
  }

  private Optional<byte[]> readBody() {
    if (chunks != null) {
      return readChunks(chunks);
    }
    int length = framing == null ? 0 : framing.length();
    if (held() < length) {
      return Optional.empty();
    }
    var body = length == 0 ? NONE : Arrays.copyOfRange(bytes, from, from + length);
    from += length;
    scanned = from;
    return Optional.of(body);
  }

  private Optional<byte[]> readChunks(ChunkedBody body) {
    while (body.expects() != ChunkedBody.Expects.NOTHING) {
      if (body.expects() == ChunkedBody.Expects.BYTES) {
        if (from == to) {
          return Optional.empty();
        }
        from += body.bytes(bytes, from, to);
        scanned = from;
        continue;
      }
      int start = from;
      int end = line();
      if ((end < 0 ? to : end) - start > ChunkedBody.MOST_LINE_BYTES) {
        throw TransportRefusal.badRequest("A line between chunks is too long.");
      }
      if (end < 0) {
        return Optional.empty();
      }
      body.line(bytes, start, end);
    }
    return Optional.of(body.toByteArray());
  }

  private Decoded complete(byte[] body) {
    var done = head;
    var frame = framing;
    if (done == null || frame == null) {
      throw new IllegalStateException("no head");
    }
    head = null;
    framing = null;
    chunks = null;
    continueDue = false;
    reader = new HeadReader(limits);
    dropEmptyBuffer();
    return new Decoded(done, frame.persistent(), body);
  }

  /** An idle connection holds no buffer. */
  private void dropEmptyBuffer() {
    if (from == to) {
      bytes = NONE;
      from = 0;
      to = 0;
      scanned = 0;
    }
  }

  /**
   * Uses up a line and returns where it ends, its CRLF left out; -1 if it is not complete.
   *
   * @throws TransportRefusal 400 for a CR or LF that is not part of a CRLF
   */
  private int line() {
    while (scanned < to) {
      byte b = bytes[scanned];
      if (b == '\n') {
        throw TransportRefusal.badRequest("A line ends in LF without CR.");
      }
      if (b == '\r') {
        if (scanned + 1 == to) {
          return -1;
        }
        if (bytes[scanned + 1] != '\n') {
          throw TransportRefusal.badRequest("There is a CR without LF.");
        }
        int end = scanned;
        scanned += 2;
        from = scanned;
        return end;
      }
      scanned++;
    }
    return -1;
  }
}
