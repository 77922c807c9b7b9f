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
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(key.getPublicKeyData().getBytes());
      return Arrays.copyOf(digest, OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
