package dev.crest.pkix;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Making, writing and reading key pairs. Thread-safe. */
public final class Keys {
  private Keys() {}

  /** Generates a fresh key pair with the platform's secure random. */
  public static KeyPair generate(KeyType type) {
    try {
      return generator(type, Providers.preferred(type)).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no provider makes keys of " + type.title(), e);
    }
  }

  private static KeyPairGenerator generator(KeyType type, Provider provider)
      throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(jca(type), provider);
    switch (type) {
      case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case EC_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      case EC_P521 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
      case RSA_2048, RSA_3072, RSA_4096 -> generator.initialize(type.bits().orElseThrow());
      case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> {}
    }
    return generator;
  }

  /**
   * Writes a private key as PKCS#8 PrivateKeyInfo (RFC 5958 §2). The caller zeroises what it no
   * longer needs.
   *
   * @return EC keys with their public key inside (RFC 5915), EdDSA keys without it (version 1, RFC
   *     8410 §7), ML-DSA keys as their seed (RFC 9881 §6) where they have one
   * @throws IllegalArgumentException if the key cannot leave its token
   */
  public static byte[] pkcs8(PrivateKey key) {
    var encoded = key.getEncoded();
    if (encoded == null) {
      throw new IllegalArgumentException("the key cannot leave the token that holds it");
    }
    return PrivateKeys.canonical(encoded);
  }

  /**
   * Reads a PKCS#8 PrivateKeyInfo (also the older SEC 1 and PKCS#1 forms).
   *
   * @throws MalformedInput if it is none, or its parts do not belong together
   */
  public static PrivateKey readPrivate(byte[] der) {
    return PrivateKeys.read(der);
  }

  /**
   * Writes EncryptedPrivateKeyInfo (RFC 5958 §3) with PBES2: scrypt (RFC 7914; N 2^14, r 8, p 5)
   * and AES-256-CBC, which OpenSSL reads.
   */
  public static byte[] encrypt(PrivateKey key, char[] passphrase) {
    return EncryptedPrivateKeys.write(key, passphrase);
  }

  /**
   * Reads an EncryptedPrivateKeyInfo of PBES2 (RFC 8018 §6.2).
   *
   * @throws MalformedInput if it is not one, its key derivation would cost more than 256 MiB or
   *     10,000,000 rounds, or the passphrase is wrong
   */
  public static PrivateKey decrypt(byte[] der, char[] passphrase) {
    return EncryptedPrivateKeys.read(der, passphrase);
  }

  /** Returns the SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of a JCA key. */
  public static SubjectPublicKeyInfo info(PublicKey key) {
    var encoded = key.getEncoded();
    if (encoded == null) {
      throw new IllegalArgumentException("the public key has no encoding");
    }
    return Asn1.reading(
        "a public key", () -> SubjectPublicKeyInfo.getInstance(StrictDer.read(encoded)));
  }

  /**
   * Returns the JCA key of a SubjectPublicKeyInfo, of the provider that {@link Providers} prefers
   * for it.
   *
   * @throws MalformedInput if the key is not valid: unknown algorithm, point not on its curve or
   *     compressed, explicit curve parameters, RSA with an even modulus or an exponent that is even
   *     or less than 3. How strong it is, is not looked at.
   */
  public static PublicKey read(SubjectPublicKeyInfo info) {
    return PublicKeys.read(info);
  }

  /** Returns the name that the JCA has for keys of a type. */
  static String jca(KeyType type) {
    return switch (type) {
      case EC_P256, EC_P384, EC_P521 -> "EC";
      case RSA_2048, RSA_3072, RSA_4096 -> "RSA";
      case ED25519 -> "Ed25519";
      case ED448 -> "Ed448";
      case ML_DSA_44 -> "ML-DSA-44";
      case ML_DSA_65 -> "ML-DSA-65";
      case ML_DSA_87 -> "ML-DSA-87";
    };
  }
}
