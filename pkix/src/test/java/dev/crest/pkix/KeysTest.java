package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final Set<String> KEY_LABELS =
      Set.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
  // RFC 8410 §10.1 and §10.3.
  private static final String RFC8410_PUBLIC =
      "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
  private static final String RFC8410_PRIVATE =
      "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
  private static final String RFC8410_PRIVATE_V2 =
      "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"
          + "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB"
          + "Z9w7lshQhqowtrbLDFw4rXAxZuE=";

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static byte[] file(String name) {
    return LenientDecoder.all(Golden.bytes("key/" + name), KEY_LABELS).getFirst().der().bytes();
  }

  private static boolean belongTogether(PrivateKey key, SubjectPublicKeyInfo info) {
    var algorithm = Signatures.algorithmFor(KeyType.of(info).orElseThrow());
    return Signatures.verify(info, algorithm, MESSAGE, Signatures.sign(key, algorithm, MESSAGE));
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("every type is generated, written, read and of that type")
  void everyType(KeyType type) {
    var pair = Keys.generate(type);
    var info = Keys.info(pair.getPublic());
    assertThat(KeyType.of(info)).contains(type);
    assertThat(Keys.info(Keys.read(info))).isEqualTo(info);
    var written = Keys.pkcs8(pair.getPrivate());
    assertThat(belongTogether(Keys.readPrivate(written), info)).isTrue();
    assertThat(Keys.pkcs8(Keys.readPrivate(written))).isEqualTo(written);
    assertThat(Keys.generate(type).getPublic()).isNotEqualTo(pair.getPublic());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"RSA_3072", "RSA_4096"})
  @DisplayName("keys of the fall-back provider sign, verify and are written in the same form")
  void fallBack(KeyType type) throws Exception {
    var generator = KeyPairGenerator.getInstance(Keys.jca(type), Providers.bouncyCastle());
    type.bits().ifPresent(generator::initialize);
    var pair = generator.generateKeyPair();
    var info = Keys.info(pair.getPublic());
    var scheme = SignatureScheme.of(type);
    var signature = scheme.sign(pair.getPrivate(), MESSAGE);
    assertThat(scheme.verify(pair.getPublic(), MESSAGE, 0, 3, signature)).isTrue();
    assertThat(Signatures.verify(info, scheme.identifier(), MESSAGE, signature)).isTrue();
    var native1 = Keys.readPrivate(Keys.pkcs8(pair.getPrivate()));
    assertThat(Keys.pkcs8(native1)).isEqualTo(Keys.pkcs8(pair.getPrivate()));
    assertThat(scheme.verify(pair.getPublic(), MESSAGE, 0, 3, scheme.sign(native1, MESSAGE)))
        .isTrue();
  }

  @Test
  @DisplayName("the native provider loads here and does all but Ed448")
  void nativeProvider() {
    var conscrypt = Providers.conscrypt().orElseThrow();
    for (var type : KeyType.values()) {
      var expected = type == KeyType.ED448 ? Providers.bouncyCastle() : conscrypt;
      assertThat(Providers.of(Keys.generate(type).getPrivate()))
          .as(type.title())
          .contains(expected);
    }
    assertThat(Security.getProvider(conscrypt.getName())).isNull();
    assertThat(Security.getProvider("BC")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {RFC8410_PRIVATE, RFC8410_PRIVATE_V2})
  @DisplayName("the Ed25519 keys of RFC 8410 §10.3 are read and written as version 1")
  void rfc8410(String text) {
    var key = Keys.readPrivate(base64(text));
    var info = SubjectPublicKeyInfo.getInstance(base64(RFC8410_PUBLIC));
    assertThat(belongTogether(key, info)).isTrue();
    assertThat(Keys.pkcs8(key)).isEqualTo(base64(RFC8410_PRIVATE));
  }

  @ParameterizedTest
  @CsvSource({"openssl-ecparam.pem, EC", "pkcs1.pem, RSA"})
  @DisplayName("SEC 1 and PKCS#1 keys are read and written as PKCS#8")
  void olderForms(String file, String algorithm) {
    var key = Keys.readPrivate(file(file));
    assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    assertThat(PrivateKeyInfo.getInstance(Keys.pkcs8(key)).getVersion().intValueExact()).isZero();
  }

  @Test
  @DisplayName("PQC-02 ML-DSA keys are read as seed, expanded key or both, and fit together")
  void mlDsaForms() throws Exception {
    var algorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65);
    var pair = Keys.generate(KeyType.ML_DSA_65);
    var info = Keys.info(pair.getPublic());
    var seedForm = Keys.pkcs8(pair.getPrivate());
    var seed = HexFormat.of().formatHex(seedForm).substring(2 * (seedForm.length - 32));
    assertThat(seedForm).hasSize(54);
    var expanded = expanded(HexFormat.of().parseHex(seed));
    var both =
        new DERSequence(
            new ASN1Encodable[] {
              new DEROctetString(HexFormat.of().parseHex(seed)), new DEROctetString(expanded)
            });
    var fromBoth = Keys.readPrivate(new PrivateKeyInfo(algorithm, both).getEncoded());
    var fromExpanded =
        Keys.readPrivate(new PrivateKeyInfo(algorithm, new DEROctetString(expanded)).getEncoded());
    assertThat(belongTogether(fromBoth, info)).isTrue();
    assertThat(belongTogether(fromExpanded, info)).isTrue();
    assertThat(Keys.pkcs8(fromBoth)).isEqualTo(seedForm);
    assertThat(belongTogether(Keys.readPrivate(Keys.pkcs8(fromExpanded)), info)).isTrue();

    expanded[70] ^= 1;
    var apart =
        new DERSequence(
            new ASN1Encodable[] {
              new DEROctetString(HexFormat.of().parseHex(seed)), new DEROctetString(expanded)
            });
    assertRefused(new PrivateKeyInfo(algorithm, apart).getEncoded(), "beside it differ");
    assertRefused(
        new PrivateKeyInfo(algorithm, new DEROctetString(expanded)).getEncoded(), "do not fit");
  }

  private static byte[] expanded(byte[] seed) {
    return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed).getEncoded();
  }

  static Stream<Arguments> badPrivateKeys() throws Exception {
    var p256 =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
    var order = ECNamedCurveTable.getByName("P-256").getN();
    var other = base64(RFC8410_PRIVATE_V2);
    other[other.length - 1] ^= 1;
    var rsa = RSAPrivateKey.getInstance(file("pkcs1.pem"));
    return Stream.of(
        Arguments.of("nothing", new byte[0], "cut off"),
        Arguments.of("an empty SEQUENCE", new byte[] {0x30, 0}, "not a private key"),
        Arguments.of("a request", Golden.bytes("request/good.der"), "not a private key"),
        Arguments.of("EC zero", ec(p256, BigInteger.ZERO), "outside its curve's order"),
        Arguments.of("EC order", ec(p256, order), "outside its curve's order"),
        Arguments.of(
            "EC on secp256k1",
            ec(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1),
                BigInteger.TWO),
            "curve is not known"),
        Arguments.of(
            "EC with two curves",
            new PrivateKeyInfo(
                    p256, new ECPrivateKey(256, BigInteger.TWO, SECObjectIdentifiers.secp384r1))
                .getEncoded(),
            "two different curves"),
        Arguments.of(
            "SEC 1 without a curve",
            new ECPrivateKey(256, BigInteger.TWO).getEncoded(),
            "does not name its curve"),
        Arguments.of("Ed25519 with another public key", other, "differ"),
        Arguments.of(
            "Ed25519 of 31 octets",
            new PrivateKeyInfo(
                    new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                    new DEROctetString(new byte[31]))
                .getEncoded(),
            "length of Ed25519"),
        Arguments.of(
            "ML-DSA seed of 31 octets",
            new PrivateKeyInfo(
                    new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_44),
                    new DERTaggedObject(false, 0, new DEROctetString(new byte[31])))
                .getEncoded(),
            "32 octets"),
        Arguments.of(
            "an unknown algorithm",
            new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_aa), DERNull.INSTANCE)
                .getEncoded(),
            "not known"),
        Arguments.of("RSA of other primes", rsa(rsa, 2, 0), "primes do not make"),
        Arguments.of("RSA of another exponent", rsa(rsa, 0, 2), "do not fit"),
        Arguments.of(
            "RSA without primes",
            new RSAPrivateKey(
                    rsa.getModulus(),
                    rsa.getPublicExponent(),
                    rsa.getPrivateExponent(),
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigInteger.ZERO)
                .getEncoded(),
            "primes do not make"));
  }

  private static byte[] ec(AlgorithmIdentifier algorithm, BigInteger scalar) throws Exception {
    return new PrivateKeyInfo(algorithm, new ECPrivateKey(256, scalar)).getEncoded();
  }

  private static byte[] rsa(RSAPrivateKey key, int addToPrime, int addToExponent) throws Exception {
    return new RSAPrivateKey(
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent().add(BigInteger.valueOf(addToExponent)),
            key.getPrime1().add(BigInteger.valueOf(addToPrime)),
            key.getPrime2(),
            key.getExponent1(),
            key.getExponent2(),
            key.getCoefficient())
        .getEncoded();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPrivateKeys")
  @DisplayName("a private key whose parts do not belong together is refused with its fault")
  void badPrivateKey(String title, byte[] der, String fault) {
    assertRefused(der, fault);
  }

  private static void assertRefused(byte[] der, String fault) {
    assertThatThrownBy(() -> Keys.readPrivate(der))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault)
        .hasNoCause();
  }

  static Stream<Arguments> badPublicKeys() throws Exception {
    var rsaAlgorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    var odd = BigInteger.TWO.pow(2047).add(BigInteger.ONE);
    var e = BigInteger.valueOf(65537);
    return Stream.of(
        request("point-not-on-curve", "not valid"),
        request("point-at-infinity", "not a point"),
        request("point-compressed", "compressed"),
        request("curve-explicit", "explicit curve"),
        request("rsa-modulus-even", "odd number"),
        request("rsa-exponent-1", "3 or more"),
        request("rsa-exponent-even", "odd number"),
        Arguments.of("RSA negative", rsaKey(rsaAlgorithm, odd.negate(), e), "modulus"),
        Arguments.of(
            "RSA of 8193 bits", rsaKey(rsaAlgorithm, odd.shiftLeft(6146).setBit(0), e), "8192"),
        Arguments.of(
            "RSA with an exponent of 300 bits",
            rsaKey(rsaAlgorithm, odd, BigInteger.TWO.pow(299).add(BigInteger.ONE)),
            "exponent"),
        Arguments.of(
            "RSA without NULL",
            rsaKey(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), odd, e),
            "not NULL"),
        Arguments.of(
            "RSA that is no key",
            new SubjectPublicKeyInfo(rsaAlgorithm, new byte[] {0x30, 0}),
            "not an RSA public key"),
        Arguments.of(
            "secp256k1",
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1),
                new byte[65]),
            "not known"),
        Arguments.of("Ed25519 of small order", ed25519(new byte[32]), "not a point"),
        Arguments.of("Ed25519 of 33 octets", ed25519(new byte[33]), "not a point"),
        Arguments.of(
            "Ed25519 with parameters",
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE),
                new byte[32]),
            "not known"),
        Arguments.of(
            "ML-DSA-65 of the length of ML-DSA-44",
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65), new byte[1312]),
            "1952 octets"));
  }

  private static Arguments request(String file, String fault) {
    var request = CertificationRequest.read(Golden.der("request/" + file + ".der"));
    return Arguments.of(file, request.publicKey(), fault);
  }

  private static SubjectPublicKeyInfo rsaKey(
      AlgorithmIdentifier algorithm, BigInteger modulus, BigInteger exponent) throws Exception {
    return new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(modulus, exponent));
  }

  private static SubjectPublicKeyInfo ed25519(byte[] octets) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), octets);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPublicKeys")
  @DisplayName("A-21 an unsound public key is refused with its fault")
  void badPublicKey(String title, SubjectPublicKeyInfo info, String fault) {
    assertThatThrownBy(() -> Keys.read(info))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2047, 2049, 5120})
  @DisplayName("RSA of other sizes has no type but is read, for a policy to refuse")
  void otherModuli(int bits) throws Exception {
    var modulus = BigInteger.TWO.pow(bits - 1).add(BigInteger.ONE);
    var info =
        rsaKey(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            modulus,
            BigInteger.valueOf(65537));
    assertThat(KeyType.of(info)).isEmpty();
    assertThatCode(() -> Keys.read(info)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pbkdf2-aes256.pem", "scrypt-aes256.pem"})
  @DisplayName("keys that openssl encrypted are decrypted")
  void opensslEncrypted(String file) {
    assertThat(Keys.decrypt(file(file), "secret".toCharArray()).getAlgorithm()).isEqualTo("EC");
    assertThatThrownBy(() -> Keys.decrypt(file(file), "Secret".toCharArray()))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("passphrase is wrong")
        .hasNoCause();
  }

  @Test
  @DisplayName("an encrypted key is decrypted with its passphrase only, and each time is new")
  void encrypted() {
    var key = Keys.generate(KeyType.EC_P256).getPrivate();
    var passphrase = "Pa\u00df \u5bc6\u7801 \ud83d\udd11".toCharArray();
    var encrypted = Keys.encrypt(key, passphrase);
    assertThat(Keys.pkcs8(Keys.decrypt(encrypted, passphrase))).isEqualTo(Keys.pkcs8(key));
    assertThat(Keys.encrypt(key, passphrase)).isNotEqualTo(encrypted);
    assertThatThrownBy(() -> Keys.decrypt(encrypted, new char[0]))
        .isInstanceOf(MalformedInput.class);
  }

  static Stream<Arguments> badEncryption() {
    var salt = new byte[16];
    return Stream.of(
        Arguments.of("PBES1", file("pbes1.pem"), "not encrypted with PBES2"),
        Arguments.of("no encryption", Keys.pkcs8(Keys.generate(KeyType.EC_P256).getPrivate()), ""),
        Arguments.of(
            "scrypt of 1 GiB",
            pbes2(MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, 1 << 20, 8, 1)),
            "costs too much"),
        Arguments.of(
            "scrypt of 1000 lanes",
            pbes2(MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, 1 << 14, 8, 1000)),
            "costs too much"),
        Arguments.of(
            "scrypt of nothing",
            pbes2(MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, 0, 8, 1)),
            "costs too much"),
        Arguments.of(
            "PBKDF2 of 2^31 - 1 rounds",
            pbes2(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, Integer.MAX_VALUE)),
            "costs too much"),
        Arguments.of(
            "another derivation",
            pbes2(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE),
            "scrypt or PBKDF2"));
  }

  private static byte[] pbes2(ASN1ObjectIdentifier derivation, ASN1Encodable parameters) {
    var scheme =
        new PBES2Parameters(
            new KeyDerivationFunc(derivation, parameters),
            new EncryptionScheme(
                NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16])));
    return Asn1.encoded(
        new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme), new byte[48]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEncryption")
  @DisplayName("an encryption that is weak, foreign or costs too much is refused")
  void badEncryption(String title, byte[] der, String fault) {
    assertThatThrownBy(() -> Keys.decrypt(der, "secret".toCharArray()))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @Test
  @DisplayName("no damaged private key brings anything but MalformedInput")
  void fuzz() {
    var samples =
        List.of(
            base64(RFC8410_PRIVATE),
            base64(RFC8410_PRIVATE_V2),
            file("openssl-ecparam.pem"),
            Keys.pkcs8(Keys.generate(KeyType.EC_P384).getPrivate()),
            Keys.pkcs8(Keys.generate(KeyType.ML_DSA_44).getPrivate()),
            file("pkcs1.pem"));
    Mutations.feed(samples, 5_000, bytes -> assertThat(Keys.readPrivate(bytes)).isNotNull());
  }

  @Test
  @DisplayName("no damaged encrypted key brings anything but MalformedInput")
  void fuzzEncrypted() {
    var samples = List.of(file("pbkdf2-aes256.pem"), file("scrypt-aes256.pem"));
    Mutations.feed(
        samples, 200, bytes -> assertThat(Keys.decrypt(bytes, "secret".toCharArray())).isNotNull());
  }
}
