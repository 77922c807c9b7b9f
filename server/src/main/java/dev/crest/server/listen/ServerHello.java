package dev.crest.server.listen;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What our own ServerHello (RFC 5246 §7.4.1.3, RFC 8446 §4.1.3) settled. It goes over the wire in
 * the clear, and neither TLS library tells by its interface whether a session was resumed or
 * extended_master_secret was negotiated.
 *
 * <p>TLS 1.3 resumes with pre_shared_key in ServerHello. TLS 1.2 resumes by leaving Certificate
 * out: what follows ServerHello is then NewSessionTicket or ChangeCipherSpec.
 *
 * @param resumed whether the handshake was an abbreviated one
 * @param extendedMasterSecret whether extended_master_secret (RFC 7627) was negotiated
 */
record ServerHello(boolean resumed, boolean extendedMasterSecret) {
  private static final int RECORD_HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;

  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;

  private static final int EXTENDED_MASTER_SECRET = 23;
  private static final int PRE_SHARED_KEY = 41;
  private static final int SUPPORTED_VERSIONS = 43;

  /** The random of a ServerHello that is a HelloRetryRequest (RFC 8446 §4.1.3). */
  private static final byte[] RETRY =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  /**
   * Reads the beginning of what a server has sent.
   *
   * @return empty while {@code length} bytes do not decide it
   * @throws IndexOutOfBoundsException or {@link java.nio.BufferUnderflowException} if it is no TLS
   */
  static Optional<ServerHello> read(byte[] sent, int length) {
    var messages = ByteBuffer.allocate(length);
    int at = 0;
    while (length - at >= RECORD_HEADER) {
      int size = ((sent[at + 3] & 0xff) << 8) | (sent[at + 4] & 0xff);
      int type = sent[at];
      if (type == CHANGE_CIPHER_SPEC) {
        var hello = afterHello(messages, true);
        if (hello.isPresent()) {
          return hello;
        }
      }
      if (length - at - RECORD_HEADER < size) {
        break;
      }
      if (type == HANDSHAKE) {
        messages.put(sent, at + RECORD_HEADER, size);
      }
      at += RECORD_HEADER + size;
    }
    return afterHello(messages, false);
  }

  private static Optional<ServerHello> afterHello(ByteBuffer filling, boolean changeCipherSpec) {
    var messages = filling.duplicate().flip();
    while (messages.remaining() >= 4) {
      int header = messages.getInt();
      int size = header & 0xffffff;
      if (messages.remaining() < size) {
        return Optional.empty();
      }
      var body = messages.slice(messages.position(), size);
      messages.position(messages.position() + size);
      if (header >>> 24 != SERVER_HELLO || isRetry(body)) {
        continue;
      }
      var extensions = Extensions.read(body);
      if (extensions.tls13) {
        return Optional.of(new ServerHello(extensions.preSharedKey, true));
      }
      if (changeCipherSpec || messages.hasRemaining()) {
        boolean full = messages.hasRemaining() && messages.get() == CERTIFICATE;
        return Optional.of(new ServerHello(!full, extensions.extendedMasterSecret));
      }
    }
    return Optional.empty();
  }

  private static boolean isRetry(ByteBuffer body) {
    var random = new byte[32];
    body.get(2, random);
    return Arrays.equals(random, RETRY);
  }

  private record Extensions(boolean tls13, boolean preSharedKey, boolean extendedMasterSecret) {
    static Extensions read(ByteBuffer hello) {
      hello.position(2 + 32);
      hello.position(hello.position() + 1 + hello.get(hello.position()) + 2 + 1);
      boolean tls13 = false;
      boolean preSharedKey = false;
      boolean extendedMasterSecret = false;
      if (hello.hasRemaining()) {
        hello.getShort();
      }
      while (hello.hasRemaining()) {
        int type = hello.getShort() & 0xffff;
        int size = hello.getShort() & 0xffff;
        hello.position(hello.position() + size);
        tls13 |= type == SUPPORTED_VERSIONS;
        preSharedKey |= type == PRE_SHARED_KEY;
        extendedMasterSecret |= type == EXTENDED_MASTER_SECRET;
      }
      return new Extensions(tls13, preSharedKey, extendedMasterSecret);
    }
  }
}
