package dev.crest.server.road;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Providers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A client over real TLS, which verifies the server against its root and its name. Connections of
 * one fixture resume each other's sessions where the server lets them. Immutable and thread-safe.
 *
 * @param port the server's port
 * @param serverName what TLS is told; empty for nothing
 * @param source the loopback address that connections come from
 * @param binding whether BoringSSL does the client's TLS, which tells its channel bindings
 */
public record EstClientFixture(
    int port,
    Certificate root,
    String serverName,
    Optional<ClientIdentity> identity,
    List<String> protocols,
    String source,
    boolean binding,
    SSLContext context) {
  private static final int PATIENCE_MILLIS = 30_000;

  static EstClientFixture of(int port, Certificate root) {
    var protocols = List.of("TLSv1.3", "TLSv1.2");
    return new EstClientFixture(
        port,
        root,
        TestServer.HOST,
        Optional.empty(),
        protocols,
        "127.0.0.1",
        false,
        context(root, Optional.empty(), false));
  }

  private EstClientFixture with(
      String name,
      Optional<ClientIdentity> presents,
      List<String> speaks,
      String from,
      boolean tells) {
    return new EstClientFixture(
        port, root, name, presents, speaks, from, tells, context(root, presents, tells));
  }

  /** Returns one that makes for another host. */
  public EstClientFixture named(String host) {
    return with(host, identity, protocols, source, binding);
  }

  /** Returns one that makes for the host for certificates. */
  public EstClientFixture clientAuth() {
    return named(TestServer.CLIENT_AUTH_HOST);
  }

  /** Returns one that presents a certificate, whatever host it makes for. */
  public EstClientFixture presenting(ClientIdentity presented) {
    return with(serverName, Optional.of(presented), protocols, source, binding);
  }

  /** Returns one that speaks one version only, such as {@code TLSv1.2}. */
  public EstClientFixture speaking(String protocol) {
    return with(serverName, identity, List.of(protocol), source, binding);
  }

  /** Returns one that comes from another address of the loopback network. */
  public EstClientFixture from(String address) {
    return with(serverName, identity, protocols, address, binding);
  }

  /** Returns one that knows its channel bindings. */
  public EstClientFixture telling() {
    return with(serverName, identity, protocols, source, true);
  }

  /** Returns the same without any session to resume. */
  public EstClientFixture afresh() {
    return with(serverName, identity, protocols, source, binding);
  }

  /** Connects and completes the handshake, as far as it is the client's to complete. */
  public EstConnection connect() throws IOException {
    var transport = new Socket();
    try {
      transport.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
      transport.setSoTimeout(PATIENCE_MILLIS);
      transport.setTcpNoDelay(true);
      transport.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      var name = serverName.isEmpty() ? "127.0.0.1" : serverName;
      var socket = (SSLSocket) context.getSocketFactory().createSocket(transport, name, port, true);
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
      parameters.setProtocols(protocols.toArray(String[]::new));
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new EstConnection(socket, name);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** Sends one request on a connection of its own. */
  public EstReply send(EstRequest request) {
    try (var connection = connect()) {
      return connection.send(request);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Returns the key that the server proves its names with. */
  public SubjectPublicKeyInfo serverKey() throws IOException {
    try (var connection = connect()) {
      return connection.serverKey();
    }
  }

  private static SSLContext context(
      Certificate root, Optional<ClientIdentity> identity, boolean binding) {
    try {
      var context =
          binding
              ? SSLContext.getInstance("TLS", Providers.conscrypt().orElseThrow())
              : SSLContext.getInstance("TLS");
      var keys = identity.map(i -> new KeyManager[] {i.keyManager()}).orElse(new KeyManager[0]);
      context.init(keys, new TrustManager[] {new ServerTrust(root)}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
