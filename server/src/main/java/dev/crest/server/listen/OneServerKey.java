package dev.crest.server.listen;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Answers every question of a TLS engine with the one key and chain that there is. */
@SuppressWarnings("NullAway") // JSSE's way to say "none" is null
final class OneServerKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "server";

  private final X509Certificate[] chain;
  private final PrivateKey key;
  private final String type;

  OneServerKey(X509Certificate[] chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
    this.type = chain[0].getPublicKey().getAlgorithm();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal[] issuers, SSLEngine engine) {
    return type.equals(keyType) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return type.equals(keyType) ? ALIAS : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
    return type.equals(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
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
