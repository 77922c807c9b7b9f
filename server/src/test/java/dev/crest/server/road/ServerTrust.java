package dev.crest.server.road;

import dev.crest.pkix.Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one root, by the platform's own rules for chain and host name. BoringSSL calls the key
 * exchange of TLS 1.3 {@code GENERIC}, which the platform knows as {@code UNKNOWN}.
 */
final class ServerTrust extends X509ExtendedTrustManager {
  private static final String BY_BORINGSSL = "GENERIC";
  private static final String BY_PLATFORM = "UNKNOWN";

  private final X509ExtendedTrustManager platform;

  ServerTrust(Certificate root) throws GeneralSecurityException, IOException {
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(
        "root",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(root.der().bytes())));
    var managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    this.platform = (X509ExtendedTrustManager) managers.getTrustManagers()[0];
  }

  private static String known(String authType) {
    return authType.equals(BY_BORINGSSL) ? BY_PLATFORM : authType;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    platform.checkServerTrusted(chain, known(authType), socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    platform.checkServerTrusted(chain, known(authType), engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    platform.checkServerTrusted(chain, known(authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }
}
