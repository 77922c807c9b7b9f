package dev.crest.pkix;

import java.security.Key;
import java.security.Provider;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** The security providers, passed as objects and never registered with the JVM. Thread-safe. */
public final class Providers {
  private Providers() {}

  /** Returns Bouncy Castle: formats, and every algorithm that the native provider lacks. */
  public static Provider bouncyCastle() {
    return BouncyCastle.PROVIDER;
  }

  /**
   * Returns Conscrypt (BoringSSL), or empty where its native library does not load on this machine.
   */
  public static Optional<Provider> conscrypt() {
    return Native.PROVIDER;
  }

  /** Returns the provider that works with keys of this type: the native one where it can. */
  static Provider preferred(KeyType type) {
    // BoringSSL has no Ed448.
    return type == KeyType.ED448 ? bouncyCastle() : conscrypt().orElseGet(Providers::bouncyCastle);
  }

  /**
   * Returns the provider that a key object belongs to, or empty for keys of others (tokens, the
   * platform), for which the JCA finds one.
   */
  static Optional<Provider> of(Key key) {
    var home = key.getClass().getPackageName();
    if (home.startsWith("org.conscrypt")) {
      return conscrypt();
    }
    return home.startsWith("org.bouncycastle") ? Optional.of(bouncyCastle()) : Optional.empty();
  }

  private static final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }

  private static final class Native {
    static final Optional<Provider> PROVIDER =
        Conscrypt.isAvailable() ? Optional.of(Conscrypt.newProvider()) : Optional.empty();
  }
}
