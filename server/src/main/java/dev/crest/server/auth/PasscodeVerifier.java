package dev.crest.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns a passcode into what is stored of it: HMAC-SHA-256 (RFC 2104) over its UTF-8 bytes under a
 * key of this server.
 *
 * <p>Passcodes are random and at least 20 characters long, so a keyed hash protects them as well as
 * a slow one would, and it can be indexed: one look-up finds a passcode, known or not. Thread-safe.
 */
public final class PasscodeVerifier {
  /** Length of the key and of a verifier, in bytes. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac keyed;

  /**
   * @param key the server's passcode key, 32 bytes
   * @throws IllegalArgumentException if it has another length
   */
  public PasscodeVerifier(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("the passcode key has " + BYTES + " bytes");
    }
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Returns the verifier of a passcode, or of whatever was sent as one: 32 bytes. */
  public byte[] verifier(String passcode) {
    return copy().doFinal(passcode.getBytes(StandardCharsets.UTF_8));
  }

  /** A Mac has state: each call works on a copy that already holds the key. */
  private Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the platform's HMAC can be cloned", e);
    }
  }
}
