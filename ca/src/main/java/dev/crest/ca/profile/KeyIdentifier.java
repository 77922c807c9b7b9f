package dev.crest.ca.profile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Subject key identifiers (RFC 5280 §4.2.1.2). Thread-safe. */
public final class KeyIdentifier {
  private static final int OCTETS = 20;

  private KeyIdentifier() {}

  /**
   * Returns the identifier by method 1 of RFC 7093 §2: the leftmost 160 bits of the SHA-256 of the
   * bits of the public key. RFC 5280 lets a CA choose; this one is as long as the customary SHA-1
   * and needs no SHA-1.
   */
  public static byte[] of(SubjectPublicKeyInfo key) {
    return Arrays.copyOf(digest("SHA-256", key), OCTETS);
  }

  /** Returns the identifier that most other CAs make: the SHA-1 of the bits of the public key. */
  public static byte[] customary(SubjectPublicKeyInfo key) {
    return digest("SHA-1", key);
  }

  private static byte[] digest(String algorithm, SubjectPublicKeyInfo key) {
    try {
      return MessageDigest.getInstance(algorithm).digest(key.getPublicKeyData().getBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }
}
