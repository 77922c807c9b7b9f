package dev.crest.ca.issuance;

import static dev.crest.ca.TestAuthority.content;
import static dev.crest.ca.TestAuthority.dns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.TestAuthority;
import dev.crest.ca.issuance.NotIssuable.Finding;
import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.CertificatePolicy;
import dev.crest.ca.profile.Profile.ExtendedKeyUsageRule;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.KeyUsageRule;
import dev.crest.ca.profile.ProfileDraft;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.ca.profile.SignatureAlgorithms;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.TurnableClock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into a certificate: names, usages, addresses. */
class IssuerContentTest {
  private static final TestAuthority AUTHORITY =
      new TestAuthority(KeyType.EC_P256, TurnableClock.atPresent());

  private static Certificate issue(Profile profile, CertificateContent content) {
    return AUTHORITY.issuer.prepare(profile, content).sign();
  }

  private static List<Finding> refused(Profile profile, CertificateContent content) {
    return catchThrowableOfType(NotIssuable.class, () -> AUTHORITY.issuer.prepare(profile, content))
        .findings();
  }

  private static CertificateContent subject(ASN1ObjectIdentifier type, ASN1Encodable value) {
    var plain = content("CN=x", KeyType.EC_P256);
    return new CertificateContent(
        new X500NameBuilder().addRDN(type, value).build(),
        plain.subjectAltNames(),
        plain.publicKey(),
        Set.of(),
        Set.of(),
        Optional.empty());
  }

  private static ASN1Encodable issuedValue(ASN1ObjectIdentifier type, ASN1Encodable value) {
    var certificate = issue(ShippedProfiles.deviceClient(), subject(type, value));
    return certificate.subject().getRDNs(type)[0].getFirst().getValue();
  }

  @Test
  @DisplayName(
      "CERT-07 a BMPString becomes UTF8String, a country PrintableString, an address IA5String")
  void stringTypes() {
    assertThat(issuedValue(BCStyle.CN, new DERBMPString("Gerät")))
        .isInstanceOfSatisfying(
            ASN1UTF8String.class, text -> assertThat(text.getString()).isEqualTo("Gerät"));
    assertThat(issuedValue(BCStyle.C, new DERUTF8String("DE")))
        .isInstanceOf(ASN1PrintableString.class);
    assertThat(issuedValue(BCStyle.SERIALNUMBER, new DERUTF8String("1-2")))
        .isInstanceOf(ASN1PrintableString.class);
    assertThat(issuedValue(BCStyle.EmailAddress, new DERUTF8String("a@b.example")))
        .isInstanceOf(ASN1IA5String.class);
  }

  @Test
  @DisplayName("CERT-07 a permitted string type stays what the client wrote")
  void permittedStringTypesStay() {
    assertThat(issuedValue(BCStyle.CN, new DERPrintableString("a")))
        .isInstanceOf(ASN1PrintableString.class);
    assertThat(issuedValue(BCStyle.CN, new DERUTF8String("a"))).isInstanceOf(ASN1UTF8String.class);
  }

  @Test
  @DisplayName("CERT-07 a value that its string type cannot hold is not issued")
  void unwritableValue() {
    assertThat(refused(ShippedProfiles.deviceClient(), subject(BCStyle.C, new DERUTF8String("ÄÖ"))))
        .extracting(Finding::rule)
        .contains("subject-strings");
  }

  @Test
  @DisplayName(
      "CERT-08 an empty subject has a critical SAN, another one a SAN that is not critical")
  void subjectAltNameCriticality() {
    var device = ShippedProfiles.deviceClient();
    assertThat(san(issue(device, content("", KeyType.EC_P256, dns("a.example")))).isCritical())
        .isTrue();
    assertThat(san(issue(device, content("CN=a", KeyType.EC_P256, dns("a.example")))).isCritical())
        .isFalse();
    assertThat(refused(device, content("", KeyType.EC_P256)))
        .extracting(Finding::rule)
        .containsExactly("subject-presence");
  }

  private static Extension san(Certificate certificate) {
    return certificate.extension(Extension.subjectAlternativeName).orElseThrow();
  }

