package dev.crest.pkix;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

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

  private static final Map<ASN1Encodable, KeyType> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, EC_P256,
          SECObjectIdentifiers.secp384r1, EC_P384,
          SECObjectIdentifiers.secp521r1, EC_P521);
  private static final Map<ASN1ObjectIdentifier, KeyType> ALGORITHMS =
      Map.of(
          EdECObjectIdentifiers.id_Ed25519, ED25519,
          EdECObjectIdentifiers.id_Ed448, ED448,
          NISTObjectIdentifiers.id_ml_dsa_44, ML_DSA_44,
          NISTObjectIdentifiers.id_ml_dsa_65, ML_DSA_65,
          NISTObjectIdentifiers.id_ml_dsa_87, ML_DSA_87);

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
   * other algorithms, parameters that are not those of RFC 3279 §2.3, RFC 5480 §2.1.1, RFC 8410 §3
   * and RFC 9881 §2). Whether the key itself is valid is for {@link Keys#read} to say.
   */
  public static Optional<KeyType> of(SubjectPublicKeyInfo key) {
    var algorithm = key.getAlgorithm().getAlgorithm();
    var parameters = key.getAlgorithm().getParameters();
    if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
      return ofModulus(key);
    }
    if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm)) {
      return Optional.ofNullable(parameters).map(CURVES::get);
    }
    return parameters == null ? Optional.ofNullable(ALGORITHMS.get(algorithm)) : Optional.empty();
  }

  private static Optional<KeyType> ofModulus(SubjectPublicKeyInfo key) {
    try {
      int bits = PublicKeys.rsa(key).getModulus().bitLength();
      return Stream.of(RSA_2048, RSA_3072, RSA_4096)
          .filter(type -> type.bits().equals(Optional.of(bits)))
          .findAny();
    } catch (MalformedInput e) {
      return Optional.empty();
    }
  }
}
