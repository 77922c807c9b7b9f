package dev.crest.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** What a Java client trusts and presents. */
final class ClientTls {
  private static final char[] NO_PASSWORD = new char[0];

  private ClientTls() {}

  static X509TrustManager trusting(X509Certificate... anchors) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (var anchor : anchors) {
        store.setCertificateEntry("anchor-" + anchor.getSerialNumber(), anchor);
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static KeyManager presenting(PrivateKey key, X509Certificate... chain) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("device", key, NO_PASSWORD, chain);
      var factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static SSLContext context(Provider provider, X509TrustManager trust, KeyManager... keys) {
    try {
      var context = SSLContext.getInstance("TLS", provider);
      context.init(keys, new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads a private key in any PEM form that OpenSSL writes unencrypted. */
  static PrivateKey key(Path pem) {
    try (var parser = new PEMParser(Files.newBufferedReader(pem))) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
        case null, default -> throw new AssertionError(pem + " holds no private key");
      };
    } catch (IOException e) {
      throw new AssertionError(pem + " holds no private key", e);
    }
  }
}
