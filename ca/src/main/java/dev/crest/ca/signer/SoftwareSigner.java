package dev.crest.ca.signer;

import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A private key in this process's memory. Thread-safe. */
public final class SoftwareSigner implements Signer {
  private static final byte[] PROBE =
      "the two halves belong together".getBytes(StandardCharsets.US_ASCII);

  private final PrivateKey privateKey;
  private final SubjectPublicKeyInfo publicKey;
  private final AlgorithmIdentifier algorithm;

  /**
   * Takes a key pair and signs with the usual algorithm of its type ({@link
   * Signatures#algorithmFor}).
   *
   * @throws IllegalArgumentException if the type of key is unknown, or the two halves don't belong
   *     together
   */
  public SoftwareSigner(PrivateKey privateKey, SubjectPublicKeyInfo publicKey) {
    this(privateKey, publicKey, usualAlgorithm(publicKey));
  }

  /**
   * Takes a key pair and an algorithm, such as SHA-384 with RSA.
   *
   * @throws IllegalArgumentException if the algorithm does not fit the key, is too weak, or the two
   *     halves don't belong together
   */
  public SoftwareSigner(
      PrivateKey privateKey, SubjectPublicKeyInfo publicKey, AlgorithmIdentifier algorithm) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.algorithm = algorithm;
    if (!signsVerifiably()) {
      throw new IllegalArgumentException(
          "the private key does not sign what the public key verifies with this algorithm");
    }
  }

  /** The two halves are known to belong together. */
  private SoftwareSigner(SoftwareSigner same, AlgorithmIdentifier algorithm) {
    this.privateKey = same.privateKey;
    this.publicKey = same.publicKey;
    this.algorithm = algorithm;
  }

  @Override
  public Optional<Signer> signingWith(AlgorithmIdentifier wanted) {
    return KeyType.of(publicKey)
        .filter(key -> SignatureAlgorithms.fits(wanted, key))
        .map(key -> new SoftwareSigner(this, wanted));
  }

  private static AlgorithmIdentifier usualAlgorithm(SubjectPublicKeyInfo publicKey) {
    return Signatures.algorithmFor(
        KeyType.of(publicKey)
            .orElseThrow(
                () -> new IllegalArgumentException("a key of this type cannot sign certificates")));
  }

  private boolean signsVerifiably() {
    try {
      return Signatures.verify(publicKey, algorithm, PROBE, sign(PROBE));
    } catch (SignerUnavailable e) {
      return false;
    }
  }

  @Override
  public SubjectPublicKeyInfo publicKey() {
    return publicKey;
  }

  @Override
  public AlgorithmIdentifier algorithm() {
    return algorithm;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      return Signatures.sign(privateKey, algorithm, message);
    } catch (RuntimeException e) {
      throw new SignerUnavailable("the CA key cannot sign", e);
    }
  }

  /** Says what kind of key it is and nothing of the key itself. */
  @Override
  public String toString() {
    return "software key " + KeyType.of(publicKey).map(KeyType::title).orElse("");
  }
}
