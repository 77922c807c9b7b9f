package dev.crest.pkix;

import java.security.Provider;
import java.util.Optional;

/** The security providers, passed as objects and never registered with the JVM. Thread-safe. */
public final class Providers {
  private Providers() {}

  /** Returns Bouncy Castle: formats, and every algorithm that the native provider lacks. */
  public static Provider bouncyCastle() {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns Conscrypt (BoringSSL), or empty where its native library does not load on this machine.
   */
  public static Optional<Provider> conscrypt() {
    throw new UnsupportedOperationException();
  }
}
