package dev.crest.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.est.ESTClient;
import org.bouncycastle.est.ESTClientProvider;
import org.bouncycastle.est.ESTRequest;
import org.bouncycastle.est.ESTResponse;
import org.bouncycastle.est.ESTSourceConnectionListener;
import org.conscrypt.Conscrypt;

/**
 * The transport of Bouncy Castle's EST client over TLS 1.2 by Conscrypt, which tells the tls-unique
 * that JSSE keeps to itself (Q-BC). What is sent and read stays Bouncy Castle's.
 *
 * @param factory makes sockets that verify the server and present what the client has
 */
record ConscryptEstClient(SSLSocketFactory factory) implements ESTClient, ESTClientProvider {
  /** Made once and never registered with the JVM. */
  private static final Provider PROVIDER = Conscrypt.newProvider();

  static ConscryptEstClient trusting(X509Certificate anchor, KeyManager... keys) {
    try {
      var context = SSLContext.getInstance("TLSv1.2", PROVIDER);
      context.init(keys, new X509TrustManager[] {ClientTls.trusting(anchor)}, null);
      return new ConscryptEstClient(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public ESTClient makeClient() {
    return this;
  }

  @Override
  public boolean isTrusted() {
    return true;
  }

  @Override
  public ESTResponse doRequest(ESTRequest asked) throws IOException {
    var url = asked.getURL();
    var socket = (SSLSocket) factory.createSocket(url.getHost(), url.getPort());
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    var source = new ConscryptSource(socket);
    var request = connected(asked, source);
    source.getOutputStream().write(written(request));
    var hijacker = request.getHijacker();
    return hijacker == null ? new ESTResponse(request, source) : hijacker.hijack(request, source);
  }

  /** Lets Bouncy Castle put this connection's tls-unique into the request. */
  @SuppressWarnings("unchecked")
  private static ESTRequest connected(ESTRequest asked, ConscryptSource source) throws IOException {
    ESTSourceConnectionListener<SSLSession, ?> listener = asked.getListener();
    return listener == null ? asked : listener.onConnection(source, asked);
  }

  private static byte[] written(ESTRequest request) throws IOException {
    var url = request.getURL();
    var out = new ByteArrayOutputStream();
    var head = new StringBuilder();
    head.append("%s %s HTTP/1.1\r\n".formatted(request.getMethod(), url.getPath()));
    head.append("Host: %s\r\nConnection: close\r\n".formatted(url.getAuthority()));
    request
        .getHeaders()
        .forEach((name, values) -> {
          for (var value : values) {
            head.append(name).append(": ").append(value).append("\r\n");
          }
        });
    out.write(head.append("\r\n").toString().getBytes(US_ASCII));
    request.writeData(out);
    return out.toByteArray();
  }
}
