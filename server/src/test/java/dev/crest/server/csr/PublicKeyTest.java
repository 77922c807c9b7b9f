package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.APolicy;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeyTest {
  private static final KeyPair RSA = Keys.generate(KeyType.RSA_2048);
  private static final BigInteger N = ((RSAPublicKey) RSA.getPublic()).getModulus();
  private static final BigInteger E = BigInteger.valueOf(65537);
  private static final KeyPair EC = Keys.generate(KeyType.EC_P256);

  private static BigInteger modulus(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return ((RSAPublicKey) generator.generateKeyPair().getPublic()).getModulus();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) {
    try {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubjectPublicKeyInfo ec(ASN1ObjectIdentifier curve, byte[] point) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
  }

  private static SubjectPublicKeyInfo raw(ASN1ObjectIdentifier algorithm, byte[] key) {
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), key);
  }

  private static byte[] point() {
    return Keys.info(EC.getPublic()).getPublicKeyData().getOctets();
  }

  private static SubjectPublicKeyInfo oddBits() {
    var even = point();
    even[64] &= (byte) 0xfe;
    return SubjectPublicKeyInfo.getInstance(
        new DERSequence(
            new ASN1Encodable[] {
              Keys.info(EC.getPublic()).getAlgorithm(), new DERBitString(even, 1)
            }));
  }

  private static byte[] offCurve() {
    var point = point();
    point[64] ^= 1;
    return point;
  }

  private static byte[] compressed() {
    var point = Arrays.copyOf(point(), 33);
    point[0] = 2;
    return point;
  }

  private static byte[] generator(ASN1ObjectIdentifier curve) {
    return ECNamedCurveTable.getByOID(curve).getG().getEncoded(false);
  }

  private static SubjectPublicKeyInfo explicit() {
    var curve = ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1);
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, new X962Parameters(curve)),
        point());
  }

  static Stream<Arguments> refused() {
    var big = BigInteger.ONE.shiftLeft(16384).add(BigInteger.ONE);
    return Stream.of(
        arguments("RSA 1024", rsa(N.shiftRight(1024), E), "weak-key"),
        arguments("RSA 2047", rsa(N.clearBit(2047).setBit(2046), E), "weak-key"),
        arguments("RSA beyond 16384", rsa(big, E), "weak-key"),
        arguments("RSA negative", rsa(N.negate(), E), "weak-key"),
        arguments("RSA e = 1", rsa(N, BigInteger.ONE), "weak-key"),
        arguments("RSA e = 2", rsa(N, BigInteger.TWO), "weak-key"),
        arguments("RSA e = 3", rsa(N, BigInteger.valueOf(3)), "weak-key"),
        arguments("RSA e even", rsa(N, E.add(BigInteger.ONE)), "weak-key"),
        arguments("RSA e negative", rsa(N, E.negate()), "weak-key"),
        arguments(
            "RSA e of 257 bits", rsa(N, BigInteger.TWO.pow(256).add(BigInteger.ONE)), "weak-key"),
        arguments("RSA e huge", rsa(N, N.subtract(BigInteger.TWO)), "weak-key"),
        arguments("RSA even modulus", rsa(N.clearBit(0), E), "weak-key"),
        arguments("RSA 2304", rsa(modulus(2304), E), "key-type-not-allowed"),
        arguments(
            "RSA no key inside",
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new byte[] {1, 2, 3}),
            "weak-key"),
        arguments(
            "P-521 not listed",
            ec(SECObjectIdentifiers.secp521r1, generator(SECObjectIdentifiers.secp521r1)),
            "key-type-not-allowed"),
        arguments(
            "P-192",
            ec(SECObjectIdentifiers.secp192r1, generator(SECObjectIdentifiers.secp192r1)),
            "key-type-not-allowed"),
        arguments(
            "secp256k1",
            ec(SECObjectIdentifiers.secp256k1, generator(SECObjectIdentifiers.secp256k1)),
            "key-type-not-allowed"),
        arguments(
            "brainpool",
            ec(
                TeleTrusTObjectIdentifiers.brainpoolP256r1,
                generator(TeleTrusTObjectIdentifiers.brainpoolP256r1)),
            "key-type-not-allowed"),
        arguments(
            "unknown curve",
            ec(new ASN1ObjectIdentifier("1.2.3.4"), point()),
            "key-type-not-allowed"),
        arguments("explicit curve", explicit(), "key-type-not-allowed"),
        arguments("point compressed", ec(SECObjectIdentifiers.secp256r1, compressed()), "weak-key"),
        arguments(
            "point at infinity", ec(SECObjectIdentifiers.secp256r1, new byte[] {0}), "weak-key"),
        arguments("point of odd bits", oddBits(), "key-invalid"),
        arguments("no point", ec(SECObjectIdentifiers.secp256r1, new byte[0]), "weak-key"),
        arguments(
            "point not on the curve",
            ec(SECObjectIdentifiers.secp256r1, offCurve()),
            "key-invalid"),
        arguments(
            "point too short",
            ec(SECObjectIdentifiers.secp256r1, Arrays.copyOf(point(), 64)),
            "key-invalid"),
        arguments(
            "Ed25519 of 31 bytes", raw(EdECObjectIdentifiers.id_Ed25519, new byte[31]), "weak-key"),
        arguments(
            "Ed25519 of small order",
            raw(EdECObjectIdentifiers.id_Ed25519, smallOrder()),
            "weak-key"),
        arguments("Ed25519 zero", raw(EdECObjectIdentifiers.id_Ed25519, new byte[32]), "weak-key"),
        arguments(
            "Ed448 not listed",
            raw(EdECObjectIdentifiers.id_Ed448, new byte[57]),
            "key-type-not-allowed"),
        arguments("X25519", raw(EdECObjectIdentifiers.id_X25519, new byte[32]), "key-cannot-sign"),
        arguments("DH", raw(PKCSObjectIdentifiers.dhKeyAgreement, new byte[32]), "key-cannot-sign"),
        arguments(
            "ML-KEM",
            raw(NISTObjectIdentifiers.id_alg_ml_kem_768, new byte[1184]),
            "key-cannot-sign"),
        arguments("DSA", raw(X9ObjectIdentifiers.id_dsa, new byte[128]), "key-type-not-allowed"),
        arguments(
            "RSASSA-PSS key",
            raw(PKCSObjectIdentifiers.id_RSASSA_PSS, new byte[270]),
            "key-type-not-allowed"));
  }

  /** The point of order two, (0, -1). */
  private static byte[] smallOrder() {
    return HexFormat.of().parseHex("ec" + "ff".repeat(30) + "7f");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-22 S-ENROLL-12 such a key is refused")
  void refused(String name, SubjectPublicKeyInfo key, String reason) {
    var refused = new Examination().refused(new HeldRequest.Builder().keyPair(EC).publicKey(key));
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(Examination.fields(refused)).containsOnly("public_key");
  }

  @Test
  @DisplayName("A-22 an ML-DSA key of the wrong length is refused")
  void mlDsaLength() {
    var policy = new APolicy().keys(KeyType.ML_DSA_65);
    var refused =
        new Examination()
            .policy(policy)
            .refused(
                new HeldRequest.Builder()
                    .keyPair(EC)
                    .publicKey(raw(NISTObjectIdentifiers.id_ml_dsa_65, new byte[1951])));
    assertThat(Examination.fields(refused)).containsOnly("public_key");
  }

  @Test
  @DisplayName("A-22 a key that the profile does not allow: the answer names those it does")
  void namesAllowed() {
    var refused =
        new Examination()
            .policy(new APolicy().keys(KeyType.EC_P384, KeyType.RSA_4096))
            .refused(new HeldRequest.Builder());
    assertThat(refused.faults().getFirst().message())
        .contains("EC P-256")
        .contains("EC P-384, RSA 4096");
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"RSA_3072", "RSA_4096"})
  @DisplayName(
      "S-ENROLL-13 S-ENROLL-02 a sound key of every allowed type is taken, and its signature verified")
  void allowed(KeyType type) {
    var policy = new APolicy().keys(type);
    var pair = Keys.generate(type);
    var good = new HeldRequest.Builder().keyPair(pair);
    assertThat(new Examination().policy(policy).checked(good).content().publicKey())
        .isEqualTo(Keys.info(pair.getPublic()));
    var bad = new HeldRequest.Builder().keyPair(pair).corruptSignature();
    assertThat(new Examination().policy(policy).refused(bad).reason())
        .isEqualTo("proof-of-possession-failed");
  }

  static Stream<Arguments> unproven() {
    return Stream.of(
        arguments(new HeldRequest.Builder().corruptSignature(), "proof-of-possession-failed"),
        arguments(
            new HeldRequest.Builder().signedWith(Keys.generate(KeyType.EC_P256)),
            "proof-of-possession-failed"),
        arguments(new HeldRequest.Builder().signedWith(RSA), "proof-of-possession-failed"),
        arguments(
            new HeldRequest.Builder().signatureAlgorithm("SHA1withECDSA"),
            "signature-algorithm-weak"),
        arguments(
            new HeldRequest.Builder().keyPair(RSA).signatureAlgorithm("MD5withRSA"),
            "signature-algorithm-weak"),
        arguments(
            new HeldRequest.Builder().keyPair(RSA).signatureAlgorithm("SHA1withRSA"),
            "signature-algorithm-weak"),
        arguments(
            new HeldRequest.Builder().signatureAlgorithm("SHA224withECDSA"),
            "signature-algorithm-weak"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  @DisplayName("A-21 S-ENROLL-02 a request that does not prove possession of its key is refused")
  void unproven(HeldRequest.Builder request, String reason) {
    var refused = new Examination().refused(request);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(Examination.fields(refused)).containsExactly("signature");
  }

  @Test
  @DisplayName("A-22 RSA moduli with close, small, equal or no factors are found")
  void factors() {
    var random = new Random(1);
    var p = BigInteger.probablePrime(1024, random);
    var close = p.multiply(p.add(BigInteger.ONE.shiftLeft(500)).nextProbablePrime());
    assertThat(RsaStrength.factorable(close)).isTrue();
    assertThat(RsaStrength.factorable(p.multiply(p))).isTrue();
    assertThat(RsaStrength.factorable(BigInteger.probablePrime(2048, random))).isTrue();
    assertThat(RsaStrength.problem(N.clearBit(0), E)).isPresent();
    for (int factor : new int[] {3, 5, 17, 751}) {
      var odd = N.shiftLeft(1).divide(BigInteger.valueOf(factor)).setBit(0);
      assertThat(RsaStrength.factorable(odd.multiply(BigInteger.valueOf(factor)))).isTrue();
    }
    assertThat(RsaStrength.factorable(N)).isFalse();
    assertThat(RsaStrength.factorable(modulus(3072))).isFalse();
    assertThat(RsaStrength.problem(N, E)).isEmpty();
  }

  @Test
  @DisplayName("A-22 a modulus that can be factored is refused, one of a refused size is not tried")
  void factorable() {
    var p = BigInteger.probablePrime(1024, new Random(3)).setBit(1023).setBit(1022);
    var square = new HeldRequest.Builder().keyPair(EC).publicKey(rsa(p.multiply(p), E));
    assertThat(new Examination().refused(square).reason()).isEqualTo("weak-key");
    var huge = rsa(BigInteger.ONE.shiftLeft(16383).add(BigInteger.ONE), E);
    var refused = new Examination().refused(new HeldRequest.Builder().keyPair(EC).publicKey(huge));
    assertThat(refused.reason()).isEqualTo("key-type-not-allowed");
    assertThat(refused.faults()).hasSize(1);
  }

  @Test
  @DisplayName(
      "A-22 primes of the ROCA form k·M + (65537^a mod M) are found, ordinary ones are not")
  void roca() {
    var random = new Random(2);
    // M of the generator's keys of 2048 bits: the product of the first 126 primes.
    var product = BigInteger.ONE;
    var prime = BigInteger.ONE;
    for (int i = 0; i < 126; i++) {
      prime = prime.nextProbablePrime();
      product = product.multiply(prime);
    }
    for (int i = 0; i < 3; i++) {
      var modulus = rocaPrime(product, random).multiply(rocaPrime(product, random));
      assertThat(modulus.bitLength()).isBetween(2040, 2048);
      assertThat(RocaFingerprint.of(modulus)).isTrue();
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(RocaFingerprint.of(new BigInteger(2048, random).setBit(0))).isFalse();
    }
    assertThat(RocaFingerprint.of(N)).isFalse();
  }

  private static BigInteger rocaPrime(BigInteger product, Random random) {
    while (true) {
      var k = new BigInteger(1024 - product.bitLength(), random).setBit(1023 - product.bitLength());
      var candidate = k.multiply(product).add(E.modPow(new BigInteger(64, random), product));
      if (candidate.isProbablePrime(30)) {
        return candidate;
      }
    }
  }
}
