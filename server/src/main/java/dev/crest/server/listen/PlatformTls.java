package dev.crest.server.listen;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLKeyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's own TLS: where BoringSSL does not load, or where clients have keys that it does not
 * accept.
 */
final class PlatformTls implements TlsLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformTls.class);

  @Override
  public SSLContext newContext() {
    try {
      return SSLContext.getInstance("TLS");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK offers no TLS context", e);
    }
  }

  @Override
  public ByteBufAllocator buffers(int threads) {
    return PooledByteBufAllocator.DEFAULT;
  }

  @Override
  public PrivateKey adopt(PrivateKey key) {
    return key;
  }

  @Override
  public void prepare(SSLEngine engine) {
    // The JDK gives tickets by itself.
  }

  /**
   * Without the right to begin a session, a client's renegotiation fails with a fatal alert
   * (S-TLS-09).
   */
  @Override
  public void established(SSLEngine engine) {
    if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
      engine.setEnableSessionCreation(false);
    }
  }

  @Override
  public Optional<byte[]> tlsUnique(SSLEngine engine) {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> tlsExporter(SSLEngine engine) {
    try {
      var session = (ExtendedSSLSession) engine.getSession();
      return Optional.of(
          session.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_BYTES));
    } catch (SSLKeyException e) {
      LOG.debug("no tls-exporter", e);
      return Optional.empty();
    }
  }
}
