package dev.crest.pkix;

import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The kinds of public key that Crest knows, with their sizes. */
public enum KeyType {
  EC_P256("EC P-256"),
  EC_P384("EC P-384"),
  EC_P521("EC P-521"),
  RSA_2048("RSA 2048"),
  RSA_3072("RSA 3072"),
  RSA_4096("RSA 4096"),
  ED25519("Ed25519"),
  ED448("Ed448"),
  ML_DSA_44("ML-DSA-44"),
  ML_DSA_65("ML-DSA-65"),
  ML_DSA_87("ML-DSA-87");

  private final String title;

  KeyType(String title) {
    this.title = title;
  }

  /** Returns the name people use, such as {@code EC P-256}. */
  public String title() {
    return title;
  }

  /** Whether this is an RSA key. */
  public boolean rsa() {
    return this == RSA_2048 || this == RSA_3072 || this == RSA_4096;
  }

  /** Whether this is an ECDSA key. */
  public boolean ec() {
    return this == EC_P256 || this == EC_P384 || this == EC_P521;
  }

  /** Returns the modulus or field size in bits where the type has one: RSA and EC. */
  public Optional<Integer> bits() {
    return switch (this) {
      case EC_P256 -> Optional.of(256);
      case EC_P384 -> Optional.of(384);
      case EC_P521 -> Optional.of(521);
      case RSA_2048 -> Optional.of(2048);
      case RSA_3072 -> Optional.of(3072);
      case RSA_4096 -> Optional.of(4096);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the type of a key, or empty where Crest does not know it (other curves, other moduli,
   * other algorithms).
   */
  public static Optional<KeyType> of(SubjectPublicKeyInfo key) {
    throw new UnsupportedOperationException();
  }
}
