package dev.crest.server.road;

import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.testkit.HeldCertificate;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * What a client presents in the handshake, whether or not anybody would accept it: the same
 * certificates whatever the server asks for.
 */
public record ClientIdentity(List<Der> chain, KeyPair keyPair) {

  public static ClientIdentity of(HeldCertificate leaf, HeldCertificate... others) {
    var chain = Stream.concat(Stream.of(leaf), Arrays.stream(others));
    return new ClientIdentity(chain.map(HeldCertificate::der).toList(), leaf.keyPair());
  }

  public static ClientIdentity of(dev.crest.pkix.Certificate leaf, KeyPair keyPair) {
    return new ClientIdentity(List.of(leaf.der()), keyPair);
  }

  X509ExtendedKeyManager keyManager() {
    // The platform's TLS wants a key that every provider can use, and BoringSSL takes it too.
    var key = portable(keyPair.getPrivate());
    var certificates =
        chain.stream()
            .map(der -> new EncodedCertificate(der.bytes(), keyPair.getPublic()))
            .toArray(X509Certificate[]::new);
    return new Presenter(certificates, key);
  }

  private static PrivateKey portable(PrivateKey key) {
    try {
      return java.security.KeyFactory.getInstance(key.getAlgorithm())
          .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(Keys.pkcs8(key)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Always presents the same. */
  private static final class Presenter extends X509ExtendedKeyManager {
    private final X509Certificate[] chain;
    private final PrivateKey key;

    Presenter(X509Certificate[] chain, PrivateKey key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"client"};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return Arrays.asList(keyTypes).contains(key.getAlgorithm()) ? "client" : null;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyTypes, Principal[] issuers, SSLEngine engine) {
      return chooseClientAlias(keyTypes, issuers, null);
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
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
