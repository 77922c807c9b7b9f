package dev.crest.cli.device;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A real EST server of a test: certifies whoever knows the passcode or has a certificate. */
final class CannedEst implements AutoCloseable {
  static final String PASSCODE = "open sesame";
  private static final char[] PASSWORD = "test".toCharArray();

  final HeldCertificate root =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
  final HeldCertificate issuing =
      new HeldCertificate.Builder()
          .commonName("Issuing")
          .certificateAuthority(0)
          .signedBy(root)
          .build();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CertificationRequest> requests = new ArrayList<>();
  private int pending;
  private int broken;

  CannedEst() throws IOException, GeneralSecurityException {
    var held = new HeldCertificate.Builder().dns("localhost").signedBy(root).build();
    var factory = CertificateFactory.getInstance("X.509");
    var certificate = factory.generateCertificate(new ByteArrayInputStream(held.der().bytes()));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        held.keyPair().getPrivate(),
        PASSWORD,
        new java.security.cert.Certificate[] {certificate});
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var asking = tls.getDefaultSSLParameters();
            asking.setWantClientAuth(true);
            parameters.setSSLParameters(asking);
          }
        });
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/.well-known/est/simpleenroll";
  }

  /** Answers so many requests with 202. */
  synchronized CannedEst pending(int times) {
    this.pending = times;
    return this;
  }

  /** Ends so many answers to requests in the middle. */
  synchronized CannedEst broken(int times) {
    this.broken = times;
    return this;
  }

  synchronized List<CertificationRequest> requests() {
    return List.copyOf(requests);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getPath();
      switch (path.substring(path.lastIndexOf('/') + 1)) {
        case "cacerts" -> certificates(exchange, root.certificate(), issuing.certificate());
        case "csrattrs" -> exchange.sendResponseHeaders(204, -1);
        case "simpleenroll", "simplereenroll" -> certify(exchange, body);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void certify(HttpExchange exchange, byte[] body) throws IOException {
    if (!known(exchange)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"est\"");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    var request =
        CertificationRequest.read(LenientDecoder.one(body, Set.of("CERTIFICATE REQUEST")).der());
    requests.add(request);
    if (pending > 0) {
      pending--;
      exchange.getResponseHeaders().add("Retry-After", "1");
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    if (broken > 0) {
      broken--;
      exchange.sendResponseHeaders(200, 5000);
      return;
    }
    var issued =
        new HeldCertificate.Builder()
            .subject(request.subject())
            .keyPair(new KeyPair(Keys.read(request.publicKey()), null))
            .duration(Duration.ofHours(30))
            .signedBy(issuing)
            .build();
    certificates(exchange, issued.certificate(), issuing.certificate());
  }

  private static boolean known(HttpExchange exchange) {
    var basic =
        "Basic "
            + Base64.getEncoder().encodeToString((":" + PASSCODE).getBytes(StandardCharsets.UTF_8));
    try {
      var session = ((HttpsExchange) exchange).getSSLSession();
      return session.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }
  }

  private static void certificates(HttpExchange exchange, Certificate... certificates)
      throws IOException {
    Der message = CertsOnly.write(List.of(certificates));
    var body = TransferEncoding.encode(message, TransferEncoding.Lines.WRAPPED);
    exchange
        .getResponseHeaders()
        .add("Content-Type", "application/pkcs7-mime; smime-type=certs-only");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
