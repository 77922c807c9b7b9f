package dev.crest.estclient;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The SHA-256 or SHA-512 digest of a whole certificate (RFC 7030 §4.1.1). Immutable; equal by
 * value.
 */
public final class Fingerprint {
  private final Der digest;

  private Fingerprint(byte[] digest) {
    this.digest = Der.of(digest);
  }

  /**
   * Reads hexadecimal with or without colons, such as openssl prints it; {@code sha256:} or {@code
   * SHA256 Fingerprint=} may stand before it.
   *
   * @throws IllegalArgumentException if it is none of 32 or 64 bytes
   */
  public static Fingerprint parse(String text) {
    var plain =
        text.strip()
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^sha-?(256|512)( fingerprint)?[:=]", "")
            .replaceAll("[: ]", "");
    if (!plain.matches("[0-9a-f]{64}|[0-9a-f]{128}")) {
      throw new IllegalArgumentException(
          "a fingerprint is the SHA-256 or SHA-512 of a certificate in hexadecimal");
    }
    return new Fingerprint(HexFormat.of().parseHex(plain));
  }

  /** Returns the SHA-256 fingerprint of a certificate. */
  public static Fingerprint of(Certificate certificate) {
    return new Fingerprint(certificate.fingerprint());
  }

  /** Whether this is a certificate's fingerprint. */
  public boolean matches(Certificate certificate) {
    var actual =
        digest.length() == 32 ? certificate.fingerprint() : sha512(certificate.der().bytes());
    return MessageDigest.isEqual(digest.bytes(), actual);
  }

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-512", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint fingerprint && digest.equals(fingerprint.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /** Returns it as openssl prints it: upper-case hexadecimal with colons. */
  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest.bytes());
  }
}
