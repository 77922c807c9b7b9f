package dev.crest.server.road;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.conscrypt.Conscrypt;

/** A TLS connection that stays open from request to request. For one thread. */
public final class EstConnection implements AutoCloseable {
  private static final String EXPORTER = "EXPORTER-Channel-Binding";
  private static final int EXPORTER_BYTES = 32;

  private final SSLSocket socket;
  private final InputStream in;
  private final String serverName;

  EstConnection(SSLSocket socket, String serverName) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.serverName = serverName;
  }

  public EstReply send(EstRequest request) throws IOException {
    write(request.bytes(serverName));
    return EstReply.read(in, request.bodiless());
  }

  /** Sends bytes as they are, without waiting for a reply. */
  public EstConnection write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  public EstReply read() throws IOException {
    return EstReply.read(in, false);
  }

  /** Whether the server has nothing more to say and ends the connection. */
  public boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  public String protocol() {
    return socket.getSession().getProtocol();
  }

  public String cipherSuite() {
    return socket.getSession().getCipherSuite();
  }

  SubjectPublicKeyInfo serverKey() throws IOException {
    var key = socket.getSession().getPeerCertificates()[0].getPublicKey();
    return SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  /** Returns the id of the TLS session, which stays the same where it is resumed on TLS 1.2. */
  public byte[] session() {
    return socket.getSession().getId();
  }

  /** Returns the base64 of tls-unique, where the client's TLS tells it. */
  public Optional<String> tlsUnique() {
    return Optional.ofNullable(Conscrypt.getTlsUnique(socket))
        .map(Base64.getEncoder()::encodeToString);
  }

  /** Returns the base64 of tls-exporter. */
  public String tlsExporter() throws IOException {
    var exported = Conscrypt.exportKeyingMaterial(socket, EXPORTER, new byte[0], EXPORTER_BYTES);
    return Base64.getEncoder().encodeToString(exported);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
