package dev.crest.server.listen;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client certificate through the handshake, which then has proved possession of its key
 * and nothing else.
 *
 * <p>Whom to trust depends on the policy that a request names, and no request has been read yet; so
 * the chain is judged once, in {@code auth} or {@code access}. Here it is only bounded, for what
 * comes in is kept for as long as the connection lives.
 */
public final class AnyClientCertificate extends X509ExtendedTrustManager {
  static final int MOST_CERTIFICATES = 10;

  /**
   * BoringSSL puts the chain into both session tickets of TLS 1.3, and these with up to 16 KiB of
   * the first reply into one buffer of no more than 64 KiB; beyond that the connection would break.
   */
  static final int MOST_BYTES = 16_384;

  private final X509Certificate[] named;

  /** Makes one that names no authorities, so that a client may send what it has. */
  public AnyClientCertificate() {
    this(new X509Certificate[0]);
  }

  /**
   * @param named what CertificateRequest lists as certificate_authorities
   */
  AnyClientCertificate(X509Certificate... named) {
    this.named = named;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain.length > MOST_CERTIFICATES) {
      throw new CertificateException("more than " + MOST_CERTIFICATES + " client certificates");
    }
    int bytes = 0;
    for (var certificate : chain) {
      bytes += certificate.getEncoded().length;
    }
    if (bytes > MOST_BYTES) {
      throw new CertificateException("client certificates of more than " + MOST_BYTES + " bytes");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return named.clone();
  }
}
