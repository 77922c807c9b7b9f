package dev.crest.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A real HTTPS server that answers with replies as the API gives them, byte for byte, and keeps
 * what it was asked. A request nobody foresaw is answered with 418.
 */
final class CannedApi implements AutoCloseable {
  private static final char[] PASSWORD = "test".toCharArray();

  private final HeldCertificate root =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority(0).build();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Deque<Reply>> replies = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();

  /** A reply; status 0 closes the connection instead. */
  private record Reply(int status, String type, String body) {}

  /** What came in. */
  record Request(String line, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  CannedApi() throws IOException, GeneralSecurityException {
    var held = new HeldCertificate.Builder().dns("localhost").signedBy(root).build();
    var factory = CertificateFactory.getInstance("X.509");
    var certificate =
        factory.generateCertificate(
            new java.io.ByteArrayInputStream(
                held.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", held.keyPair().getPrivate(), PASSWORD, new Certificate[] {certificate});
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, new SecureRandom());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  /** Returns the root in PEM. */
  String trustAnchor() {
    return root.certificatePem();
  }

  /** Answers a request line such as {@code GET /api/v1/divisions}; several replies in turn. */
  CannedApi on(String line, int status, String json) {
    return on(line, status, "application/json", json);
  }

  synchronized CannedApi on(String line, int status, String type, String body) {
    replies.computeIfAbsent(line, _ -> new ArrayDeque<>()).add(new Reply(status, type, body));
    return this;
  }

  CannedApi refuses(String line, int status, String problem) {
    return on(line, status, "application/problem+json", problem);
  }

  /** Closes the connection in place of a reply. */
  CannedApi drops(String line) {
    return on(line, 0, "", "");
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  Request last() {
    return requests().getLast();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    var headers = new HashMap<String, List<String>>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
    Reply reply;
    synchronized (this) {
      requests.add(new Request(line, headers, body));
      var waiting = replies.get(line);
      reply =
          waiting == null
              ? new Reply(418, "text/plain", line)
              : waiting.size() > 1 ? waiting.remove() : waiting.element();
    }
    if (reply.status() == 0) {
      exchange.close();
      return;
    }
    var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
