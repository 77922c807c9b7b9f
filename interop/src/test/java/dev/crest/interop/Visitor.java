package dev.crest.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A browser as far as redirects and cookies go: each origin has its own cookies. */
final class Visitor {
  private final HttpClient http;
  private final Map<String, Map<String, String>> cookies = new HashMap<>();

  Visitor(List<Path> trusted) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry(
            "a" + i,
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(trusted.get(i)))));
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      http = HttpClient.newBuilder().sslContext(tls).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).header("Accept", "text/html, */*").GET());
  }

  HttpResponse<String> post(URI uri, String form) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Accept", "text/html, */*")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> send(HttpRequest.Builder builder) {
    var origin = builder.build().uri().getAuthority();
    var jar = cookies.computeIfAbsent(origin, _ -> new HashMap<>());
    if (!jar.isEmpty()) {
      builder.header(
          "Cookie",
          jar.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      var reply =
          http.send(builder.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
      for (var line : reply.headers().allValues("set-cookie")) {
        var pair = line.split(";")[0].split("=", 2);
        jar.put(pair[0], pair[1]);
        jar.values().removeIf(String::isEmpty);
      }
      return reply;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns where a reply sends the browser. */
  static Optional<URI> location(HttpResponse<String> reply) {
    return reply.headers().firstValue("location").map(to -> reply.uri().resolve(to));
  }
}
