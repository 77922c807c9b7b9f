package dev.crest.ca.profile;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Names of the signature algorithms that a profile can ask for, as the RFCs spell them. */
public final class SignatureAlgorithms {
  private static final Map<String, ASN1ObjectIdentifier> BY_NAME =
      Map.ofEntries(
          entry("ecdsa-with-SHA256", "1.2.840.10045.4.3.2"),
          entry("ecdsa-with-SHA384", "1.2.840.10045.4.3.3"),
          entry("ecdsa-with-SHA512", "1.2.840.10045.4.3.4"),
          entry("sha256WithRSAEncryption", "1.2.840.113549.1.1.11"),
          entry("sha384WithRSAEncryption", "1.2.840.113549.1.1.12"),
          entry("sha512WithRSAEncryption", "1.2.840.113549.1.1.13"),
          entry("id-Ed25519", "1.3.101.112"),
          entry("id-Ed448", "1.3.101.113"),
          entry("id-ml-dsa-44", "2.16.840.1.101.3.4.3.17"),
          entry("id-ml-dsa-65", "2.16.840.1.101.3.4.3.18"),
          entry("id-ml-dsa-87", "2.16.840.1.101.3.4.3.19"));

  private SignatureAlgorithms() {}

  private static Map.Entry<String, ASN1ObjectIdentifier> entry(String name, String oid) {
    return Map.entry(name, new ASN1ObjectIdentifier(oid));
  }

  /** Returns the OID of a name, or empty where it is none of them. */
  public static Optional<ASN1ObjectIdentifier> oid(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * Returns the identifier of a name with its parameters: NULL for RSA (RFC 4055 §5), else absent
   * (CERT-20); or empty where it is none of them.
   */
  public static Optional<AlgorithmIdentifier> identifier(String name) {
    return oid(name)
        .map(oid ->
            rsa(oid)
                ? new AlgorithmIdentifier(oid, DERNull.INSTANCE)
                : new AlgorithmIdentifier(oid));
  }

  /** Whether keys of a type sign with an algorithm, as {@link #identifier} writes it. */
  public static boolean fits(AlgorithmIdentifier algorithm, KeyType key) {
    var oid = algorithm.getAlgorithm();
    return identifier(name(oid)).filter(algorithm::equals).isPresent()
        && (key.rsa()
            ? rsa(oid)
            : key.ec() ? ecdsa(oid) : oid.equals(Signatures.algorithmFor(key).getAlgorithm()));
  }

  private static boolean rsa(ASN1ObjectIdentifier oid) {
    return oid.on(PKCSObjectIdentifiers.pkcs_1);
  }

  private static boolean ecdsa(ASN1ObjectIdentifier oid) {
    return oid.on(X9ObjectIdentifiers.ecdsa_with_SHA2);
  }

  /** Returns the name of an OID, or its dotted form. */
  public static String name(ASN1ObjectIdentifier oid) {
    return BY_NAME.entrySet().stream()
        .filter(entry -> entry.getValue().equals(oid))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(oid.getId());
  }
}
