package dev.crest.cli.connect;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sends requests to one server, whose certificate is always verified. A creation carries an
 * idempotency key; it and whatever only reads is sent once more where the connection is lost.
 * Thread-safe.
 */
public final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(100);
  private static final Duration UPLOAD = Duration.ofMinutes(30);

  private final Connection connection;
  private final HttpClient http;

  public ApiClient(Connection connection) {
    this.connection = connection;
    var builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    connection.trustAnchor().ifPresent(pem -> builder.sslContext(trusting(pem)));
    this.http = builder.build();
  }

  public Connection connection() {
    return connection;
  }

  private static SSLContext trusting(String pem) {
    try {
      var anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      int count = 0;
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      for (var certificate : certificates) {
        anchors.setCertificateEntry("anchor" + count++, certificate);
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(anchors);
      var tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new WrongUsage("the trust anchor cannot be read: it must be certificates in PEM");
    }
  }

  /**
   * Sends a request.
   *
   * @throws CannotConnect if there is no answer
   */
  public ApiReply send(ApiRequest request) {
    boolean creates = request.method().equals("POST");
    var ready =
        creates ? request.withHeader("Idempotency-Key", UUID.randomUUID().toString()) : request;
    try {
      return once(ready);
    } catch (LostConnection lost) {
      if (!creates && !request.method().equals("GET")) {
        throw new CannotConnect(
            "the connection was lost; whether it was done is not known", lost);
      }
    }
    try {
      return once(ready);
    } catch (LostConnection lost) {
      throw new CannotConnect(
          "the connection was lost twice" + (creates ? "; whether it was done is not known" : ""),
          lost);
    }
  }

  /** The connection was there and is no more. */
  private static final class LostConnection extends Exception {
    private static final long serialVersionUID = 1L;

    LostConnection(IOException cause) {
      super(cause);
    }
  }

  private ApiReply once(ApiRequest request) throws LostConnection {
    try {
      var reply = http.send(message(request), BodyHandlers.ofInputStream());
      return new ApiReply(reply.statusCode(), reply.headers(), reply.body());
    } catch (FileNotFoundException e) {
      throw new WrongUsage(e.getMessage() + " cannot be read");
    } catch (HttpConnectTimeoutException e) {
      throw new CannotConnect(connection.url() + " does not answer", e);
    } catch (HttpTimeoutException e) {
      throw new CannotConnect(connection.url() + " took too long to answer", e);
    } catch (ConnectException e) {
      throw new CannotConnect(refused(e), e);
    } catch (SSLException e) {
      throw new CannotConnect(distrusted(e), e);
    } catch (IOException e) {
      throw new LostConnection(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotConnect("interrupted", e);
    }
  }

  private HttpRequest message(ApiRequest request) throws FileNotFoundException {
    var content = request.content();
    boolean file =
        content.stream()
            .flatMap(body -> body.parts().stream())
            .anyMatch(Content.Part.File.class::isInstance);
    var builder =
        HttpRequest.newBuilder(URI.create(connection.url() + request.target()))
            .timeout(file ? UPLOAD : ANSWER)
            .header("x-api-key", connection.apiKey())
            .method(
                request.method(),
                content.isPresent() ? content.get().publisher() : BodyPublishers.noBody());
    content.ifPresent(body -> builder.header("Content-Type", body.type()));
    request.headers().forEach(builder::setHeader);
    return builder.build();
  }

  private String refused(ConnectException e) {
    for (Optional<Throwable> cause = Optional.of(e);
        cause.isPresent();
        cause = cause.map(Throwable::getCause)) {
      if (cause.get() instanceof UnresolvedAddressException) {
        return "there is no host called " + connection.url().getHost();
      }
    }
    return "nobody listens at " + connection.url();
  }

  private String distrusted(SSLException e) {
    var remedy =
        connection.trustAnchor().isPresent()
            ? "Is --ca-file the right one, and the host name one of the certificate's?"
            : "Give its trust anchor with --ca-file.";
    return "the certificate of "
        + connection.url()
        + " is not trusted ("
        + Optional.ofNullable(e.getMessage()).orElse("TLS failed")
        + "). "
        + remedy;
  }
}
