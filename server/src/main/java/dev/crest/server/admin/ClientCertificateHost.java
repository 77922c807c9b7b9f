package dev.crest.server.admin;

import dev.crest.server.listen.AnyClientCertificate;
import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.ssl.SslBundle;

/**
 * The one name of the management API on which TLS asks for a client certificate, so that no browser
 * is bothered on the others. It is asked for and not required, and whoever has one is let through:
 * {@code access} judges it. Tomcat refuses a request whose Host has another TLS configuration than
 * the name of its handshake; each configuration has its own context, so that no session is resumed
 * under the other. Thread-safe.
 */
final class ClientCertificateHost {
  private final String host;
  private SslBundle bundle;
  private Optional<AbstractHttp11Protocol<?>> protocol = Optional.empty();

  ClientCertificateHost(String host, SslBundle bundle) {
    this.host = host;
    this.bundle = bundle;
  }

  /** Adds the name to a connector. */
  synchronized void add(Connector connector) {
    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
      protocol = Optional.of(http);
      http.addSslHostConfig(configuration());
    }
  }

  /** Serves new connections with another certificate. */
  synchronized void update(SslBundle other) {
    bundle = other;
    protocol.ifPresent(http -> http.addSslHostConfig(configuration(), true));
  }

  private SSLHostConfig configuration() {
    var configuration = new SSLHostConfig();
    configuration.setHostName(host);
    configuration.setProtocols("TLSv1.2+TLSv1.3");
    configuration.setCertificateVerification("optional");
    configuration.setTrustManagerClassName(AnyClientCertificate.class.getName());
    var certificate =
        new SSLHostConfigCertificate(configuration, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystore(bundle.getStores().getKeyStore());
    certificate.setCertificateKeystorePassword(bundle.getStores().getKeyStorePassword());
    configuration.addCertificate(certificate);
    return configuration;
  }
}
