package dev.crest.pkix;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Whether the parts of a private key belong together, the same for every provider. */
final class PrivateKeyChecks {
  private static final int MAX_MODULUS_BITS = 8192;

  private PrivateKeyChecks() {}

  static KeyType curve(AlgorithmIdentifier algorithm) {
    return KeyType.of(new SubjectPublicKeyInfo(algorithm, new byte[0]))
        .orElseThrow(() -> new MalformedInput("the private key's curve is not known here"));
  }

  /** Checks an EC key and returns it with its public point, whether or not it came with one. */
  static ECPrivateKey ec(AlgorithmIdentifier algorithm, ASN1Primitive inner) {
    var key = ECPrivateKey.getInstance(inner);
    var named = key.getParametersObject();
    if (named != null && !named.equals(algorithm.getParameters())) {
      throw new MalformedInput("the EC private key names two different curves");
    }
    var curve =
        switch (curve(algorithm)) {
          case EC_P256 -> ECNamedCurveTable.getByName("P-256");
          case EC_P384 -> ECNamedCurveTable.getByName("P-384");
          default -> ECNamedCurveTable.getByName("P-521");
        };
    var scalar = key.getKey();
    if (scalar.signum() <= 0 || scalar.compareTo(curve.getN()) >= 0) {
      throw new MalformedInput("the EC private key is outside its curve's order");
    }
    var point = new FixedPointCombMultiplier().multiply(curve.getG(), scalar).getEncoded(false);
    var stated = key.getPublicKey();
    if (stated != null && !Arrays.equals(point, stated.getOctets())) {
      throw new MalformedInput("the EC private key and the public key beside it differ");
    }
    return new ECPrivateKey(curve.getN().bitLength(), scalar, new DERBitString(point), null);
  }

  static void rsa(ASN1Primitive inner) {
    var key = RSAPrivateKey.getInstance(inner);
    var p = key.getPrime1();
    var q = key.getPrime2();
    var n = key.getModulus();
    if (n.bitLength() > MAX_MODULUS_BITS
        || p.bitLength() < 2
        || q.bitLength() < 2
        || p.signum() < 0
        || q.signum() < 0
        || !p.multiply(q).equals(n)) {
      throw new MalformedInput("the RSA private key's primes do not make its modulus");
    }
    var d = key.getPrivateExponent();
    var one = BigInteger.ONE;
    var product = d.multiply(key.getPublicExponent()).subtract(one);
    boolean fits =
        product.mod(p.subtract(one)).signum() == 0
            && product.mod(q.subtract(one)).signum() == 0
            && key.getExponent1().equals(d.mod(p.subtract(one)))
            && key.getExponent2().equals(d.mod(q.subtract(one)))
            && key.getCoefficient().multiply(q).mod(p).equals(one);
    if (!fits) {
      throw new MalformedInput("the RSA private key's exponents do not fit its primes");
    }
  }

  static void edwards(KeyType type, PrivateKeyInfo info) {
    var secret = ASN1OctetString.getInstance(PrivateKeys.inner(info)).getOctets();
    if (secret.length != (type == KeyType.ED25519 ? 32 : 57)) {
      throw new MalformedInput("the private key does not have the length of " + type.title());
    }
    ASN1BitString stated = info.getPublicKeyData();
    if (stated == null) {
      return;
    }
    var made =
        type == KeyType.ED25519
            ? new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded()
            : new Ed448PrivateKeyParameters(secret).generatePublicKey().getEncoded();
    if (!Arrays.equals(made, stated.getOctets())) {
      throw new MalformedInput("the private key and the public key beside it differ");
    }
  }
}
