package dev.crest.pkix;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * Checks public keys and hands them to a provider. Checked here is what providers judge
 * differently, so that the answer does not depend on the provider.
 *
 * <pre>
 * SubjectPublicKeyInfo ::= SEQUENCE {                 -- RFC 5280 §4.1
 *     algorithm         AlgorithmIdentifier,
 *     subjectPublicKey  BIT STRING }
 * RSAPublicKey ::= SEQUENCE {                         -- RFC 8017 §A.1.1
 *     modulus           INTEGER,
 *     publicExponent    INTEGER }
 * </pre>
 */
final class PublicKeys {
  /** Beyond these a verification costs more than any honest key needs. */
  private static final int MAX_MODULUS_BITS = 8192;

  private static final int MAX_EXPONENT_BITS = 256;

  private PublicKeys() {}

  static PublicKey read(SubjectPublicKeyInfo info) {
    if (info.getPublicKeyData().getPadBits() != 0) {
      throw new MalformedInput("the public key is not whole octets");
    }
    if (PKCSObjectIdentifiers.rsaEncryption.equals(info.getAlgorithm().getAlgorithm())) {
      rsa(info);
      return generate("RSA", Providers.conscrypt().orElseGet(Providers::bouncyCastle), info);
    }
    if (X9ObjectIdentifiers.id_ecPublicKey.equals(info.getAlgorithm().getAlgorithm())
        && !(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier)) {
      throw new MalformedInput(
          "the EC key does not name its curve (explicit curve parameters are not read)");
    }
    var type =
        KeyType.of(info)
            .orElseThrow(() ->
                new MalformedInput(
                    "the public key is of an algorithm or curve that is not known here"));
    check(type, info.getPublicKeyData().getOctets());
    return generate(Keys.jca(type), Providers.preferred(type), info);
  }

  /**
   * Reads and checks an RSA key (RFC 8017 §3.1, A.1.1). Its size is for policies to judge.
   *
   * @throws MalformedInput unless it has an odd modulus and an odd exponent of at least 3
   */
  static RSAPublicKey rsa(SubjectPublicKeyInfo info) {
    var parameters = info.getAlgorithm().getParameters();
    if (parameters == null || !DERNull.INSTANCE.equals(parameters.toASN1Primitive())) {
      throw new MalformedInput("the parameters of an RSA key are not NULL");
    }
    var octets = info.getPublicKeyData().getOctets();
    var key = Asn1.reading("an RSA public key", () -> rsa(StrictDer.read(octets)));
    var modulus = key.getModulus();
    var exponent = key.getPublicExponent();
    if (modulus.bitLength() > MAX_MODULUS_BITS || !modulus.testBit(0)) {
      throw new MalformedInput(
          "the RSA modulus is not an odd number of at most " + MAX_MODULUS_BITS + " bits");
    }
    if (exponent.compareTo(BigInteger.valueOf(3)) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > MAX_EXPONENT_BITS
        || exponent.compareTo(modulus) >= 0) {
      throw new MalformedInput("the RSA exponent is not an odd number of 3 or more");
    }
    return key;
  }

  private static RSAPublicKey rsa(ASN1Primitive encoded) {
    // Bouncy Castle takes a negative modulus for a positive one that lacks its leading zero.
    for (var number : ASN1Sequence.getInstance(encoded)) {
      if (ASN1Integer.getInstance(number).getValue().signum() <= 0) {
        throw new MalformedInput("the RSA modulus or exponent is not positive");
      }
    }
    return RSAPublicKey.getInstance(encoded);
  }

  private static void check(KeyType type, byte[] octets) {
    switch (type) {
      case EC_P256 -> checkPoint(octets, 32);
      case EC_P384 -> checkPoint(octets, 48);
      case EC_P521 -> checkPoint(octets, 66);
      case ED25519 -> checkPoint(octets.length == 32 && Ed25519.validatePublicKeyFull(octets, 0));
      case ED448 -> checkPoint(octets.length == 57 && Ed448.validatePublicKeyFull(octets, 0));
      case ML_DSA_44 -> checkLength(octets, 1312);
      case ML_DSA_65 -> checkLength(octets, 1952);
      case ML_DSA_87 -> checkLength(octets, 2592);
      case RSA_2048, RSA_3072, RSA_4096 -> throw new AssertionError(type);
    }
  }

  // That the point is on the curve is checked by every provider when it makes the key.
  private static void checkPoint(byte[] octets, int coordinate) {
    if (octets.length > 0 && (octets[0] == 2 || octets[0] == 3)) {
      throw new MalformedInput("the public key's point is compressed; only uncompressed is read");
    }
    if (octets.length != 1 + 2 * coordinate || octets[0] != 4) {
      throw new MalformedInput("the public key is not a point of its curve");
    }
  }

  private static void checkPoint(boolean valid) {
    if (!valid) {
      throw new MalformedInput("the public key is not a point of its curve");
    }
  }

  private static void checkLength(byte[] octets, int length) {
    if (octets.length != length) {
      throw new MalformedInput("the public key does not have " + length + " octets");
    }
  }

  private static PublicKey generate(String jca, Provider provider, SubjectPublicKeyInfo info) {
    try {
      var spec = new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER));
      try {
        return KeyFactory.getInstance(jca, provider).generatePublic(spec);
      } catch (GeneralSecurityException | RuntimeException e) {
        // Some sound keys are outside the native provider's range, such as RSA exponents of more
        // than 33 bits; what is unsound the other one refuses as well.
        return KeyFactory.getInstance(jca, Providers.bouncyCastle()).generatePublic(spec);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new MalformedInput("the public key is not valid", e);
    }
  }
}