  @ParameterizedTest(name = "CN={0} beside {1} gives {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "device.example, -, device.example",
        "device, -, device",
        "device.example, other.example, other.example device.example",
        "device.example, DEVICE.example, DEVICE.example",
        "My Device, other.example, other.example",
        "192.0.2.1, other.example, other.example",
        "*.example, other.example, other.example",
        "a_b.example, other.example, other.example"
      })
  @DisplayName("the common name becomes a dNSName where it is a host name and not there already")
  void commonNameToDns(String commonName, String given, String expected) {
    var names = given == null ? new GeneralName[0] : new GeneralName[] {dns(given)};
    var certificate =
        issue(ShippedProfiles.server(), content("CN=" + commonName, KeyType.EC_P256, names));
    assertThat(
            Arrays.stream(certificate.subjectAltName().orElseThrow().getNames())
                .map(name -> name.getName().toString()))
        .containsExactly(expected.split(" "));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "RSA_2048, digitalSignature keyEncipherment",
    "EC_P256, digitalSignature keyAgreement",
    "ED25519, digitalSignature",
    "ML_DSA_65, digitalSignature"
  })
  @DisplayName(
      "CERT-12 bits that a key cannot do are left out, so that one profile serves all keys")
  void keyUsageFitsKey(KeyType type, String expected) {
    var profile =
        ProfileDraft.good()
            .keys(new KeyRule(EnumSet.allOf(KeyType.class), type))
            .keyUsage(
                new KeyUsageRule(
                    Set.of(
                        KeyUsageBit.DIGITAL_SIGNATURE,
                        KeyUsageBit.KEY_ENCIPHERMENT,
                        KeyUsageBit.KEY_AGREEMENT),
                    Set.of(),
                    true))
            .build();
    var extension =
        issue(profile, content("CN=a", type)).extension(Extension.keyUsage).orElseThrow();
    var usage = KeyUsage.getInstance(extension.getParsedValue());
    assertThat(extension.isCritical()).isTrue();
    assertThat(usage.hasUsages(KeyUsage.digitalSignature)).isTrue();
    assertThat(usage.hasUsages(KeyUsage.keyEncipherment))
        .isEqualTo(expected.contains("keyEncipherment"));
    assertThat(usage.hasUsages(KeyUsage.keyAgreement)).isEqualTo(expected.contains("keyAgreement"));
  }

  private static CertificateContent asking(Set<KeyUsageBit> bits, Set<String> usages) {
    var plain = content("CN=a", KeyType.EC_P256);
    return new CertificateContent(
        plain.subject(),
        plain.subjectAltNames(),
        plain.publicKey(),
        bits,
        usages,
        Optional.empty());
  }

  @Test
  @DisplayName("usages asked for are added where the profile allows them")
  void optionalUsages() {
    var profile =
        ProfileDraft.good()
            .extendedKeyUsage(
                new ExtendedKeyUsageRule(
                    List.of(ExtendedKeyUsages.CLIENT_AUTH),
                    List.of("1.3.6.1.5.5.7.3.4", ExtendedKeyUsages.SERVER_AUTH),
                    false))
            .build();
    var certificate =
        issue(
            profile,
            asking(Set.of(KeyUsageBit.KEY_AGREEMENT), Set.of(ExtendedKeyUsages.SERVER_AUTH)));
    assertThat(certificate.extendedKeyUsage())
        .extracting(ASN1ObjectIdentifier::getId)
        .containsExactlyInAnyOrder(ExtendedKeyUsages.CLIENT_AUTH, ExtendedKeyUsages.SERVER_AUTH);
    var usage =
        KeyUsage.getInstance(
            certificate.extension(Extension.keyUsage).orElseThrow().getParsedValue());
    assertThat(usage.hasUsages(KeyUsage.digitalSignature | KeyUsage.keyAgreement)).isTrue();
  }

  @Test
  @DisplayName("A-25 what goes beyond the profile is refused, all of it named")
  void beyondTheProfile() {
    var rsaOnly =
        ProfileDraft.good()
            .keys(new KeyRule(EnumSet.of(KeyType.RSA_2048), KeyType.RSA_2048))
            .signatureAlgorithm("sha256WithRSAEncryption")
            .build();
    assertThat(
            refused(
                rsaOnly,
                asking(
                    Set.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.DATA_ENCIPHERMENT),
                    Set.of(ExtendedKeyUsages.CMC_RA))))
        .extracting(Finding::message)
        .containsExactlyInAnyOrder(
            "the profile does not allow such a key",
            "the profile does not allow keyCertSign",
            "the profile does not allow dataEncipherment",
            "the profile does not allow the extended key usage id-kp-cmcRA",
            "the profile wants sha256WithRSAEncryption, which this CA's key cannot do; it signs with"
                + " ecdsa-with-SHA256");
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"a_b.example", "*.example", "a.example.", " ", "192.0.2.1"})
  @DisplayName("CERT-09 a dNSName that is no host name is not issued")
  void badHostNames(String name) {
    assertThat(refused(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256, dns(name))))
        .extracting(Finding::rule)
        .containsExactly("dns-name");
  }

  @Test
  @DisplayName("CERT-09 good names of every form are issued")
  void goodNames() {
    var names =
        new GeneralName[] {
          dns("xn--bcher-kva.example"),
          new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
          new GeneralName(GeneralName.iPAddress, "2001:db8::1"),
          new GeneralName(GeneralName.uniformResourceIdentifier, "urn:dev:mac:0024befffe804ff1"),
          new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/device/1"),
          new GeneralName(GeneralName.uniformResourceIdentifier, "https://[2001:db8::1]:8443/x"),
          new GeneralName(GeneralName.rfc822Name, "alice+device@mail.example"),
          new GeneralName(GeneralName.registeredID, "1.2.3.4")
        };
    var certificate =
        issue(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256, names));
    assertThat(certificate.subjectAltName()).contains(new GeneralNames(names));
  }

  @Test
  @DisplayName(
      "CERT-13 an end entity has no basicConstraints, or an empty one where the profile says so")
  void basicConstraints() {
    var without = issue(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256));
    assertThat(without.extension(Extension.basicConstraints)).isEmpty();
    var with =
        issue(ProfileDraft.good().basicConstraints(true).build(), content("CN=a", KeyType.EC_P256));
    assertThat(with.extension(Extension.basicConstraints).orElseThrow().getExtnValue().getOctets())
        .containsExactly(0x30, 0);
  }

  @Test
  @DisplayName("CERT-17 CDP and AIA are there where there are URLs, not critical, and not else")
  void publication() {
    var certificate = issue(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256));
    assertThat(certificate.extension(Extension.cRLDistributionPoints).orElseThrow().isCritical())
        .isFalse();
    assertThat(certificate.extension(Extension.authorityInfoAccess).orElseThrow().isCritical())
        .isFalse();
    var unpublished =
        AUTHORITY
            .rootIssuer
            .prepare(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256))
            .sign();
    assertThat(unpublished.extension(Extension.cRLDistributionPoints)).isEmpty();
    assertThat(unpublished.extension(Extension.authorityInfoAccess)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a/1.crl", "ldap://a/1", "file:///1.crl", "a/1.crl", "http:///x"})
  @DisplayName("CERT-17 only plain http URLs are published")
  void publicationUrls(String url) {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> new PublicationUrls(Optional.of(url), Optional.empty(), Optional.empty())))
        .hasMessageContaining("plain http");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512"})
  @DisplayName("CERT-01 the signature is made with the algorithm of the profile")
  void explicitAlgorithm(String name) {
    var certificate =
        issue(
            ProfileDraft.good().signatureAlgorithm(name).build(), content("CN=a", KeyType.EC_P256));
    assertThat(certificate.signatureAlgorithm())
        .isEqualTo(SignatureAlgorithms.identifier(name).orElseThrow());
    assertThat(certificate.isSignedBy(AUTHORITY.issuer.certificate())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(ShippedTemplate.class)
  @DisplayName("every shipped template issues to whoever has a common name and a serial number")
  void shippedTemplates(ShippedTemplate template) {
    var certificate =
        issue(template.content(), content("CN=a.example,SERIALNUMBER=4711", KeyType.EC_P256));
    assertThat(certificate.isSignedBy(AUTHORITY.issuer.certificate())).isTrue();
    assertThat(ShippedTemplate.of(template.key())).contains(template);
    assertThat(template.id()).matches("[0-9a-f-]{36}");
  }

  @Test
  @DisplayName("certificate policies are written with their CPS and notice")
  void policies() {
    var profile =
        ProfileDraft.good()
            .policies(
                new CertificatePolicy("1.2.3.4", Optional.of("https://pki.example/cps")),
                new CertificatePolicy("1.2.3.5", Optional.empty()),
                new CertificatePolicy(
                    "1.2.3.6", Optional.of("http://pki.example/"), Optional.of("Nur für Geräte")))
            .build();
    var certificate = issue(profile, content("CN=a", KeyType.EC_P256));
    assertThat(certificate.extension(Extension.certificatePolicies).orElseThrow().isCritical())
        .isFalse();
  }
}
