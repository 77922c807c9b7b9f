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
    return SignatureScheme.of(type).identifier();
  }

  /**
   * Signs a message. Keys of {@link Keys} are used by their own provider; for any other key (of a
   * token, of the platform) the JCA finds one.
   *
   * @return the signature as it stands in the BIT STRING: for ECDSA the DER of r and s
   * @throws IllegalArgumentException if the algorithm is none that {@link #verify} accepts, or the
   *     key does not sign with it
   */
  public static byte[] sign(PrivateKey key, AlgorithmIdentifier algorithm, byte[] message) {
    return SignatureScheme.of(algorithm)
        .orElseThrow(() -> new IllegalArgumentException("not a signature algorithm of Crest"))
        .sign(key, message);
  }

  /**
   * Verifies. False (never an exception) when the algorithm does not fit the key, is weaker than
   * SHA-256, has wrong parameters, or the signature is malformed or wrong.
   */
  public static boolean verify(
      SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] message, byte[] signature) {
    var scheme = SignatureScheme.of(algorithm);
    if (scheme.isEmpty() || !scheme.get().fits(key.getAlgorithm())) {
      return false;
    }
    try {
      return scheme.get().verify(Keys.read(key), message, 0, message.length, signature);
    } catch (MalformedInput e) {
      return false;
    }
  }
}
