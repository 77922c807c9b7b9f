package dev.crest.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One TLS connection of a plain Java client, which writes and reads HTTP/1.1 itself. */
final class EstConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final SSLSocket socket;
  private final InputStream in;
  private boolean reusable = true;

  private EstConnection(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static EstConnection open(SSLContext context, URI url) throws IOException {
    var socket = (SSLSocket) context.getSocketFactory().createSocket(url.getHost(), url.getPort());
    try {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      return new EstConnection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Posts a request in base64. */
  HttpAnswer post(URI url, String authorization, String body) throws IOException {
    var head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/pkcs10\r\n"
                .formatted(url.getRawPath(), url.getAuthority())
            + "Authorization: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(authorization, body.length());
    socket.getOutputStream().write((head + body).getBytes(US_ASCII));
    var answer = read();
    reusable = answer.header("Connection").filter("close"::equalsIgnoreCase).isEmpty();
    return answer;
  }

  /** Whether the server keeps the connection for a further request. */
  boolean reusable() {
    return reusable;
  }

  private HttpAnswer read() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection ended within a reply's head");
      }
      head.write(octet);
    }
    var answer = HttpAnswer.of(head.toString(ISO_8859_1), new byte[0]);
    int length = Integer.parseInt(answer.header("Content-Length").orElse("0"));
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection ended within a reply's body");
    }
    return new HttpAnswer(answer.statusLine(), answer.headers(), body);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // A server that was killed leaves nothing to say goodbye to.
      reusable = false;
    }
  }
}
