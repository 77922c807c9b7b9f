package dev.crest.server.listen;

import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** A client that presents the certificate of one and signs with the key of another. */
final class StolenCertificate extends X509ExtendedKeyManager {
  private final X509Certificate[] chain;
  private final PrivateKey key;

  StolenCertificate(HeldCertificate presented, HeldCertificate held)
      throws GeneralSecurityException {
    var encoded = new ByteArrayInputStream(presented.der().bytes());
    this.chain =
        new X509Certificate[] {
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(encoded)
        };
    this.key = held.keyPair().getPrivate();
  }

  SSLContext context() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {this}, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return "stolen";
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[] {"stolen"};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[0];
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    throw new IllegalStateException("this is a client");
  }

  /** The thief does not mind whom it talks to. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] presented, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
