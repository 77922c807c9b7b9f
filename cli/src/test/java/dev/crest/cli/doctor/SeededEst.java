package dev.crest.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A real EST server in which something can be made wrong before it starts. Left alone, it is in
 * order: its certificate and those of devices are of one root, it takes a passcode and any client
 * certificate, and answers whoever it knows; who sends what is no request gets 400.
 */
final class SeededEst implements AutoCloseable {
  static final String PASSCODE = "correct horse battery staple";
  static final String LABEL = "/.well-known/est/sensors";
  private static final char[] PASSWORD = "test".toCharArray();

  final HeldCertificate root = authority("Acme Root", Optional.empty());
  final HeldCertificate issuing = authority("Acme Issuing", Optional.of(root));
  HeldCertificate speaker = speaker(issuing, _ -> {});
  List<Certificate> chain = List.of(issuing.certificate());
  List<Certificate> authorities = List.of(issuing.certificate(), root.certificate());
  List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
  boolean asksForCertificates = true;
  boolean takesCertificates = true;

  /** Whether TLS ends where no certificate is shown. */
  boolean demandsCertificates;

  /** Whether nobody is served who shows no certificate, as on the host for certificates. */
  boolean certificatesOnly;

  List<HeldCertificate> acceptable = List.of();
  Optional<CsrAttributes> wishes = Optional.empty();

  /** Answers in place of the usual ones, by the end of the path. */
  final Map<String, HttpHandler> instead = new HashMap<>();

  private final AtomicInteger granted = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<HttpsServer> server = Optional.empty();

  static HeldCertificate authority(String name, Optional<HeldCertificate> signer) {
    var builder =
        new HeldCertificate.Builder()
            .commonName(name)
            .certificateAuthority(signer.isEmpty() ? 1 : 0)
            .notBefore(Instant.now().minus(Duration.ofDays(365)))
            .notAfter(Instant.now().plus(Duration.ofDays(3650)));
    signer.ifPresent(builder::signedBy);
    return builder.build();
  }

  /** Makes a server certificate of a year, changed as wanted. */
  static HeldCertificate speaker(HeldCertificate signer, Consumer<HeldCertificate.Builder> change) {
    var builder =
        new HeldCertificate.Builder()
            .commonName("est")
            .notBefore(Instant.now().minus(Duration.ofDays(30)))
            .notAfter(Instant.now().plus(Duration.ofDays(330)))
            .signedBy(signer);
    change.accept(builder.dns("localhost").dns("clientauth.localhost"));
    return builder.build();
  }

  /** Returns how many requests were made that this server would have granted. */
  int granted() {
    return granted.get();
  }

  int port() throws IOException, GeneralSecurityException {
    if (server.isEmpty()) {
      server = Optional.of(started());
    }
    return server.get().getAddress().getPort();
  }

  String url() throws IOException, GeneralSecurityException {
    return url("localhost");
  }

  String url(String host) throws IOException, GeneralSecurityException {
    return "https://" + host + ":" + port() + LABEL;
  }

  private HttpsServer started() throws IOException, GeneralSecurityException {
    var tls = SSLContext.getInstance("TLS");
    tls.init(
        keys().getKeyManagers(),
        new TrustManager[] {
          new Taking(platform(acceptable.stream().map(HeldCertificate::certificate).toList()))
        },
        null);
    var fresh = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    fresh.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var settings = tls.getDefaultSSLParameters();
            settings.setWantClientAuth(asksForCertificates);
            if (demandsCertificates) {
              settings.setNeedClientAuth(true);
            }
            settings.setProtocols(protocols.toArray(String[]::new));
            parameters.setSSLParameters(settings);
          }
        });
    fresh.createContext("/", this::answer);
    fresh.setExecutor(threads);
    fresh.start();
    return fresh;
  }

  private KeyManagerFactory keys() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var all = new ArrayList<Certificate>();
    all.add(speaker.certificate());
    all.addAll(chain);
    store.setKeyEntry("server", speaker.keyPair().getPrivate(), PASSWORD, platform(all));
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    return keys;
  }

  private static X509Certificate[] platform(List<Certificate> certificates)
      throws GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var found = new X509Certificate[certificates.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] =
          (X509Certificate)
              factory.generateCertificate(
                  new ByteArrayInputStream(certificates.get(i).der().bytes()));
    }
    return found;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getPath();
      var operation = path.substring(path.lastIndexOf('/') + 1);
      if (instead.containsKey(operation)) {
        instead.get(operation).handle(exchange);
        return;
      }
      if (!path.equals(LABEL + "/" + operation) && !path.equals("/.well-known/est/" + operation)) {
        say(404, "There is no such policy.").handle(exchange);
        return;
      }
      switch (operation) {
        case "cacerts" ->
            send(
                exchange,
                "application/pkcs7-mime",
                TransferEncoding.encode(
                    CertsOnly.write(authorities), TransferEncoding.Lines.WRAPPED));
        case "csrattrs" -> attributes(exchange);
        case "simpleenroll" -> enroll(exchange, body);
        default -> say(404, "There is no such operation.").handle(exchange);
      }
    }
  }

  private void attributes(HttpExchange exchange) throws IOException {
    if (wishes.isEmpty()) {
      exchange.sendResponseHeaders(204, -1);
      return;
    }
    send(
        exchange,
        "application/csrattrs",
        TransferEncoding.encode(wishes.get().write(), TransferEncoding.Lines.WRAPPED));
  }

  private void enroll(HttpExchange exchange, byte[] body) throws IOException {
    boolean identified = identified(exchange);
    if (certificatesOnly && !identified) {
      say(403, "This host needs a TLS client certificate.").handle(exchange);
      return;
    }
    if (!(identified && takesCertificates) && !knowsPasscode(exchange)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"est\"");
      say(401, "The credential is not known.").handle(exchange);
      return;
    }
    try {
      CertificationRequest.read(LenientDecoder.one(body, Set.of("CERTIFICATE REQUEST")).der());
      granted.incrementAndGet();
      exchange.sendResponseHeaders(200, -1);
    } catch (MalformedInput e) {
      say(400, "That is no certification request.").handle(exchange);
    }
  }

  private static boolean identified(HttpExchange exchange) {
    try {
      return ((HttpsExchange) exchange).getSSLSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private static boolean knowsPasscode(HttpExchange exchange) {
    var basic = "Basic " + Base64.getEncoder().encodeToString((":" + PASSCODE).getBytes(UTF_8));
    return basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  /** Returns an answer in words. */
  static HttpHandler say(int status, String text) {
    return saying(status, "text/plain", text);
  }

  static HttpHandler saying(int status, String type, String text) {
    return exchange -> {
      exchange.getResponseHeaders().add("Content-Type", type);
      var body = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Returns an answer with a header and without words. */
  static HttpHandler header(int status, String name, String value) {
    return exchange -> {
      exchange.getResponseHeaders().add(name, value);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.ifPresent(one -> one.stop(0));
    threads.shutdownNow();
  }

  /** Takes every client certificate in TLS, and says of which CAs it wants them. */
  private static final class Taking extends X509ExtendedTrustManager {
    private final X509Certificate[] wanted;

    Taking(X509Certificate[] wanted) {
      this.wanted = wanted;
    }

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
      return wanted.clone();
    }
  }
}
