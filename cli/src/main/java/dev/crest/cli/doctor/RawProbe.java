package dev.crest.cli.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** What TLS libraries no longer say: a greeting of TLS 1.0 and 1.1, and plain HTTP. */
final class RawProbe {
  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;

  /**
   * The cipher suites of RFC 4346 and RFC 4492 that old servers have: ECDHE and plain RSA with AES
   * and 3DES.
   */
  private static final int[] SUITES = {
    0xc013, 0xc014, 0xc009, 0xc00a, 0x002f, 0x0035, 0x000a, 0x0033, 0x0039
  };

  private final InetSocketAddress target;
  private final String host;
  private final int millis;

  RawProbe(InetSocketAddress target, String host, int millis) {
    this.target = target;
    this.host = host;
    this.millis = millis;
  }

  /** Whether the server answers a greeting of TLS 1.1 or older with a hello of its own. */
  boolean speaksOldTls() {
    var answer = exchange(greeting(), 6);
    return answer.length == 6 && answer[0] == HANDSHAKE && answer[5] == SERVER_HELLO;
  }

  /** Whether plain HTTP is spoken. */
  boolean speaksHttp() {
    var request = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    return new String(exchange(request.getBytes(US_ASCII), 5), US_ASCII).equals("HTTP/");
  }

  private byte[] exchange(byte[] said, int wanted) {
    try (var socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(target, millis);
      socket.getOutputStream().write(said);
      socket.getOutputStream().flush();
      return socket.getInputStream().readNBytes(wanted);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /**
   * A ClientHello (RFC 4346 §7.4.1.2) that offers TLS 1.1 as the newest, with the curves and point
   * format of RFC 4492 §5.1.
   */
  private static byte[] greeting() {
    var hello = new ByteArrayOutputStream();
    hello.writeBytes(new byte[] {3, 2});
    hello.writeBytes(new byte[32]); // nobody goes on with this handshake, so nothing need be random
    hello.write(0);
    number(hello, 2 * SUITES.length);
    for (int suite : SUITES) {
      number(hello, suite);
    }
    hello.writeBytes(new byte[] {1, 0});
    var extensions = new byte[] {0, 10, 0, 6, 0, 4, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0};
    number(hello, extensions.length);
    hello.writeBytes(extensions);
    var record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {HANDSHAKE, 3, 1});
    number(record, hello.size() + 4);
    record.writeBytes(new byte[] {1, 0});
    number(record, hello.size());
    record.writeBytes(hello.toByteArray());
    return record.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
