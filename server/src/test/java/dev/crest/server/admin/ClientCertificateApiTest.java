package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Programs that sign in by a client certificate, over real TLS with chosen SNI and Host. */
class ClientCertificateApiTest {
  private static final String PLAIN = "localhost";
  private static final String CLIENT_AUTH = "clientauth.localhost";

  private TestServer server;
  private ApiClient admin;
  private String path;

  @BeforeEach
  void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    var made =
        admin.post(
            "/service-users",
            "{\"name\":\"line\",\"roles\":[{\"role\":\"auditor\",\"account_id\":\""
                + server.accountId()
                + "\"}]}");
    path = "/service-users/" + made.expect(201).id() + "/certificates";
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Client(KeyStore store, String password) {}

  private Client made(String fields) {
    var reply = admin.post(path, "{\"name\":\"line\"" + fields + "}").expect(201);
    return client(Base64.getDecoder().decode(reply.text("pkcs12")), reply.text("password"));
  }

  private static Client client(byte[] pkcs12, String password) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(pkcs12), password.toCharArray());
      return new Client(store, password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Client held(HeldCertificate held) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(held.der().bytes()));
      store.setKeyEntry(
          "c",
          held.keyPair().getPrivate(),
          "x".toCharArray(),
          new java.security.cert.Certificate[] {certificate});
      return new Client(store, "x");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends GET /api/v1/session; returns status line and body, or what TLS says. */
  private String session(Optional<Client> client, String sni, String host) {
    int port = server.server().admin().orElseThrow().port();
    try (var socket = (SSLSocket) tls(client).getSocketFactory().createSocket("127.0.0.1", port)) {
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(sni)));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/session HTTP/1.1\r\nHost: "
                      + host
                      + ":"
                      + port
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private SSLContext tls(Optional<Client> client) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "root",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(server.root().der().bytes())));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      var keys = KeyManagerFactory.getInstance("PKIX");
      if (client.isPresent()) {
        keys.init(client.get().store(), client.get().password().toCharArray());
      } else {
        keys.init(null, null);
      }
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("a certificate that was made signs in on the clientauth host, and only there")
  void made() {
    var client = Optional.of(made(""));
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH))
        .startsWith("HTTP/1.1 200")
        .contains("\"name\":\"line\"");
    assertThat(session(client, PLAIN, PLAIN)).startsWith("HTTP/1.1 401");
    assertThat(session(Optional.empty(), CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 401");
    var listed = admin.get(path).expect(200).json().path("items").get(0);
    assertThat(listed.path("last_used").isString()).isTrue();
    assertThat(listed.path("fingerprint").asString()).hasSize(64);
  }

  @Test
  @DisplayName("a Host other than the SNI is refused, whichever way round")
  void hostOtherThanSni() {
    var client = Optional.of(made(""));
    assertThat(session(client, CLIENT_AUTH, PLAIN)).startsWith("HTTP/1.1 4").doesNotContain("line");
    assertThat(session(client, PLAIN, CLIENT_AUTH)).startsWith("HTTP/1.1 4").doesNotContain("line");
  }

  @Test
  @DisplayName(
      "one that was uploaded signs in; an unknown, expired, deleted one or one of a disabled program does not")
  void registered() {
    var held = new HeldCertificate.Builder().commonName("uploaded").build();
    var pem = held.certificatePem().replace("\n", "\\n");
    var client = Optional.of(held(held));
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 401");
    var end = server.clock().instant().plus(Duration.ofMinutes(10));
    var body = "{\"name\":\"up\",\"certificate\":\"" + pem + "\",\"ends_at\":\"" + end + "\"}";
    var id = admin.post(path, body).expect(201).id();
    assertThat(admin.post(path, body).expect(409).pointers()).containsExactly("/certificate");
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 200");
    var program = path.replace("/certificates", "");
    admin.post(program + "/disable").expect(200);
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 401");
    admin.post(program + "/enable").expect(200);
    server.clock().turn(Duration.ofMinutes(10));
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 401");
    server.clock().turn(Duration.ofMinutes(-5));
    admin.delete(path + "/" + id).expect(204);
    assertThat(session(client, CLIENT_AUTH, CLIENT_AUTH)).startsWith("HTTP/1.1 401");
  }

  @Test
  @DisplayName("what is no certificate, or ends in the past, is refused by field")
  void refused() {
    assertThat(admin.post(path, "{\"name\":\"x\",\"certificate\":\"none\"}").expect(400).pointers())
        .containsExactly("/certificate");
    var past = "{\"name\":\"x\",\"ends_at\":\"2020-01-01T00:00:00Z\"}";
    assertThat(admin.post(path, past).expect(400).pointers()).containsExactly("/ends_at");
    assertThat(admin.post(path, "{\"name\":\"\"}").expect(400).pointers()).containsExactly("/name");
  }
}
