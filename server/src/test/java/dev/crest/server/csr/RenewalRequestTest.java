package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.Renewal.KeyPair;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.APolicy;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RenewalRequestTest {
  private static final X500Name NAME =
      new Subject()
          .with(BCStyle.C, new DERPrintableString("DE"))
          .together(
              new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("Unit")),
              new AttributeTypeAndValue(BCStyle.UID, new DERUTF8String("7")))
          .with(BCStyle.CN, new DERUTF8String("device seven"))
          .name();
  private static final HeldCertificate OLD =
      new HeldCertificate.Builder().subject(NAME).dns("a.example").ip("192.0.2.1").build();
  private static final HeldCertificate WITHOUT_SAN =
      new HeldCertificate.Builder().subject(NAME).build();

  private static Examination renewing() {
    return new Examination().renewing(OLD);
  }

  private static Examination strictly(HeldCertificate old) {
    return new Examination().policy(new APolicy().strictRenewal()).renewing(old);
  }

  private static HeldRequest.Builder same() {
    return new HeldRequest.Builder().subject(NAME).dns("a.example").ip("192.0.2.1");
  }

  @Test
  @DisplayName(
      "product.md §2 the identity of the old certificate is kept to the byte, the CSR's ignored")
  void keepsIdentity() throws Exception {
    var request =
        new HeldRequest.Builder()
            .subject(new X500Name("CN=another,O=Evil"))
            .dns("*.evil")
            .email("no email");
    var content = renewing().checked(request).content();
    assertThat(content.subject().getEncoded("DER"))
        .isEqualTo(OLD.certificate().subject().getEncoded("DER"));
    assertThat(content.subjectAltNames().orElseThrow().getEncoded("DER"))
        .isEqualTo(
            OLD.certificate()
                .extension(Extension.subjectAlternativeName)
                .orElseThrow()
                .getExtnValue()
                .getOctets());
    assertThat(new Examination().renewing(WITHOUT_SAN).checked(request).content().subjectAltNames())
        .isEmpty();
  }

  @Test
  @DisplayName(
      "S-REENROLL-10 the profile's name rules of today don't change an identity, its keys do")
  void currentProfile() {
    var policy =
        new APolicy()
            .withoutNames()
            .san(SanType.EMAIL, Include.REQUIRED, 1)
            .subject(SubjectAttribute.SERIAL_NUMBER, Include.REQUIRED)
            .keys(KeyType.EC_P384);
    var examination = new Examination().policy(policy).renewing(OLD);
    assertThat(Examination.fields(examination.refused(same()))).containsExactly("public_key");
    assertThat(examination.checked(same().keyType(KeyType.EC_P384)).content().subject())
        .isEqualTo(NAME);
  }

  @Test
  @DisplayName("what is no name is judged on renewal too")
  void otherChecks() {
    var refused = renewing().refused(same().keyUsage(KeyUsage.keyCertSign).challengePassword("x"));
    assertThat(Examination.fields(refused))
        .containsExactly("extension.key_usage", "attribute.challenge_password");
    assertThat(renewing().refused(same().corruptSignature()).reason())
        .isEqualTo("proof-of-possession-failed");
  }

  static Stream<Arguments> identical() {
    var printable =
        new Subject()
            .with(BCStyle.C, new DERUTF8String("de"))
            .together(
                new AttributeTypeAndValue(BCStyle.UID, new DERUTF8String("7")),
                new AttributeTypeAndValue(BCStyle.OU, new DERPrintableString("UNIT")))
            .with(BCStyle.CN, new DERPrintableString("Device  Seven"))
            .name();
    return Stream.of(
        arguments("the very same", OLD, same()),
        arguments(
            "string types, case, spaces, order within an RDN", OLD, same().subject(printable)),
        arguments("no SAN in either", WITHOUT_SAN, new HeldRequest.Builder().subject(NAME)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-REENROLL-01 RFC 7030 strictness takes an identical identity")
  void identical(String name, HeldCertificate old, HeldRequest.Builder request) {
    assertThat(strictly(old).checked(request).content().subject()).isEqualTo(NAME);
  }

  static Stream<Arguments> different() {
    var reversed =
        new Subject()
            .with(BCStyle.CN, "device seven")
            .together(
                new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("Unit")),
                new AttributeTypeAndValue(BCStyle.UID, new DERUTF8String("7")))
            .with(BCStyle.C, "DE")
            .name();
    return Stream.of(
        arguments("RDN order", "subject", OLD, same().subject(reversed)),
        arguments("another subject", "subject", OLD, same().subject(new X500Name("CN=admin"))),
        arguments("empty subject", "subject", OLD, same().subject(new Subject().name())),
        arguments(
            "SAN order",
            "san",
            OLD,
            new HeldRequest.Builder().subject(NAME).ip("192.0.2.1").dns("a.example")),
        arguments("extra SAN", "san", OLD, same().dns("b.example")),
        arguments(
            "case in SAN",
            "san",
            OLD,
            new HeldRequest.Builder().subject(NAME).dns("A.example").ip("192.0.2.1")),
        arguments("SAN missing", "san", OLD, new HeldRequest.Builder().subject(NAME)),
        arguments("SAN added", "san", WITHOUT_SAN, same()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-REENROLL-01 A-31 RFC 7030 strictness refuses any other identity")
  void different(String name, String field, HeldCertificate old, HeldRequest.Builder request) {
    var refused = strictly(old).refused(request);
    assertThat(refused.reason()).isEqualTo("identity-changed");
    assertThat(Examination.fields(refused)).containsExactly(field);
  }

  @Test
  @DisplayName("S-REENROLL-03 a profile asks for the same key, a new one, or either")
  void keyPair() {
    var sameKey = same().keyPair(OLD.keyPair());
    for (var rule : KeyPair.values()) {
      var examination = new Examination().policy(new APolicy().renewedKey(rule)).renewing(OLD);
      if (rule == KeyPair.NEW) {
        assertThat(examination.refused(sameKey).reason()).isEqualTo("key-reused");
      } else {
        assertThat(examination.checked(sameKey)).isNotNull();
      }
      if (rule == KeyPair.SAME) {
        assertThat(examination.refused(same()).reason()).isEqualTo("key-changed");
      } else {
        assertThat(examination.checked(same())).isNotNull();
      }
    }
  }

  @Test
  @DisplayName("where the server makes all keys, no key from elsewhere comes in by renewal")
  void serverSide() {
    var policy = new APolicy().generation(KeypairGeneration.SERVER_SIDE);
    var examination = new Examination().policy(policy).renewing(OLD);
    assertThat(examination.checked(same().keyPair(OLD.keyPair()))).isNotNull();
    assertThat(examination.refused(same()).reason()).isEqualTo("key-not-made-by-server");
  }

  @Test
  @DisplayName(
      "S-REENROLL-03 an RSA key that was certified before is renewed without a new search for factors")
  void sameRsaKey() {
    var old = new HeldCertificate.Builder().keyType(KeyType.RSA_2048).build();
    var request = new HeldRequest.Builder().keyPair(old.keyPair());
    assertThat(new Examination().renewing(old).checked(request).content().publicKey())
        .isEqualTo(old.certificate().publicKeyInfo());
  }
}
