package dev.crest.server.road;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Keys that can be broken, and signatures that prove nothing. */
public final class HostileKeys {
  private HostileKeys() {}

  /** signatures that prove nothing. */
  public static List<HostileRequest> signatures() {
    var proof = "does not verify with its own key";
    var code = "proof-of-possession-failed";
    var weak = "signed with a digest weaker than SHA-256";
    var rsa = Keys.generate(KeyType.RSA_2048);
    var order =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    return List.of(
        HostileRequest.of("A-21 a flipped bit", b -> b.corruptSignature(), proof, code),
        HostileRequest.of(
            "A-21 another key's signature",
            b -> b.signedWith(Keys.generate(KeyType.EC_P256)),
            proof,
            code),
        HostileRequest.of(
            "A-21 an RSA signature under an EC key",
            b -> b.signedWith(rsa).signatureAlgorithm("SHA256withRSA"),
            proof,
            code),
        HostileRequest.of(
            "A-21 an EdDSA signature under an EC key",
            b -> b.signedWith(Keys.generate(KeyType.ED25519)).signatureAlgorithm("Ed25519"),
            proof,
            code),
        HostileRequest.of(
            "A-21 SHA-1 with ECDSA",
            b -> b.signatureAlgorithm("SHA1withECDSA"),
            weak,
            "signature-algorithm-weak"),
        HostileRequest.of(
            "A-21 MD5 with RSA",
            b -> b.keyPair(rsa).signatureAlgorithm("MD5withRSA"),
            weak,
            "signature-algorithm-weak"),
        new HostileRequest(
            "A-21 r and s zero", signed(BigInteger.ZERO, BigInteger.ZERO), proof, code),
        new HostileRequest(
            "A-21 s beyond the order",
            signed(BigInteger.ONE, order.add(BigInteger.ONE)),
            proof,
            code));
  }

  private static byte[] signed(BigInteger r, BigInteger s) {
    try {
      var sound = ASN1Sequence.getInstance(new HeldRequest.Builder().build().der().bytes());
      var signature = new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)});
      return new DERSequence(
              new ASN1Encodable[] {
                sound.getObjectAt(0), sound.getObjectAt(1), new DERBitString(signature.getEncoded())
              })
          .getEncoded();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** keys that can be broken, or are none. */
  public static List<HostileRequest> keys() {
    var one = BigInteger.ONE;
    var usual = BigInteger.valueOf(65537);
    var sound =
        ((java.security.interfaces.RSAPublicKey) Keys.generate(KeyType.RSA_2048).getPublic())
            .getModulus();
    var huge = one.shiftLeft(16_384).setBit(0);
    var factor = one.shiftLeft(2047).setBit(0);
    while (factor.mod(BigInteger.valueOf(3)).signum() != 0) {
      factor = factor.add(BigInteger.TWO);
    }
    return List.of(
        weak("A-22 RSA 1024", RefusalTerrain.rsa(1024).getPublic().getEncoded()),
        weak("A-22 RSA beyond 16384", rsa(huge, usual)),
        weak("A-22 e = 1", rsa(sound, one)),
        weak("A-22 e = 2", rsa(sound, BigInteger.TWO)),
        weak("A-22 e = 3", rsa(sound, BigInteger.valueOf(3))),
        weak("A-22 an even e", rsa(sound, usual.add(one))),
        weak("A-22 a huge e", rsa(sound, one.shiftLeft(1000).setBit(0))),
        weak("A-22 an even modulus", rsa(sound.clearBit(0), usual)),
        weak("A-22 a small factor", rsa(factor, usual)),
        weak("A-22 Fermat-close primes", rsa(close(), usual)),
        key("A-22 P-192", ec(X9ObjectIdentifiers.prime192v1, point(49)), "key-type-not-allowed"),
        key(
            "A-22 an unknown curve",
            ec(new ASN1ObjectIdentifier("1.2.3.4"), point(65)),
            "key-type-not-allowed"),
        key(
            "A-22 explicit parameters",
            ec(new DERSequence(new ASN1Integer(1)), point(65)),
            "key-type-not-allowed"),
        key(
            "A-22 a point that is not on the curve",
            ec(SECObjectIdentifiers.secp256r1, point(65)),
            "key-invalid"),
        key(
            "A-22 the point at infinity",
            ec(SECObjectIdentifiers.secp256r1, new byte[1]),
            "weak-key"),
        key(
            "A-22 a compressed point",
            ec(SECObjectIdentifiers.secp256r1, compressed()),
            "weak-key"),
        key(
            "A-22 an ML-DSA key of a wrong length",
            spki(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.3.17"), null, new byte[100]),
            "key-type-not-allowed"),
        key(
            "A-22 a key that cannot sign",
            spki(new ASN1ObjectIdentifier("1.3.101.110"), null, new byte[32]),
            "key-cannot-sign"));
  }

  private static HostileRequest weak(String name, byte[] key) {
    return key(name, SubjectPublicKeyInfo.getInstance(key), "weak-key");
  }

  private static HostileRequest weak(String name, SubjectPublicKeyInfo key) {
    return key(name, key, "weak-key");
  }

  private static HostileRequest key(String name, SubjectPublicKeyInfo key, String reason) {
    return HostileRequest.of(name, b -> b.publicKey(key), "public_key", reason);
  }

  private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) {
    try {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          new RSAPublicKey(modulus, exponent));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static BigInteger close() {
    var p = BigInteger.ONE.shiftLeft(1023).add(BigInteger.ONE.shiftLeft(1022)).nextProbablePrime();
    return p.multiply(p.add(BigInteger.TWO).nextProbablePrime());
  }

  private static SubjectPublicKeyInfo ec(ASN1Encodable parameters, byte[] point) {
    return spki(X9ObjectIdentifiers.id_ecPublicKey, parameters, point);
  }

  private static SubjectPublicKeyInfo spki(
      ASN1ObjectIdentifier oid, ASN1Encodable parameters, byte[] key) {
    var algorithm =
        parameters == null
            ? new AlgorithmIdentifier(oid)
            : new AlgorithmIdentifier(oid, parameters);
    return new SubjectPublicKeyInfo(algorithm, key);
  }

  private static byte[] point(int length) {
    var point = new byte[length];
    Arrays.fill(point, (byte) 1);
    point[0] = 4;
    return point;
  }

  private static byte[] compressed() {
    var key = Keys.info(Keys.generate(KeyType.EC_P256).getPublic()).getPublicKeyData().getOctets();
    var point = Arrays.copyOf(key, 33);
    point[0] = (byte) (2 + (key[64] & 1));
    return point;
  }
}
