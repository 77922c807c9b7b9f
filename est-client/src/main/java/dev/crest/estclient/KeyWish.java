package dev.crest.estclient;

import dev.crest.pkix.KeyType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The key that a server asks for.
 *
 * @param curve of an EC key, where it is said
 * @param bits of an RSA key, where they are said
 */
record KeyWish(
    ASN1ObjectIdentifier algorithm, Optional<ASN1Encodable> curve, Optional<Integer> bits) {

  /** Whether a kind of key is what is asked for. */
  boolean fits(KeyType type) {
    return algorithm(type).equals(algorithm)
        && curve.map(wanted -> curve(type).map(wanted::equals).orElse(false)).orElse(true)
        && bits.map(wanted -> type.bits().map(wanted::equals).orElse(false)).orElse(true);
  }

  /** Returns the preferred kind of key if it fits, else the first that does; empty for none. */
  Optional<KeyType> choose(KeyType preferred) {
    return Stream.concat(Stream.of(preferred), Arrays.stream(KeyType.values()))
        .filter(this::fits)
        .findFirst();
  }

  /** Whether an OID is the algorithm of keys that are known here. */
  static boolean known(ASN1ObjectIdentifier oid) {
    return Arrays.stream(KeyType.values()).anyMatch(type -> algorithm(type).equals(oid));
  }

  /** Returns it in words. */
  String title() {
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA" + bits.map(wanted -> " " + wanted).orElse("");
    }
    return choose(KeyType.EC_P256)
        .map(type -> type.ec() && curve.isEmpty() ? "EC" : type.title())
        .orElseGet(() ->
            "of algorithm "
                + algorithm.getId()
                + curve
                    .map(c -> c instanceof ASN1ObjectIdentifier o ? " " + o.getId() : "")
                    .orElse(""));
  }

  private static ASN1ObjectIdentifier algorithm(KeyType type) {
    return switch (type) {
      case EC_P256, EC_P384, EC_P521 -> X9ObjectIdentifiers.id_ecPublicKey;
      case RSA_2048, RSA_3072, RSA_4096 -> PKCSObjectIdentifiers.rsaEncryption;
      case ED25519 -> EdECObjectIdentifiers.id_Ed25519;
      case ED448 -> EdECObjectIdentifiers.id_Ed448;
      case ML_DSA_44 -> NISTObjectIdentifiers.id_ml_dsa_44;
      case ML_DSA_65 -> NISTObjectIdentifiers.id_ml_dsa_65;
      case ML_DSA_87 -> NISTObjectIdentifiers.id_ml_dsa_87;
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
