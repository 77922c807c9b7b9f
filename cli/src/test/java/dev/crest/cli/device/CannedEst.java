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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
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

  final HeldCertificate root = authority("Root", Optional.empty());
  final HeldCertificate issuing = authority("Issuing", Optional.of(root));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CertificationRequest> requests = new ArrayList<>();
  private final InstantSource clock;
  private final Duration life;
  private List<Certificate> authorities = List.of(root.certificate(), issuing.certificate());
  private HeldCertificate issuer = issuing;
  private HeldCertificate speaker = speaker(root);
  private HttpsServer server;
  private int pending;
  private int broken;
  private int status;
  private Optional<String> retryAfter = Optional.empty();

  CannedEst() throws IOException, GeneralSecurityException {
    this(() -> Instant.now().minus(Duration.ofHours(1)), Duration.ofHours(30));
  }

  /** One whose certificates begin now, by a clock, and live so long. */
  CannedEst(InstantSource clock, Duration life) throws IOException, GeneralSecurityException {
    this.clock = clock;
    this.life = life;
    this.server = started(0);
  }

  /** Makes a CA of ten years. */
  static HeldCertificate authority(String name, Optional<HeldCertificate> signer) {
    var builder =
        new HeldCertificate.Builder()
            .commonName(name)
            .certificateAuthority(signer.isEmpty() ? 1 : 0)
            .notAfter(Instant.now().plus(Duration.ofDays(3650)));
    signer.ifPresent(builder::signedBy);
    return builder.build();
  }

  private static HeldCertificate speaker(HeldCertificate signer) {
    return new HeldCertificate.Builder()
        .dns("localhost")
        .notAfter(Instant.now().plus(Duration.ofDays(3650)))
        .signedBy(signer)
        .build();
  }

  private HttpsServer started(int port) throws IOException, GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificate = factory.generateCertificate(new ByteArrayInputStream(speaker.der().bytes()));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        speaker.keyPair().getPrivate(),
        PASSWORD,
        new java.security.cert.Certificate[] {certificate});
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    var fresh =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    fresh.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var asking = tls.getDefaultSSLParameters();
            asking.setWantClientAuth(true);
            parameters.setSSLParameters(asking);
          }
        });
    fresh.createContext("/", this::answer);
    fresh.setExecutor(threads);
    fresh.start();
    return fresh;
  }

  /** Is away until {@link #back}. */
  void away() {
    server.stop(0);
  }

  /** Is there again, at the same address. */
  void back() throws IOException, GeneralSecurityException {
    server = started(server.getAddress().getPort());
  }

  /** Gives these CA certificates from now on. */
  synchronized void announce(List<Certificate> given) {
    this.authorities = List.copyOf(given);
  }

  /** Issues by another CA, and has its own certificate by another root, after the next start. */
  synchronized void turnTo(HeldCertificate newRoot, HeldCertificate newIssuing) {
    this.issuer = newIssuing;
    this.speaker = speaker(newRoot);
  }

  /** Answers every request with a status from now on; 0 ends that. */
  synchronized CannedEst failing(int with, Optional<String> after) {
    this.status = with;
    this.retryAfter = after;
    return this;
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
        case "cacerts" -> certificates(exchange, authorities);
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
    if (status != 0) {
      retryAfter.ifPresent(value -> exchange.getResponseHeaders().add("Retry-After", value));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
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
    var begin = clock.instant();
    var issued =
        new HeldCertificate.Builder()
            .subject(request.subject())
            .keyPair(new KeyPair(Keys.read(request.publicKey()), null))
            .notBefore(begin)
            .notAfter(begin.plus(life))
            .signedBy(issuer)
            .build();
    certificates(exchange, List.of(issued.certificate(), issuer.certificate()));
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

  private static void certificates(HttpExchange exchange, List<Certificate> certificates)
      throws IOException {
    Der message = CertsOnly.write(certificates);
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
