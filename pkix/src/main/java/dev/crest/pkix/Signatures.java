package dev.crest.pkix;

import java.security.PrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Signing and verifying by X.509 algorithm identifiers, natively where possible. Thread-safe. */
public final class Signatures {
  private Signatures() {}

  /**
   * Returns the algorithm that a key of this type signs with: ecdsa-with-SHA256/384/512 by curve,
   * sha256WithRSAEncryption (parameters NULL), Ed25519, Ed448, ML-DSA (parameters absent; CERT-20).
   */
  public static AlgorithmIdentifier algorithmFor(KeyType type) {
    throw new UnsupportedOperationException();
  }

  public static byte[] sign(PrivateKey key, AlgorithmIdentifier algorithm, byte[] message) {
    throw new UnsupportedOperationException();
  }

  /**
   * Verifies. False (never an exception) when the algorithm does not fit the key, is weaker than
   * SHA-256, has wrong parameters, or the signature is malformed or wrong.
   */
  public static boolean verify(
      SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] message, byte[] signature) {
    throw new UnsupportedOperationException();
  }
}
