package dev.crest.server.access;

import dev.crest.pkix.Certificate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls an OpenID provider, and nobody else: https only, the issuer's host and those that the
 * operator names besides, no redirect followed, bounded in time and size. Thread-safe.
 */
final class ProviderCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderCalls.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(10);
  private static final long MOST_BYTES = 1_000_000;

  private final HttpClient http;
  private final Set<String> hosts;

  ProviderCalls(OidcSettings settings) {
    var builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
    if (!settings.trustAnchors().isEmpty()) {
      builder.sslContext(trusting(settings.trustAnchors()));
    }
    this.http = builder.build();
    var allowed = new HashSet<String>();
    allowed.add(authority(settings.issuer()));
    settings.furtherHosts().forEach(host -> allowed.add(host.toLowerCase(Locale.ROOT)));
    this.hosts = Set.copyOf(allowed);
  }

  private static SSLContext trusting(List<Certificate> anchors) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      var factory = CertificateFactory.getInstance("X.509");
      for (int i = 0; i < anchors.size(); i++) {
        store.setCertificateEntry(
            "anchor-" + i,
            factory.generateCertificate(new ByteArrayInputStream(anchors.get(i).der().bytes())));
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates that were read can be trusted", e);
    }
  }

  private static String authority(URI uri) {
    var host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    return uri.getPort() == -1 || uri.getPort() == 443 ? host : host + ":" + uri.getPort();
  }

  byte[] get(URI uri) {
    return send(HttpRequest.newBuilder(allowed(uri)).header("Accept", "application/json").GET());
  }

  byte[] post(URI uri, String form, String authorization) {
    var request =
        HttpRequest.newBuilder(allowed(uri))
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    return send(authorization.isEmpty() ? request : request.header("Authorization", authorization));
  }

  private URI allowed(URI uri) {
    if (!"https".equals(uri.getScheme()) || !hosts.contains(authority(uri))) {
      LOG.warn("the OpenID provider names an endpoint on a host that is not allowed: {}", uri);
      throw unusable();
    }
    return uri;
  }

  private byte[] send(HttpRequest.Builder builder) {
    var request = builder.timeout(WHOLE).build();
    var sending =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> reply = sending.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
      if (reply.statusCode() != 200) {
        LOG.warn("the OpenID provider answered {} at {}", reply.statusCode(), request.uri());
        throw unusable();
      }
      return reply.body();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the OpenID provider cannot be used at {}: {}", request.uri(), e.toString());
      throw unusable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unusable();
    } finally {
      sending.cancel(true);
    }
  }

  static Refused unusable() {
    return Refused.of(
            Kind.UNAVAILABLE,
            "oidc-provider-unusable",
            "The OpenID provider cannot be used right now.")
        .retryAfter(Duration.ofSeconds(30));
  }
}
