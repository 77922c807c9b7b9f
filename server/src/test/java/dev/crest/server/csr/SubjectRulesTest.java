package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.Names;
import dev.crest.server.auth.ACredential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.policy.APolicy;
import dev.crest.testkit.HeldRequest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectRulesTest {
  private static HeldRequest.Builder request(Subject subject) {
    return new HeldRequest.Builder().subject(subject.name());
  }

  private static Subject named(String commonName) {
    return new Subject().with(BCStyle.CN, commonName);
  }

  private static String subject(CheckedRequest checked) {
    return Names.text(checked.content().subject());
  }

  static Stream<Arguments> refused() {
    var cn = "subject.common_name";
    return Stream.of(
        arguments("NUL", named("device\u0000.evil"), "subject-value", cn),
        arguments("newline", named("device\nadmin"), "subject-value", cn),
        arguments("escape", named("device\u001b[2J"), "subject-value", cn),
        arguments("right-to-left override", named("exe\u202Etxt.device"), "subject-value", cn),
        arguments("zero-width space", named("dev\u200Bice"), "subject-value", cn),
        arguments("bidi isolate", named("dev\u2066ice"), "subject-value", cn),
        arguments("line separator", named("dev\u2028ice"), "subject-value", cn),
        arguments("private use", named("dev\uE000ice"), "subject-value", cn),
        arguments("no-break space", named("dev\u00A0ice"), "subject-value", cn),
        arguments("65 characters", named("a".repeat(65)), "subject-value", cn),
        arguments("10 kB", named("a".repeat(10_000)), "subject-value", cn),
        arguments("two CNs", named("a").with(BCStyle.CN, "admin"), "subject-duplicate", cn),
        arguments(
            "multi-valued RDN",
            named("a")
                .together(
                    new AttributeTypeAndValue(BCStyle.O, new DERUTF8String("o")),
                    new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("u"))),
            "subject-multi-valued",
            "subject"),
        arguments(
            "T61String",
            new Subject().with(BCStyle.CN, new DERT61String("device")),
            "subject-string-type",
            cn),
        arguments(
            "BMPString",
            new Subject().with(BCStyle.CN, new DERBMPString("device")),
            "subject-string-type",
            cn),
        arguments(
            "UniversalString",
            new Subject().with(BCStyle.CN, new DERUniversalString(new byte[] {0, 0, 0, 65})),
            "subject-string-type",
            cn),
        arguments(
            "no string",
            new Subject().with(BCStyle.CN, DERNull.INSTANCE),
            "subject-string-type",
            cn),
        arguments(
            "country of three",
            named("a").with(BCStyle.C, "CHN"),
            "subject-value",
            "subject.country"),
        arguments(
            "country of digits",
            named("a").with(BCStyle.C, "12"),
            "subject-value",
            "subject.country"),
        arguments(
            "serial number not printable",
            named("a").with(BCStyle.SERIALNUMBER, "SN_1"),
            "subject-value",
            "subject.serial_number"),
        arguments(
            "e-mail beyond ASCII",
            named("a").with(BCStyle.EmailAddress, "jürgen@example.com"),
            "subject-value",
            "subject.email"),
        arguments(
            "no e-mail",
            named("a").with(BCStyle.EmailAddress, "root"),
            "subject-value",
            "subject.email"),
        arguments(
            "not listed",
            named("a").with(BCStyle.STREET, "Main Street"),
            "field-not-allowed",
            "subject.street_address"),
        arguments(
            "unknown attribute",
            named("a").with(new ASN1ObjectIdentifier("1.2.3.4"), "x"),
            "field-not-allowed",
            "subject.1.2.3.4"),
        arguments(
            "user id",
            named("a").with(BCStyle.UID, "root"),
            "field-not-allowed",
            "subject.0.9.2342.19200300.100.1.1"),
        arguments("nothing at all", new Subject(), "name-missing", "subject"),
        arguments("only an empty name", named(""), "name-missing", "subject"),
        arguments("only blanks", named("  "), "name-missing", "subject"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-27 such a subject is refused")
  void refused(String name, Subject subject, String reason, String field) {
    var refused = new Examination().refused(request(subject));
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(Examination.fields(refused)).containsExactly(field);
  }

  @Test
  @DisplayName("A-27 a subject of a thousand attributes is refused as a whole")
  void manyAttributes() {
    var subject = named("a");
    for (int i = 0; i < 1000; i++) {
      subject.with(BCStyle.OU, "u" + i);
    }
    assertThat(Examination.fields(new Examination().refused(request(subject))))
        .containsExactly("subject");
  }

  @Test
  @DisplayName("CERT-07 values are encoded anew, in the string types of RFC 5280, order kept")
  void encodings() {
    var subject =
        new Subject()
            .with(BCStyle.SERIALNUMBER, new DERUTF8String("SN-1"))
            .with(BCStyle.EmailAddress, new DERUTF8String("ops@example.com"))
            .with(BCStyle.CN, new DERPrintableString("device"))
            .with(BCStyle.OU, new DERIA5String("unit"))
            .with(BCStyle.OU, new DERPrintableString("under_score"))
            .with(BCStyle.O, new DERUTF8String("Ümlaut, Inc."))
            .with(BCStyle.C, new DERUTF8String("cn"));
    var checked = new Examination().checked(request(subject));
    assertThat(checked.content().subject().getRDNs())
        .extracting(rdn -> rdn.getFirst().getValue().getClass().getSimpleName())
        .containsExactly(
            "DERPrintableString",
            "DERIA5String",
            "DERPrintableString",
            "DERUTF8String",
            "DERUTF8String",
            "DERUTF8String",
            "DERPrintableString");
    assertThat(checked.content().subject().getRDNs())
        .extracting(rdn -> ((ASN1String) rdn.getFirst().getValue()).getString())
        .containsExactly(
            "SN-1", "ops@example.com", "device", "unit", "under_score", "Ümlaut, Inc.", "CN");
  }

  @Test
  @DisplayName("S-RESP-03 an ordinary subject comes out byte for byte as it was asked for")
  void unchanged() throws Exception {
    var subject =
        new Subject()
            .with(BCStyle.C, new DERPrintableString("AU"))
            .with(BCStyle.ST, new DERUTF8String("Some-State"))
            .with(BCStyle.O, new DERUTF8String("Internet Widgits Pty Ltd"))
            .with(BCStyle.CN, new DERPrintableString("device"))
            .name();
    var checked = new Examination().checked(new HeldRequest.Builder().subject(subject));
    assertThat(checked.content().subject().getEncoded("DER")).isEqualTo(subject.getEncoded("DER"));
  }

  @Test
  @DisplayName("empty values are absent, blanks around a value are not part of it")
  void empty() {
    var subject =
        new Subject().with(BCStyle.L, "").with(BCStyle.CN, " device ").with(BCStyle.STREET, " ");
    assertThat(subject(new Examination().checked(request(subject)))).isEqualTo("CN=device");
  }

  @Test
  @DisplayName("64 characters are enough for any script")
  void characters() {
    var name = "设备".repeat(32);
    assertThat(new Examination().checked(request(named(name))).content().subject())
        .isEqualTo(named(name).name());
    assertThat(new Examination().checked(request(named("🏭".repeat(64)))).dropped()).isEmpty();
  }

  @Test
  @DisplayName("several organisational units are one name's business")
  void units() {
    var subject = named("a").with(BCStyle.OU, "one").with(BCStyle.OU, "two");
    assertThat(subject(new Examination().checked(request(subject))))
        .isEqualTo("OU=two,OU=one,CN=a");
  }

  @Test
  @DisplayName("a profile can drop what it does not list, and says so")
  void dropped() {
    var checked =
        new Examination()
            .policy(new APolicy().dropUnlisted())
            .checked(
                request(
                    named("a")
                        .with(BCStyle.STREET, "Main Street")
                        .with(new ASN1ObjectIdentifier("1.2.3"), DERNull.INSTANCE)));
    assertThat(subject(checked)).isEqualTo("CN=a");
    assertThat(checked.dropped()).containsExactly("subject.street_address", "subject.1.2.3");
  }

  @Test
  @DisplayName("S-ENROLL every required attribute that is missing is named")
  void required() {
    var policy =
        new APolicy()
            .subject(SubjectAttribute.ORGANIZATION_UNIT, Include.REQUIRED)
            .subject(SubjectAttribute.STREET_ADDRESS, Include.REQUIRED)
            .subject(SubjectAttribute.COMMON_NAME, Include.REQUIRED);
    var refused =
        new Examination().policy(policy).refused(request(named("a").with(BCStyle.OU, " ")));
    assertThat(refused.reason()).isEqualTo("value-missing");
    assertThat(refused.faults())
        .extracting(fault -> fault.message())
        .containsExactly(
            "Please provide value for subject.organization_unit",
            "Please provide value for subject.street_address");
  }

  private static APolicy organization(Include include, Optional<String> fixed, Source... sources) {
    return new APolicy()
        .subject(
            new SubjectRule(
                SubjectAttribute.ORGANIZATION_NAME,
                include,
                EnumSet.copyOf(List.of(sources)),
                fixed));
  }

  @Test
  @DisplayName(
      "S-ENROLL-10 a fixed value takes the place of the CSR's, which the audit record says")
  void fixed() {
    var policy = organization(Include.REQUIRED, Optional.of("Acme"), Source.FIXED_VALUE);
    var same =
        new Examination()
            .policy(policy)
            .checked(request(new Subject().with(BCStyle.O, "Acme").with(BCStyle.CN, "a")));
    assertThat(subject(same)).isEqualTo("CN=a,O=Acme");
    assertThat(same.dropped()).isEmpty();
    var other =
        new Examination()
            .policy(policy)
            .checked(request(new Subject().with(BCStyle.O, "Evil").with(BCStyle.CN, "a")));
    assertThat(subject(other)).isEqualTo("CN=a,O=Acme");
    assertThat(other.dropped()).containsExactly("subject.organization_name");
    var absent = new Examination().policy(policy).checked(request(named("a")));
    assertThat(subject(absent)).isEqualTo("O=Acme,CN=a");
  }

  @Test
  @DisplayName("where CSR and fixed value are both sources, the fixed value stands in")
  void fixedAsDefault() {
    var policy =
        organization(Include.REQUIRED, Optional.of("Acme"), Source.CSR, Source.FIXED_VALUE);
    var own = new Examination().policy(policy).checked(request(named("a").with(BCStyle.O, "Own")));
    assertThat(subject(own)).isEqualTo("O=Own,CN=a");
    assertThat(subject(new Examination().policy(policy).checked(request(named("a")))))
        .isEqualTo("O=Acme,CN=a");
  }

  @Test
  @DisplayName("a credential supplies a value where the profile takes it from there")
  void supplied() {
    var credential =
        ACredential.passcode("p").registered("subject.organization_name", Match.SUPPLY, "Plant 7");
    var policy = organization(Include.REQUIRED, Optional.empty(), Source.REGISTERED_VALUE);
    var examination = new Examination().policy(policy).credential(credential);
    assertThat(subject(examination.checked(request(named("a"))))).isEqualTo("O=Plant 7,CN=a");
    var other =
        examination.checked(request(new Subject().with(BCStyle.O, "Own").with(BCStyle.CN, "a")));
    assertThat(subject(other)).isEqualTo("CN=a,O=Plant 7");
    assertThat(other.dropped()).containsExactly("subject.organization_name");

    var csrOnly =
        new Examination()
            .credential(credential)
            .checked(request(named("a").with(BCStyle.O, "Own")));
    assertThat(subject(csrOnly)).isEqualTo("O=Own,CN=a");
    assertThat(csrOnly.dropped()).containsExactly("registered value of subject.organization_name");
  }

  @Test
  @DisplayName("a supplied value is judged like any other")
  void suppliedBad() {
    var credential =
        ACredential.passcode("p").registered("subject.organization_name", Match.SUPPLY, "a\u0000b");
    var policy = organization(Include.OPTIONAL, Optional.empty(), Source.REGISTERED_VALUE);
    var refused =
        new Examination().policy(policy).credential(credential).refused(request(named("a")));
    assertThat(Examination.fields(refused)).containsExactly("subject.organization_name");
  }

  @Test
  @DisplayName("a required value that the CSR cannot give is missing, whatever the CSR says")
  void elsewhere() {
    for (var source : List.of(Source.REGISTERED_VALUE, Source.DEVICE_ATTRIBUTE)) {
      var device =
          source == Source.DEVICE_ATTRIBUTE ? Optional.of("owner") : Optional.<String>empty();
      var policy =
          new APolicy()
              .subject(
                  new SubjectRule(
                      SubjectAttribute.ORGANIZATION_NAME,
                      Include.REQUIRED,
                      Set.of(source),
                      Optional.empty(),
                      device));
      var refused =
          new Examination().policy(policy).refused(request(named("a").with(BCStyle.O, "Own")));
      assertThat(refused.reason()).isEqualTo("value-missing");
      assertThat(Examination.fields(refused)).containsExactly("subject.organization_name");
    }
  }

  @Test
  @DisplayName("product.md §8 nobody gets the name of this server")
  void ownName() {
    for (var name : List.of("est.crest.example", "EST.crest.EXAMPLE", "127.0.0.1")) {
      var refused = new Examination().refused(request(named(name)));
      assertThat(refused.reason()).isEqualTo("own-host-name");
      assertThat(Examination.fields(refused)).containsExactly("subject.common_name");
    }
  }

  @Test
  @DisplayName("a uniqueIdentifier is a BIT STRING, or a text that becomes one")
  void uniqueIdentifier() {
    var policy = new APolicy().subject(SubjectAttribute.UNIQUE_IDENTIFIER, Include.OPTIONAL);
    var bits = new DERBitString("id-1".getBytes(StandardCharsets.UTF_8));
    for (var value : List.of(bits, new DERUTF8String("id-1"))) {
      var checked =
          new Examination()
              .policy(policy)
              .checked(request(new Subject().with(BCStyle.UNIQUE_IDENTIFIER, value)));
      assertThat(checked.content().subject())
          .isEqualTo(new Subject().with(BCStyle.UNIQUE_IDENTIFIER, bits).name());
    }
    var binary = new DERBitString(new byte[] {(byte) 0xff, 1});
    assertThat(
            new Examination()
                .policy(policy)
                .refused(request(new Subject().with(BCStyle.UNIQUE_IDENTIFIER, binary)))
                .reason())
        .isEqualTo("subject-string-type");
  }

  @Test
  @DisplayName("S-REENROLL-01 RDN order of the CSR is kept")
  void order() {
    var checked =
        new Examination().checked(request(named("a").with(BCStyle.C, "DE").with(BCStyle.O, "o")));
    assertThat(checked.content().subject()).isEqualTo(new X500Name("CN=a,C=DE,O=o"));
  }
}
