package dev.crest.server.listen;

import dev.crest.pkix.Der;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * A connection whose handshake is done. Everything is read from the engine at once, on the event
 * loop: the engine is freed with the connection, which may end while a request is still being
 * handled.
 */
final class TlsConnection implements ClientConnection {
  static final String TLS_1_2 = "TLSv1.2";
  private static final String TLS_1_3 = "TLSv1.3";

  private final InetAddress address;
  private final HostRole host;
  private final List<Der> clientCertificates;
  private final String protocol;
  private final boolean resumed;
  private final Optional<byte[]> tlsUnique;
  private final Optional<byte[]> tlsExporter;

  TlsConnection(
      InetAddress address, HostRole host, SSLEngine engine, ServerHello hello, TlsLibrary library) {
    var session = engine.getSession();
    this.address = address;
    this.host = host;
    this.clientCertificates = certificates(session);
    this.protocol = session.getProtocol();
    this.resumed = hello.resumed();
    boolean bound = protocol.equals(TLS_1_2) && hello.extendedMasterSecret();
    this.tlsUnique = bound ? library.tlsUnique(engine) : Optional.empty();
    this.tlsExporter = protocol.equals(TLS_1_3) ? library.tlsExporter(engine) : Optional.empty();
  }

  private static List<Der> certificates(SSLSession session) {
    try {
      var result = new ArrayList<Der>();
      for (var certificate : session.getPeerCertificates()) {
        result.add(Der.of(certificate.getEncoded()));
      }
      return List.copyOf(result);
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was decoded has no encoding", e);
    }
  }

  int certificateBytes() {
    return clientCertificates.stream().mapToInt(Der::length).sum();
  }

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public HostRole host() {
    return host;
  }

  @Override
  public List<Der> clientCertificates() {
    return clientCertificates;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean resumed() {
    return resumed;
  }

  @Override
  public Optional<byte[]> tlsUnique() {
    return tlsUnique.map(byte[]::clone);
  }

  @Override
  public Optional<byte[]> tlsExporter() {
    return tlsExporter.map(byte[]::clone);
  }
}
