package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.server.policy.APolicy;
import dev.crest.server.refusal.Kind;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedExtensionsTest {
  private static final ASN1ObjectIdentifier PKCS9 =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.14");
  private static final ASN1ObjectIdentifier MICROSOFT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");
  private static final ASN1ObjectIdentifier CHALLENGE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.7");

  private static final ASN1ObjectIdentifier LINKING =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");

  private static HeldRequest.Builder request() {
    return new HeldRequest.Builder();
  }

  private static ASN1ObjectIdentifier oid(String text) {
    return new ASN1ObjectIdentifier(text);
  }

  private static DERSequence extensions(ASN1Encodable... extensions) {
    return new DERSequence(extensions);
  }

  private static DERSequence san() {
    return new DERSequence(
        new ASN1Encodable[] {
          Extension.subjectAlternativeName,
          new DEROctetString(
              encoded(new GeneralNames(new GeneralName(GeneralName.dNSName, "a.example"))))
        });
  }

  private static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> refused() {
    var attribute = "attribute.extension_request";
    var constraints = "extension.basic_constraints";
    var usage = "extension.key_usage";
    var extended = "extension.extended_key_usage";
    return Stream.of(
        arguments(
            "CA:TRUE",
            constraints,
            request().extension(Extension.basicConstraints, true, new BasicConstraints(true))),
        arguments(
            "CA:TRUE, not critical",
            constraints,
            request().extension(Extension.basicConstraints, false, new BasicConstraints(true))),
        arguments(
            "pathLen",
            constraints,
            request().extension(Extension.basicConstraints, true, new BasicConstraints(0))),
        arguments(
            "basicConstraints malformed",
            constraints,
            request().extension(Extension.basicConstraints, false, DERNull.INSTANCE)),
        arguments(
            "keyCertSign",
            usage,
            request().keyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature)),
        arguments("cRLSign", usage, request().keyUsage(KeyUsage.cRLSign)),
        arguments("inverted key usage", usage, request().keyUsage(KeyUsage.dataEncipherment)),
        arguments(
            "key usage that the key cannot do",
            usage,
            request().keyUsage(KeyUsage.keyEncipherment)),
        arguments("no key usage bit", usage, request().keyUsage(0)),
        arguments(
            "key usage malformed",
            usage,
            request().extension(Extension.keyUsage, true, DERNull.INSTANCE)),
        arguments(
            "OCSPSigning", extended, request().extendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)),
        arguments(
            "OCSPSigning beside clientAuth",
            extended,
            request()
                .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_OCSPSigning)),
        arguments("cmcRA", extended, request().extendedKeyUsage(KeyPurposeId.id_kp_cmcRA)),
        arguments("cmcCA", extended, request().extendedKeyUsage(KeyPurposeId.id_kp_cmcCA)),
        arguments(
            "cmcArchive", extended, request().extendedKeyUsage(KeyPurposeId.id_kp_cmcArchive)),
        arguments(
            "cmKGA",
            extended,
            request()
                .extension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(oid("1.3.6.1.5.5.7.3.32"))))),
        arguments(
            "timeStamping", extended, request().extendedKeyUsage(KeyPurposeId.id_kp_timeStamping)),
        arguments(
            "anyExtendedKeyUsage",
            extended,
            request().extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage)),
        arguments(
            "codeSigning alone",
            extended,
            request().extendedKeyUsage(KeyPurposeId.id_kp_codeSigning)),
        arguments(
            "EKU empty",
            extended,
            request().extension(Extension.extendedKeyUsage, false, new DERSequence())),
        arguments(
            "EKU malformed",
            extended,
            request().extension(Extension.extendedKeyUsage, false, DERNull.INSTANCE)),
        arguments(
            "critical nameConstraints",
            "extension.name_constraints",
            request().extension(Extension.nameConstraints, true, anything())),
        arguments(
            "critical CT poison",
            "extension.1.3.6.1.4.1.11129.2.4.3",
            request().extension(oid("1.3.6.1.4.1.11129.2.4.3"), true, DERNull.INSTANCE)),
        arguments(
            "critical unknown",
            "extension.1.2.3.4",
            request().extension(oid("1.2.3.4"), true, DERNull.INSTANCE)),
        arguments(
            "an extension twice",
            attribute,
            request()
                .extension(oid("1.2.3.4"), false, DERNull.INSTANCE)
                .extension(oid("1.2.3.4"), false, DERNull.INSTANCE)),
        arguments(
            "both attributes",
            attribute,
            request().dns("a.example").attribute(MICROSOFT, extensions(san()))),
        arguments(
            "attribute twice",
            attribute,
            request().attribute(PKCS9, extensions(san())).attribute(PKCS9, extensions(san()))),
        arguments(
            "two values", attribute, request().attribute(PKCS9, extensions(san()), extensions())),
        arguments("no value", attribute, request().attribute(PKCS9)),
        arguments("no extensions inside", attribute, request().attribute(PKCS9, DERNull.INSTANCE)),
        arguments(
            "challengePassword twice",
            "attribute.challenge_password",
            request().challengePassword("").challengePassword("")),
        arguments(
            "estIdentityLinking with two values",
            "attribute.est_identity_linking",
            request().attribute(LINKING, new DERPrintableString(""), new DERUTF8String(""))),
        arguments(
            "estIdentityLinking without value",
            "attribute.est_identity_linking",
            request().attribute(LINKING)),
        arguments("hundred extensions", attribute, hundredExtensions()));
  }

  private static NameConstraints anything() {
    return new NameConstraints(
        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, ""))}, null);
  }

  private static HeldRequest.Builder hundredExtensions() {
    var request = request();
    for (int i = 1; i <= 100; i++) {
      request.extension(oid("1.2.3." + i), false, DERNull.INSTANCE);
    }
    return request;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-25 A-28 S-ENROLL-04 S-ENROLL-05 S-RA-04 CERT-14 CERT-15 such a wish is refused")
  void refused(String name, String field, HeldRequest.Builder request) {
    var policy =
        new APolicy().optionalKeyUsage(KeyUsageBit.KEY_ENCIPHERMENT).optionalExtendedKeyUsage();
    assertThat(Examination.fields(new Examination().policy(policy).refused(request)))
        .containsOnly(field);
  }

  @Test
  @DisplayName("A-28 a challengePassword of two values or none is refused by its name")
  void challengeValues() {
    var two = request().attribute(CHALLENGE, new DERPrintableString(""), new DERUTF8String(""));
    for (var request : List.of(two, request().attribute(CHALLENGE))) {
      var refused = new Examination().refused(request);
      assertThat(refused.kind()).isEqualTo(Kind.INVALID);
      assertThat(refused.reason()).isEqualTo("attribute-repeated");
      assertThat(Examination.fields(refused)).containsExactly("attribute.challenge_password");
    }
  }

  static Stream<Arguments> leftOut() {
    return Stream.of(
        arguments(Extension.subjectKeyIdentifier, "extension.subject_key_identifier"),
        arguments(Extension.authorityKeyIdentifier, "extension.authority_key_identifier"),
        arguments(Extension.certificatePolicies, "extension.certificate_policies"),
        arguments(Extension.policyMappings, "extension.policy_mappings"),
        arguments(Extension.policyConstraints, "extension.policy_constraints"),
        arguments(Extension.inhibitAnyPolicy, "extension.inhibit_any_policy"),
        arguments(Extension.nameConstraints, "extension.name_constraints"),
        arguments(Extension.issuerAlternativeName, "extension.issuer_alternative_name"),
        arguments(Extension.subjectDirectoryAttributes, "extension.subject_directory_attributes"),
        arguments(Extension.cRLDistributionPoints, "extension.crl_distribution_points"),
        arguments(Extension.freshestCRL, "extension.freshest_crl"),
        arguments(Extension.authorityInfoAccess, "extension.authority_information_access"),
        arguments(Extension.subjectInfoAccess, "extension.subject_information_access"),
        arguments(oid("1.3.6.1.5.5.7.1.24"), "extension.1.3.6.1.5.5.7.1.24"),
        arguments(oid("1.3.6.1.4.1.11129.2.4.2"), "extension.1.3.6.1.4.1.11129.2.4.2"),
        arguments(oid("1.3.6.1.5.5.7.48.1.5"), "extension.1.3.6.1.5.5.7.48.1.5"),
        arguments(oid("1.3.6.1.4.1.311.20.2"), "extension.1.3.6.1.4.1.311.20.2"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  @DisplayName(
      "S-ENROLL-04 A-25 every other extension of RFC 5280 is survived, never copied, and reported")
  void leftOut(ASN1ObjectIdentifier extension, String field) {
    var checked =
        new Examination().checked(request().extension(extension, false, DERNull.INSTANCE));
    assertThat(checked.dropped()).containsExactly(field);
    assertThat(checked.content().subjectAltNames()).isEmpty();
    assertThat(checked.content().extendedKeyUsage()).isEmpty();
  }

  @Test
  @DisplayName("CERT-13 CA:FALSE is what is true anyway")
  void noAuthority() {
    for (boolean critical : new boolean[] {true, false}) {
      var checked =
          new Examination()
              .checked(
                  request()
                      .extension(
                          Extension.basicConstraints, critical, new BasicConstraints(false)));
      assertThat(checked.dropped()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.3.6.1.1.1.1.22",
        "2.5.4.5",
        "1.2.840.113549.1.9.2",
        "1.3.6.1.4.1.311.13.2.3",
        "1.3.6.1.4.1.311.21.20"
      })
  @DisplayName("S-ENROLL-09 other attributes are ignored, also several of them")
  void otherAttributes(String type) {
    var request =
        request()
            .attribute(oid(type), new DERUTF8String("x"), new DERUTF8String("y"))
            .attribute(oid(type))
            .attribute(oid(type), DERNull.INSTANCE);
    assertThat(new Examination().checked(request).dropped()).isEmpty();
  }

  @Test
  @DisplayName("an extension request without extensions asks for nothing")
  void emptyList() {
    assertThat(
            new Examination()
                .checked(request().attribute(PKCS9, extensions()))
                .content()
                .subjectAltNames())
        .isEmpty();
  }
}
