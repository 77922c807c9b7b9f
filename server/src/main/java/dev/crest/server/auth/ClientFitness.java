package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Whether a certificate is one that a client may authenticate with, by what it says of itself (RFC
 * 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12). Whom it chains to is another question.
 */
public final class ClientFitness {
  private static final int WEAKEST_RSA_BITS = 2048;
  private static final int LARGEST_RSA_BITS = 16384;
  private static final int WEAKEST_CURVE_BITS = 224;

  private ClientFitness() {}

  /** What can be wrong, with the code for the audit log and a sentence for the client. */
  public enum Obstacle {
    AUTHORITY("certificate-is-authority", "The client certificate is a CA certificate."),
    EXTENDED_KEY_USAGE(
        "certificate-not-for-client-authentication",
        "The client certificate's extended key usage does not include client authentication."),
    KEY_USAGE(
        "certificate-not-for-signing",
        "The client certificate's key usage does not include digital signature."),
    WEAK_KEY("certificate-weak-key", "The client certificate's key is too weak or not known here.");

    private final String reason;
    private final String message;

    Obstacle(String reason, String message) {
      this.reason = reason;
      this.message = message;
    }

    public String reason() {
      return reason;
    }

    public String message() {
      return message;
    }
  }

  /** Returns the first obstacle, or empty where the certificate is fit. */
  public static Optional<Obstacle> obstacle(Certificate certificate) {
    if (certificate.isAuthority()) {
      return Optional.of(Obstacle.AUTHORITY);
    }
    var purposes = certificate.extendedKeyUsage();
    if (!purposes.isEmpty() && !purposes.contains(KeyPurposeId.id_kp_clientAuth.toOID())) {
      return Optional.of(Obstacle.EXTENDED_KEY_USAGE);
    }
    if (!maySign(certificate)) {
      return Optional.of(Obstacle.KEY_USAGE);
    }
    return strong(certificate.publicKeyInfo()) ? Optional.empty() : Optional.of(Obstacle.WEAK_KEY);
  }

  private static boolean maySign(Certificate certificate) {
    var extension = certificate.extension(Extension.keyUsage);
    if (extension.isEmpty()) {
      return true;
    }
    try {
      return KeyUsage.getInstance(extension.get().getParsedValue())
          .hasUsages(KeyUsage.digitalSignature);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /**
   * Whether a key is strong enough to be believed, and small enough to be tried: RSA of 2048 to
   * 16384 bits, named curves from 224 bits, and the other types that Crest knows.
   */
  static boolean strong(SubjectPublicKeyInfo key) {
    if (KeyType.of(key).isPresent()) {
      return true;
    }
    var algorithm = key.getAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return strongModulus(key);
    }
    return algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
        && key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
        && strongCurve(curve);
  }

  private static boolean strongModulus(SubjectPublicKeyInfo key) {
    try {
      int bits = RSAPublicKey.getInstance(key.parsePublicKey()).getModulus().bitLength();
      return bits >= WEAKEST_RSA_BITS && bits <= LARGEST_RSA_BITS;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static boolean strongCurve(ASN1ObjectIdentifier curve) {
    var parameters = ECNamedCurveTable.getByOIDLazy(curve);
    return parameters != null && parameters.getCurve().getFieldSize() >= WEAKEST_CURVE_BITS;
  }
}
