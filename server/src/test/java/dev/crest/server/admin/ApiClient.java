package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.server.access.ApiKeys;
import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.RoleAssignment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A program that uses the management API of a {@link TestServer} over real HTTPS. */
public final class ApiClient {
  private final TestServer server;
  private final Map<String, String> headers;
  private final HttpClient http;

  private ApiClient(TestServer server, Map<String, String> headers, HttpClient http) {
    this.server = server;
    this.headers = Map.copyOf(headers);
    this.http = http;
  }

  /** Returns a client that is not signed in. */
  public static ApiClient anonymous(TestServer server) {
    return new ApiClient(server, Map.of(), http(server.root()));
  }

  /** Returns a client that may do everything. */
  public static ApiClient administrator(TestServer server) {
    return withRoles(
        server,
        new RoleAssignment("system_administrator", Optional.empty(), Optional.empty()),
        new RoleAssignment("solution_administrator", Optional.empty(), Optional.empty()));
  }

  /** Returns a client with one role in the account, limited to divisions unless there are none. */
  public static ApiClient as(TestServer server, Role role, String... divisions) {
    return withRoles(
        server,
        new RoleAssignment(
            role.name().toLowerCase(Locale.ROOT),
            Optional.of(server.accountId()),
            divisions.length == 0 ? Optional.empty() : Optional.of(Set.of(divisions))));
  }

  private static ApiClient withRoles(TestServer server, RoleAssignment... roles) {
    var principals = server.catalog().principals();
    var id =
        principals.create(
            Actor.system(),
            new Principals.Draft(
                Principals.Kind.SERVICE_USER,
                "test-" + System.nanoTime(),
                "Test",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(roles)));
    var key =
        new ApiKeys(principals, InstantSource.system())
            .make(Actor.system(), id, "test", Optional.empty());
    return new ApiClient(server, Map.of("x-api-key", key.value()), http(server.root()));
  }

  /** Returns the same with a header. */
  public ApiClient with(String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return new ApiClient(server, more, http);
  }

  /** Gets a page that is not part of the API. */
  public ApiReply page(String path) {
    return page("GET", path);
  }

  /** Asks for a page that is not part of the API. */
  public ApiReply page(String method, String path) {
    int port = server.server().admin().orElseThrow().port();
    return send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.noBody()));
  }

  public ApiReply get(String path) {
    return send("GET", path, Optional.empty());
  }

  public ApiReply post(String path, String json) {
    return send("POST", path, Optional.of(json));
  }

  public ApiReply post(String path) {
    return send("POST", path, Optional.empty());
  }

  public ApiReply patch(String path, String json) {
    return send("PATCH", path, Optional.of(json));
  }

  public ApiReply delete(String path) {
    return send("DELETE", path, Optional.empty());
  }

  /** Sends JSON, or nothing. */
  public ApiReply send(String method, String path, Optional<String> json) {
    var request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, json.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
    json.ifPresent(_ -> request.header("Content-Type", "application/json"));
    return send(request);
  }

  /** Sends bytes of some type. */
  public ApiReply upload(String path, String contentType, byte[] body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofMinutes(5))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private ApiReply send(HttpRequest.Builder request) {
    headers.forEach(request::setHeader);
    try {
      var reply = http.send(request.build(), BodyHandlers.ofByteArray());
      return new ApiReply(reply.statusCode(), reply.headers(), reply.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    int port = server.server().admin().orElseThrow().port();
    return URI.create(
        "https://localhost:" + port + (path.startsWith("/api/") ? "" : "/api/v1") + path);
  }

  private static HttpClient http(Certificate root) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "root",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(root.der().bytes())));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder()
          .sslContext(tls)
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
