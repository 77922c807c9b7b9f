package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.APolicy;
import dev.crest.testkit.HeldRequest;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerKeyGenerationRequestTest {
  private static HeldRequest.Builder request() {
    return new HeldRequest.Builder();
  }

  private static Examination examination() {
    return new Examination().serverkeygen();
  }

  private static SubjectPublicKeyInfo garbage() {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3")), new byte[] {1});
  }

  private static byte[] unsigned() throws Exception {
    var signed = ASN1Sequence.getInstance(request().build().der().bytes());
    return new DERSequence(
            new ASN1Encodable[] {
              signed.getObjectAt(0), signed.getObjectAt(1), new DERBitString(new byte[0])
            })
        .getEncoded("DER");
  }

  @Test
  @DisplayName("S-SKG-02 key and signature of the CSR are ignored: wrong, weak, garbage or empty")
  void ignored() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var weak = generator.generateKeyPair();
    assertThat(examination().checked(request().corruptSignature()).keyToGenerate()).isPresent();
    assertThat(examination().checked(request().publicKey(garbage())).keyToGenerate()).isPresent();
    assertThat(examination().checked(unsigned()).keyToGenerate()).isPresent();
    assertThat(
            examination()
                .checked(request().keyPair(weak).signatureAlgorithm("SHA1withRSA"))
                .keyToGenerate())
        .isPresent();
    assertThat(
            examination()
                .known(Keys.info(weak.getPublic()), KnownKeys.Holder.AUTHORITY)
                .checked(request().keyPair(weak))
                .keyToGenerate())
        .isPresent();
  }

  static Stream<Arguments> keyTypes() {
    return Stream.of(
        arguments("asked for", new APolicy(), KeyType.RSA_2048, KeyType.RSA_2048),
        arguments("asked, not allowed", new APolicy(), KeyType.EC_P521, KeyType.EC_P256),
        arguments(
            "asked, not allowed, policy's default",
            new APolicy().defaultKeyType(KeyType.EC_P384),
            KeyType.EC_P521,
            KeyType.EC_P384),
        arguments(
            "requester does not choose",
            new APolicy().requesterDoesNotChoose().defaultKeyType(KeyType.EC_P384),
            KeyType.RSA_2048,
            KeyType.EC_P384),
        arguments(
            "policy's default not allowed by the profile",
            new APolicy().requesterDoesNotChoose().defaultKeyType(KeyType.RSA_4096),
            KeyType.RSA_2048,
            KeyType.EC_P256),
        arguments(
            "profile's preferred",
            new APolicy().requesterDoesNotChoose().keys(KeyType.EC_P384, KeyType.RSA_2048),
            KeyType.RSA_2048,
            KeyType.EC_P384));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-SKG-03 the type of key is the CSR's, the policy's or the profile's")
  void keyTypes(String name, APolicy policy, KeyType asked, KeyType expected) {
    var checked = examination().policy(policy).checked(request().keyType(asked));
    assertThat(checked.keyToGenerate()).contains(expected);
  }

  @Test
  @DisplayName("A-33 nobody makes the server look for 16384-bit primes")
  void hugeRsa() throws Exception {
    var modulus = BigInteger.ONE.shiftLeft(16383).add(BigInteger.ONE);
    var key =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, BigInteger.valueOf(65537)));
    assertThat(examination().checked(request().publicKey(key)).keyToGenerate())
        .contains(KeyType.EC_P256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.840.113549.1.9.16.2.37",
        "1.2.840.113549.1.9.16.2.54",
        "1.2.840.113549.1.9.15"
      })
  @DisplayName("S-SKG-10 whoever asks for an encrypted key gets a clear no, never the plain key")
  void encryption(String oid) {
    var request =
        request().attribute(new ASN1ObjectIdentifier(oid), new DEROctetString(new byte[] {1}));
    var refused = examination().refused(request);
    assertThat(refused.reason()).isEqualTo("key-encryption-not-available");
    assertThat(refused.faults()).hasSize(1);
    assertThat(new Examination().checked(request)).as("simpleenroll ignores it").isNotNull();
  }

  @Test
  @DisplayName("S-SKG-03 everything else is treated like an enrolment")
  void likeEnrollment() {
    var refused =
        examination()
            .refused(request().dns("*").keyUsage(KeyUsage.keyCertSign).challengePassword("x"));
    assertThat(Examination.fields(refused))
        .containsExactly("extension.key_usage", "san.dns_name", "attribute.challenge_password");
  }

  @Test
  @DisplayName("CERT-12 key usages are judged by the key that is going to be made")
  void keyUsage() {
    var request =
        request()
            .keyType(KeyType.EC_P256)
            .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
    var rsa = new APolicy().requesterDoesNotChoose().keys(KeyType.RSA_2048);
    assertThat(examination().policy(rsa).checked(request).content().keyUsage())
        .hasToString("[KEY_ENCIPHERMENT]");
    assertThat(examination().checked(request).content().keyUsage()).isEmpty();
  }

  @Test
  @DisplayName("a checked request certifies a generated key of its type only, and only once")
  void certifying() {
    var checked = examination().checked(request().keyType(KeyType.EC_P384));
    var wrong = Keys.info(Keys.generate(KeyType.EC_P256).getPublic());
    assertThatThrownBy(() -> checked.certifying(wrong)).isInstanceOf(IllegalStateException.class);
    var generated = Keys.info(Keys.generate(KeyType.EC_P384).getPublic());
    var certified = checked.certifying(generated);
    assertThat(certified.content().publicKey()).isEqualTo(generated);
    assertThat(certified.content().subject()).isEqualTo(checked.content().subject());
    assertThatThrownBy(() -> certified.certifying(generated))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Examination().checked(request()).certifying(generated))
        .isInstanceOf(IllegalStateException.class);
  }
}
