package dev.crest.pkix;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Reads private keys in the forms people have them, and brings each into the one form that the
 * providers read.
 *
 * <pre>
 * OneAsymmetricKey ::= SEQUENCE {                     -- RFC 5958 §2
 *     version              INTEGER { v1(0), v2(1) },
 *     privateKeyAlgorithm  AlgorithmIdentifier,
 *     privateKey           OCTET STRING,
 *     attributes       [0] Attributes OPTIONAL,
 *     publicKey        [1] BIT STRING OPTIONAL }
 * ECPrivateKey ::= SEQUENCE {                         -- RFC 5915 §3
 *     version              INTEGER { ecPrivkeyVer1(1) },
 *     privateKey           OCTET STRING,
 *     parameters       [0] ECParameters OPTIONAL,
 *     publicKey        [1] BIT STRING OPTIONAL }
 * RSAPrivateKey ::= SEQUENCE { version INTEGER, modulus INTEGER, … }   -- RFC 8017 §A.1.2
 * </pre>
 */
final class PrivateKeys {
  private PrivateKeys() {}

  static PrivateKey read(byte[] der) {
    try {
      return key(info(der));
    } catch (MalformedInput e) {
      throw e;
    } catch (RuntimeException e) {
      // No cause: a reader's message might tell something of the key.
      throw new MalformedInput("not a private key");
    }
  }

  /** Brings what a provider wrote into the form of {@link Keys#pkcs8}. */
  static byte[] canonical(byte[] encoded) {
    var info = PrivateKeyInfo.getInstance(encoded);
    var algorithm = info.getPrivateKeyAlgorithm();
    ASN1Encodable key =
        X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
            ? withoutCurve(algorithm, ECPrivateKey.getInstance(inner(info)))
            : MlDsaPrivateKeys.seedOnly(info).orElseGet(() -> inner(info));
    var canonical = Asn1.encoded(wrap(algorithm, key));
    Arrays.fill(encoded, (byte) 0);
    return canonical;
  }

  // The curve is named by the algorithm (RFC 5958 §2, RFC 5915 §3) and not once more inside.
  private static ECPrivateKey withoutCurve(AlgorithmIdentifier algorithm, ECPrivateKey key) {
    int bits = PrivateKeyChecks.curve(algorithm).bits().orElseThrow();
    return new ECPrivateKey(bits, key.getKey(), key.getPublicKey(), null);
  }

  private static PrivateKeyInfo info(byte[] der) {
    var sequence = ASN1Sequence.getInstance(StrictDer.read(der));
    var second = sequence.getObjectAt(1).toASN1Primitive();
    return switch (second) {
      case ASN1OctetString ignored -> sec1(ECPrivateKey.getInstance(sequence));
      case ASN1Integer ignored ->
          wrap(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              sequence);
      default -> PrivateKeyInfo.getInstance(sequence);
    };
  }

  private static PrivateKeyInfo sec1(ECPrivateKey key) {
    var curve = key.getParametersObject();
    if (curve == null) {
      throw new MalformedInput("the EC private key does not name its curve");
    }
    return wrap(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
  }

  static PrivateKeyInfo wrap(AlgorithmIdentifier algorithm, ASN1Encodable key) {
    try {
      return new PrivateKeyInfo(algorithm, key);
    } catch (IOException e) {
      throw new MalformedInput("not a private key");
    }
  }

  private static PrivateKey key(PrivateKeyInfo info) {
    var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
      PrivateKeyChecks.rsa(inner(info));
      var provider = Providers.conscrypt().orElseGet(Providers::bouncyCastle);
      return generate("RSA", provider, info);
    }
    if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm)) {
      var type = PrivateKeyChecks.curve(info.getPrivateKeyAlgorithm());
      var sound =
          wrap(
              info.getPrivateKeyAlgorithm(),
              PrivateKeyChecks.ec(info.getPrivateKeyAlgorithm(), inner(info)));
      return generate("EC", Providers.preferred(type), sound);
    }
    return edwards(algorithm, info);
  }

  private static PrivateKey edwards(ASN1ObjectIdentifier algorithm, PrivateKeyInfo info) {
    KeyType type;
    if (EdECObjectIdentifiers.id_Ed25519.equals(algorithm)) {
      type = KeyType.ED25519;
    } else if (EdECObjectIdentifiers.id_Ed448.equals(algorithm)) {
      type = KeyType.ED448;
    } else {
      return MlDsaPrivateKeys.read(info);
    }
    PrivateKeyChecks.edwards(type, info);
    // The form without the public key is the one that every reader takes (RFC 8410 §7).
    var plain = wrap(new AlgorithmIdentifier(algorithm), inner(info));
    return generate(Keys.jca(type), Providers.preferred(type), plain);
  }

  static ASN1Primitive inner(PrivateKeyInfo info) {
    return StrictDer.read(info.getPrivateKey().getOctets());
  }

  static PrivateKey generate(String jca, Provider provider, PrivateKeyInfo info) {
    byte[] encoded = {};
    try {
      encoded = info.getEncoded(ASN1Encoding.DER);
      return KeyFactory.getInstance(jca, provider)
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IOException | GeneralSecurityException e) {
      throw new MalformedInput("the private key is not valid");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
