package dev.crest.estclient;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one identity whenever a server asks for a certificate that its key can sign for,
 * whatever CAs the server names: it may know more than it says.
 */
final class PresentedIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "identity";

  private final PrivateKey key;
  private final X509Certificate[] chain;

  PresentedIdentity(Identity identity) {
    this.key = identity.key().privateKey();
    this.chain = Certificates.jca(identity.chain());
  }

  private @Nullable String alias(String... types) {
    var own = chain[0].getPublicKey().getAlgorithm();
    return Arrays.stream(types).anyMatch(type -> type.equals(own) || type.startsWith(own + "_"))
        ? ALIAS
        : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(types);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return alias(type) == null ? null : new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
