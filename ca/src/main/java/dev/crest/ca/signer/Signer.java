package dev.crest.ca.signer;

import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A private key that signs, wherever it lives. Implementations are thread-safe. */
public interface Signer {
  /** Returns the public half. */
  SubjectPublicKeyInfo publicKey();

  /**
   * Returns the algorithm it signs with, parameters exactly as RFC 5280 certificates carry them
   * (CERT-20).
   */
  AlgorithmIdentifier algorithm();

  /**
   * Signs.
   *
   * @throws SignerUnavailable if the key cannot be used right now (token removed, HSM down)
   */
  byte[] sign(byte[] message);

  /**
   * Returns the same key signing with another algorithm, or empty where it cannot. A signer that
   * knows only one algorithm has none but that.
   */
  default Optional<Signer> signingWith(AlgorithmIdentifier wanted) {
    return wanted.equals(algorithm()) ? Optional.of(this) : Optional.empty();
  }
}
