package dev.crest.server.listen;

import io.netty.buffer.ByteBufAllocator;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BoringSSL through Conscrypt.
 *
 * <p>It accepts client keys on P-256 and P-384 and RSA keys; its list of signature algorithms is
 * compiled in. As a server it never renegotiates and takes no 0-RTT data.
 */
final class ConscryptTls implements TlsLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(ConscryptTls.class);

  private final Provider provider;

  ConscryptTls(Provider provider) {
    this.provider = provider;
  }

  @Override
  public SSLContext newContext() {
    try {
      return SSLContext.getInstance("TLS", provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Conscrypt offers no TLS context", e);
    }
  }

  @Override
  public ByteBufAllocator buffers(int threads) {
    return new DirectBuffers(threads);
  }

  /**
   * A key that another provider holds in the clear is moved, else every handshake would translate
   * it.
   */
  @Override
  public PrivateKey adopt(PrivateKey key) {
    var encoded = key.getEncoded();
    if (encoded == null) {
      return key;
    }
    try {
      return KeyFactory.getInstance(key.getAlgorithm(), provider)
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      return key;
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  @Override
  public void prepare(SSLEngine engine) {
    Conscrypt.setUseSessionTickets(engine, true);
  }

  @Override
  public void established(SSLEngine engine) {
    // BoringSSL answers a ClientHello on an established connection with a fatal alert by itself.
  }

  @Override
  public Optional<byte[]> tlsUnique(SSLEngine engine) {
    return Optional.ofNullable(Conscrypt.getTlsUnique(engine));
  }

  @Override
  public Optional<byte[]> tlsExporter(SSLEngine engine) {
    try {
      return Optional.ofNullable(
          Conscrypt.exportKeyingMaterial(engine, EXPORTER_LABEL, new byte[0], EXPORTER_BYTES));
    } catch (SSLException e) {
      LOG.debug("no tls-exporter", e);
      return Optional.empty();
    }
  }
}
