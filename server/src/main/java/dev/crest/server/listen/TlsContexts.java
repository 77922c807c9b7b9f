package dev.crest.server.listen;

import dev.crest.server.listen.ClientConnection.HostRole;
import java.security.KeyManagementException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * The TLS contexts of one identity. Each of our names has one of its own, and so its own ticket
 * keys: a session can only be resumed under the name that it was begun with. Connections to
 * no name or a name that is not ours are all alike and share one. Thread-safe.
 */
final class TlsContexts {
  /**
   * TLS 1.3's three, and of TLS 1.2 what has forward secrecy and authenticated encryption
   * (S-TLS-02, RFC 9325 §4.2).
   */
  private static final String[] CIPHER_SUITES = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final int SESSION_SECONDS = 3_600;

  /** Of clients that can't keep a ticket themselves. */
  private static final int MOST_SESSIONS = 500;

  private final TlsLibrary library;
  private final HostNames names;
  private final Map<String, SSLContext> byName = new HashMap<>();
  private final SSLContext anyOther;

  TlsContexts(TlsLibrary library, HostNames names, ListenSettings settings, TlsIdentity identity) {
    this.library = library;
    this.names = names;
    var keys =
        new KeyManager[] {
          new OneServerKey(identity.platformChain(), library.adopt(identity.key()))
        };
    var trust =
        new TrustManager[] {
          new AnyClientCertificate(TlsIdentity.platform(settings.namedAuthorities()))
        };
    names.known().forEach(name -> byName.put(name, context(keys, trust)));
    this.anyOther = context(keys, trust);
  }

  private SSLContext context(KeyManager[] keys, TrustManager[] trust) {
    var context = library.newContext();
    try {
      context.init(keys, trust, null);
    } catch (KeyManagementException e) {
      throw new IllegalArgumentException("the TLS library does not take the server's key", e);
    }
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    context.getServerSessionContext().setSessionCacheSize(MOST_SESSIONS);
    return context;
  }

  /**
   * Returns a new server engine.
   *
   * @param serverName the canonical name that the client asked for
   * @param protocols is asked about what the client offers by ALPN
   */
  SSLEngine engine(Optional<String> serverName, ProtocolChoice protocols) {
    var engine = serverName.map(byName::get).orElse(anyOther).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setWantClientAuth(true);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setEnabledCipherSuites(CIPHER_SUITES);
    engine.setHandshakeApplicationProtocolSelector(protocols);
    library.prepare(engine);
    return engine;
  }

  HostRole role(Optional<String> serverName) {
    return serverName.flatMap(names::role).orElse(HostRole.PLAIN);
  }

  TlsLibrary library() {
    return library;
  }
}
