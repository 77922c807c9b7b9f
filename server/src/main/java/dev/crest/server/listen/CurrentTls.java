package dev.crest.server.listen;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts in force: replaced with the identity, and before the sessions they keep take up
 * too much memory.
 *
 * <p>BoringSSL keeps the sessions of TLS 1.2 clients that do not take tickets, 20,480 of them a
 * context, each with the client's whole chain, and Conscrypt has no say in it. Anyone could fill
 * that with certificates of their own making; so what may be kept is counted, and after 16 MiB the
 * contexts are made anew. That costs clients one full handshake. Thread-safe.
 */
final class CurrentTls {
  static final long MOST_KEPT_BYTES = 16 << 20;

  /** What a session takes besides the client's certificates. */
  private static final int SESSION_BYTES = 512;

  private static final Logger LOG = LoggerFactory.getLogger(CurrentTls.class);

  private final Function<TlsIdentity, TlsContexts> make;
  private final AtomicLong kept = new AtomicLong();
  private TlsIdentity identity;
  private volatile TlsContexts contexts;

  CurrentTls(Function<TlsIdentity, TlsContexts> make, TlsIdentity identity) {
    this.make = make;
    this.identity = identity;
    this.contexts = make.apply(identity);
  }

  TlsContexts contexts() {
    return contexts;
  }

  synchronized void replace(TlsIdentity other) {
    contexts = make.apply(other);
    identity = other;
    kept.set(0);
  }

  private synchronized void renew() {
    replace(identity);
  }

  /**
   * Notes that a session was begun.
   *
   * @param certificateBytes the length of the client's certificates together
   */
  void began(String protocol, boolean resumed, int certificateBytes) {
    if (resumed || !protocol.equals(TlsConnection.TLS_1_2)) {
      return;
    }
    int bytes = SESSION_BYTES + certificateBytes;
    long now = kept.addAndGet(bytes);
    if (now > MOST_KEPT_BYTES && now - bytes <= MOST_KEPT_BYTES) {
      LOG.debug("renewing the TLS contexts for the sessions that they may hold");
      Thread.ofVirtual().name("renew TLS contexts").start(this::renew);
    }
  }
}
