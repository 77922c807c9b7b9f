package dev.crest.ca.lint;

import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.KeyType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Signature algorithms that take the same keys and parameters.
 *
 * @param keys key types that can sign with it
 * @param nullParameters whether the parameters are NULL; else they are absent
 */
record SignatureFamily(Set<KeyType> keys, boolean nullParameters) {
  private static final SignatureFamily RSA =
      new SignatureFamily(Set.of(KeyType.RSA_2048, KeyType.RSA_3072, KeyType.RSA_4096), true);
  private static final SignatureFamily ECDSA =
      new SignatureFamily(Set.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.EC_P521), false);

  private static final Map<ASN1ObjectIdentifier, SignatureFamily> BY_OID =
      Map.ofEntries(
          entry("sha256WithRSAEncryption", RSA),
          entry("sha384WithRSAEncryption", RSA),
          entry("sha512WithRSAEncryption", RSA),
          entry("ecdsa-with-SHA256", ECDSA),
          entry("ecdsa-with-SHA384", ECDSA),
          entry("ecdsa-with-SHA512", ECDSA),
          entry("id-Ed25519", pure(KeyType.ED25519)),
          entry("id-Ed448", pure(KeyType.ED448)),
          entry("id-ml-dsa-44", pure(KeyType.ML_DSA_44)),
          entry("id-ml-dsa-65", pure(KeyType.ML_DSA_65)),
          entry("id-ml-dsa-87", pure(KeyType.ML_DSA_87)));

  private static SignatureFamily pure(KeyType type) {
    return new SignatureFamily(Set.of(type), false);
  }

  private static Map.Entry<ASN1ObjectIdentifier, SignatureFamily> entry(
      String name, SignatureFamily family) {
    return Map.entry(SignatureAlgorithms.oid(name).orElseThrow(), family);
  }

  static Optional<SignatureFamily> of(ASN1ObjectIdentifier algorithm) {
    return Optional.ofNullable(BY_OID.get(algorithm));
  }

  boolean fits(KeyType key) {
    return keys.contains(key);
  }

  boolean parametersFit(AlgorithmIdentifier algorithm) {
    return nullParameters
        ? DERNull.INSTANCE.equals(algorithm.getParameters())
        : algorithm.getParameters() == null;
  }
}
