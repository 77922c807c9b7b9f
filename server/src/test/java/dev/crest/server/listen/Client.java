package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client of the JDK that sends what it is told to, byte for byte. */
final class Client implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final char[] PASSWORD = "password".toCharArray();

  final SSLSocket socket;

  private Client(SSLSocket socket) {
    this.socket = socket;
  }

  /** Connects to the plain host. */
  static Client to(RunningListener server) throws Exception {
    return to(server, Pki.PLAIN);
  }

  /**
   * @param serverName what TLS names; empty for nothing
   */
  static Client to(RunningListener server, String serverName) throws Exception {
    return to(context(List.of()), plainSocket(server), serverName, "TLSv1.3", "TLSv1.2");
  }

  static Client to(RunningListener server, String serverName, HeldCertificate device)
      throws Exception {
    return to(context(List.of(device)), plainSocket(server), serverName, "TLSv1.3", "TLSv1.2");
  }

  static Client to(SSLContext context, Socket transport, String serverName, String... protocols)
      throws Exception {
    transport.setSoTimeout(PATIENCE_MILLIS);
    var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(transport, serverName, transport.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
    parameters.setProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new Client(socket);
  }

  static Socket plainSocket(RunningListener server) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  static SSLContext context(List<HeldCertificate> devices)
      throws GeneralSecurityException, IOException {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", jca(Pki.ROOT));
    var trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trust);
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers(devices), trustManagers.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] keyManagers(List<HeldCertificate> devices)
      throws GeneralSecurityException, IOException {
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    for (var device : devices) {
      var chain = new Certificate[] {jca(device), jca(Pki.ISSUING)};
      keys.setKeyEntry("device", device.keyPair().getPrivate(), PASSWORD, chain);
    }
    var factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(keys, PASSWORD);
    return factory.getKeyManagers();
  }

  private static Certificate jca(HeldCertificate certificate) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(certificate.der().bytes()));
  }

  Client send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  Reply reply() throws IOException {
    return Reply.read(socket.getInputStream(), false);
  }

  Reply replyToHead() throws IOException {
    return Reply.read(socket.getInputStream(), true);
  }

  Reply get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: " + Pki.PLAIN + "\r\n\r\n").reply();
  }

  Reply get(String target, String host) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").reply();
  }

  /** Whether the server ends the connection properly, without another byte. */
  boolean atEnd() throws IOException {
    return socket.getInputStream().read() == -1;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
