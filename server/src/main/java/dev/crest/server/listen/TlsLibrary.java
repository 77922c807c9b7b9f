package dev.crest.server.listen;

import dev.crest.pkix.Providers;
import io.netty.buffer.ByteBufAllocator;
import java.security.PrivateKey;
import java.security.Provider;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each TLS library does its own way. Thread-safe. */
sealed interface TlsLibrary permits ConscryptTls, PlatformTls {
  Logger LOG = LoggerFactory.getLogger(TlsLibrary.class);

  /** The label of the keying material that RFC 9266 §2 exports; its context is empty. */
  String EXPORTER_LABEL = "EXPORTER-Channel-Binding";

  int EXPORTER_BYTES = 32;

  /** Returns BoringSSL where wanted and loadable, else the JDK, and then says so in the log. */
  static TlsLibrary choose(boolean nativeWanted) {
    if (!nativeWanted) {
      LOG.info(
          "TLS is done by the JDK as configured: no tls-unique, several times the CPU of BoringSSL");
      return new PlatformTls();
    }
    Optional<Provider> conscrypt = Providers.conscrypt();
    if (conscrypt.isEmpty()) {
      LOG.warn(
          "BoringSSL does not load on this machine; TLS is done by the JDK: no tls-unique, several times the CPU");
      return new PlatformTls();
    }
    return new ConscryptTls(conscrypt.get());
  }

  /** Returns a context that is not initialised yet. */
  SSLContext newContext();

  /**
   * Returns the buffers that fit this library's engines.
   *
   * @param threads how many threads allocate
   */
  ByteBufAllocator buffers(int threads);

  /** Returns {@code key} as this library uses it fastest. */
  PrivateKey adopt(PrivateKey key);

  /** Sets up a new server engine beyond what the JSSE interfaces can say. */
  void prepare(SSLEngine engine);

  /** Does what has to be done to an engine once its handshake has succeeded. */
  void established(SSLEngine engine);

  /**
   * Returns the first Finished message of a TLS 1.2 handshake (RFC 5929 §3.1), where the library
   * tells.
   */
  Optional<byte[]> tlsUnique(SSLEngine engine);

  /** Returns the keying material of RFC 9266 §2. */
  Optional<byte[]> tlsExporter(SSLEngine engine);
}
