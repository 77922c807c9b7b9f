package dev.crest.pkix;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Making, writing and reading key pairs. Thread-safe. */
public final class Keys {
  private Keys() {}

  /** Generates a fresh key pair with the platform's secure random. */
  public static KeyPair generate(KeyType type) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes a private key as PKCS#8 PrivateKeyInfo (RFC 5958 §2). The caller zeroises what it no
   * longer needs.
   */
  public static byte[] pkcs8(PrivateKey key) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a PKCS#8 PrivateKeyInfo (also the older SEC 1 and PKCS#1 forms).
   *
   * @throws MalformedInput if it is none
   */
  public static PrivateKey readPrivate(byte[] der) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes EncryptedPrivateKeyInfo with PBES2: scrypt (N 2^15, r 8, p 1) and AES-256-CBC, which
   * OpenSSL reads.
   */
  public static byte[] encrypt(PrivateKey key, char[] passphrase) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads an EncryptedPrivateKeyInfo.
   *
   * @throws MalformedInput if it is not one or the passphrase is wrong
   */
  public static PrivateKey decrypt(byte[] der, char[] passphrase) {
    throw new UnsupportedOperationException();
  }

  public static SubjectPublicKeyInfo info(PublicKey key) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the JCA key of a SubjectPublicKeyInfo, of the provider that {@link Providers} prefers
   * for it.
   *
   * @throws MalformedInput if the key is not valid: unknown algorithm, point not on its curve,
   *     explicit curve parameters
   */
  public static PublicKey read(SubjectPublicKeyInfo info) {
    throw new UnsupportedOperationException();
  }
}
