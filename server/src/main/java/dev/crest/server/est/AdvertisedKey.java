package dev.crest.server.est;

import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Signatures;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What csrattrs says about the key (RFC 9908 §3.2: one algorithm, or nothing). Several sizes or
 * curves of one algorithm are said as that algorithm alone.
 *
 * @param algorithm of the key, with its curve where only one is allowed
 * @param rsaBits the modulus size where only one is allowed
 * @param signature the algorithm to sign the request with, where all allowed keys have the same
 */
record AdvertisedKey(
    AlgorithmIdentifier algorithm,
    Optional<Integer> rsaBits,
    Optional<ASN1ObjectIdentifier> signature) {

  /** Describes the allowed keys; empty where they are of more than one algorithm. */
  static Optional<AdvertisedKey> of(Set<KeyType> allowed) {
    var algorithms = allowed.stream().map(AdvertisedKey::algorithm).collect(Collectors.toSet());
    if (algorithms.size() != 1) {
      return Optional.empty();
    }
    var signatures =
        allowed.stream()
            .map(type -> Signatures.algorithmFor(type).getAlgorithm())
            .collect(Collectors.toSet());
    var single =
        allowed.size() == 1 ? Optional.of(allowed.iterator().next()) : Optional.<KeyType>empty();
    var algorithm = algorithms.iterator().next();
    return Optional.of(
        new AdvertisedKey(
            identifier(algorithm, single.flatMap(AdvertisedKey::curve)),
            single.filter(KeyType::rsa).flatMap(KeyType::bits),
            signatures.size() == 1 ? Optional.of(signatures.iterator().next()) : Optional.empty()));
  }

  /** The attribute of RFC 9908 §3.2, such as {@code {ecPublicKey, {secp384r1}}}. */
  Entry attribute() {
    List<ASN1Encodable> values =
        rsaBits
            .map(bits -> List.<ASN1Encodable>of(new ASN1Integer(bits)))
            .orElseGet(this::curveValues);
    return new Entry.Attribute(algorithm.getAlgorithm(), values);
  }

  private List<ASN1Encodable> curveValues() {
    return algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
        ? List.of(curve)
        : List.of();
  }

  /** The same in the form of RFC 9908 §3.4. */
  KeyTemplate template() {
    return new KeyTemplate(algorithm, rsaBits);
  }

  private static AlgorithmIdentifier identifier(
      ASN1ObjectIdentifier algorithm, Optional<ASN1ObjectIdentifier> curve) {
    // RFC 3279 §2.3.1: rsaEncryption has NULL parameters; all others without a curve have none.
    return algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
        ? new AlgorithmIdentifier(algorithm, DERNull.INSTANCE)
        : curve
            .map(oid -> new AlgorithmIdentifier(algorithm, oid))
            .orElseGet(() -> new AlgorithmIdentifier(algorithm));
  }

  private static ASN1ObjectIdentifier algorithm(KeyType type) {
    return switch (type) {
      case EC_P256, EC_P384, EC_P521 -> X9ObjectIdentifiers.id_ecPublicKey;
      case RSA_2048, RSA_3072, RSA_4096 -> PKCSObjectIdentifiers.rsaEncryption;
      // These keys sign in one way only, so key and signature have the same identifier.
      case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
          Signatures.algorithmFor(type).getAlgorithm();
    };
  }

  private static Optional<ASN1ObjectIdentifier> curve(KeyType type) {
    return switch (type) {
      case EC_P256 -> Optional.of(SECObjectIdentifiers.secp256r1);
      case EC_P384 -> Optional.of(SECObjectIdentifiers.secp384r1);
      case EC_P521 -> Optional.of(SECObjectIdentifiers.secp521r1);
      default -> Optional.empty();
    };
  }
}
