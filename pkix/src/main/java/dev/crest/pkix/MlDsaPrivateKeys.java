package dev.crest.pkix;

import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * Reads ML-DSA private keys (RFC 9881 §6).
 *
 * <pre>
 * ML-DSA-xx-PrivateKey ::= CHOICE {
 *     seed          [0] OCTET STRING (SIZE (32)),
 *     expandedKey   OCTET STRING,
 *     both          SEQUENCE { seed OCTET STRING (SIZE (32)), expandedKey OCTET STRING } }
 * </pre>
 */
final class MlDsaPrivateKeys {
  private static final int SEED_OCTETS = 32;

  private record Kind(KeyType type, MLDSAParameters parameters) {}

  private static final Map<ASN1ObjectIdentifier, Kind> KINDS =
      Map.of(
          NISTObjectIdentifiers.id_ml_dsa_44,
          new Kind(KeyType.ML_DSA_44, MLDSAParameters.ml_dsa_44),
          NISTObjectIdentifiers.id_ml_dsa_65,
          new Kind(KeyType.ML_DSA_65, MLDSAParameters.ml_dsa_65),
          NISTObjectIdentifiers.id_ml_dsa_87,
          new Kind(KeyType.ML_DSA_87, MLDSAParameters.ml_dsa_87));

  private MlDsaPrivateKeys() {}

  static PrivateKey read(PrivateKeyInfo info) {
    var kind = KINDS.get(info.getPrivateKeyAlgorithm().getAlgorithm());
    if (kind == null || info.getPrivateKeyAlgorithm().getParameters() != null) {
      throw new MalformedInput("the private key is of an algorithm that is not known here");
    }
    var seed = seed(kind, info);
    var jca = Keys.jca(kind.type());
    if (seed.isEmpty()) {
      // BoringSSL reads seeds only.
      return PrivateKeys.generate(jca, Providers.bouncyCastle(), info);
    }
    var algorithm = new AlgorithmIdentifier(info.getPrivateKeyAlgorithm().getAlgorithm());
    return PrivateKeys.generate(
        jca, Providers.preferred(kind.type()), PrivateKeys.wrap(algorithm, tagged(seed.get())));
  }

  /**
   * Returns the seed form of an ML-DSA key that a provider wrote; empty for other algorithms and
   * where the seed is not known.
   */
  static Optional<ASN1Primitive> seedOnly(PrivateKeyInfo info) {
    return KINDS.containsKey(info.getPrivateKeyAlgorithm().getAlgorithm())
            && PrivateKeys.inner(info) instanceof ASN1Sequence both
        ? Optional.of(tagged(ASN1OctetString.getInstance(both.getObjectAt(0)).getOctets()))
        : Optional.empty();
  }

  private static ASN1Primitive tagged(byte[] seed) {
    return new DERTaggedObject(false, 0, new DEROctetString(seed));
  }

  private static Optional<byte[]> seed(Kind kind, PrivateKeyInfo info) {
    return switch (PrivateKeys.inner(info)) {
      case ASN1TaggedObject tagged when tagged.hasContextTag(0) ->
          Optional.of(checkedSeed(ASN1OctetString.getInstance(tagged, false)));
      case ASN1OctetString expanded -> {
        checkExpanded(kind, expanded.getOctets());
        yield Optional.empty();
      }
      case ASN1Sequence both when both.size() == 2 -> {
        var seed = checkedSeed(ASN1OctetString.getInstance(both.getObjectAt(0)));
        var made = new MLDSAPrivateKeyParameters(kind.parameters(), seed).getEncoded();
        var stated = ASN1OctetString.getInstance(both.getObjectAt(1)).getOctets();
        if (!Arrays.equals(made, stated)) {
          throw new MalformedInput("the seed and the expanded private key beside it differ");
        }
        yield Optional.of(seed);
      }
      default -> throw new MalformedInput("not an ML-DSA private key");
    };
  }

  private static byte[] checkedSeed(ASN1OctetString seed) {
    if (seed.getOctets().length != SEED_OCTETS) {
      throw new MalformedInput("the ML-DSA seed does not have " + SEED_OCTETS + " octets");
    }
    return seed.getOctets();
  }

  private static void checkExpanded(Kind kind, byte[] expanded) {
    // Bouncy Castle compares the hash of the public key (tr) with that of the one it derives.
    byte[] made = {};
    try {
      made = new MLDSAPrivateKeyParameters(kind.parameters(), expanded).getEncoded();
    } catch (IllegalArgumentException e) {
      // Falls through: nothing was made.
    }
    if (!Arrays.equals(made, expanded)) {
      throw new MalformedInput("the parts of the expanded ML-DSA private key do not fit");
    }
  }
}
