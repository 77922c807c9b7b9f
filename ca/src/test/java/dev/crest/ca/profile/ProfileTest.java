package dev.crest.ca.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Profile.CertificatePolicy;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.KeyUsageRule;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.pkix.KeyType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a profile may not say. */
class ProfileTest {
  private static Arguments row(String name, String field, UnaryOperator<ProfileDraft> fault) {
    return arguments(name, field, fault);
  }

  private static SubjectRule rule(SubjectAttribute attribute, Set<Source> sources, String fixed) {
    return new SubjectRule(attribute, Include.OPTIONAL, sources, Optional.ofNullable(fixed));
  }

  static Stream<Arguments> subjectFaults() {
    var fixed = Set.of(Source.FIXED_VALUE);
    return Stream.of(
        row(
            "an attribute with two rules",
            "subject[1].attribute",
            p ->
                p.subject(
                    rule(SubjectAttribute.COMMON_NAME, Set.of(Source.CSR), null),
                    rule(SubjectAttribute.COMMON_NAME, Set.of(Source.CSR), null))),
        row(
            "an attribute from nowhere",
            "subject[0].sources",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, Set.of(), null))),
        row(
            "a fixed value without that source",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, Set.of(Source.CSR), "x"))),
        row(
            "that source without a fixed value",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, fixed, null))),
        row(
            "an empty fixed value",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, fixed, ""))),
        row(
            "a fixed value that is too long",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, fixed, "x".repeat(65)))),
        row(
            "a country of three letters",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COUNTRY, fixed, "DEU"))),
        row(
            "a serial number that is not printable",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.SERIAL_NUMBER, fixed, "a_b"))),
        row(
            "an e-mail address beyond ASCII",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.EMAIL, fixed, "ä@example.com"))),
        row(
            "a line break in a fixed value",
            "subject[0].fixedValue",
            p -> p.subject(rule(SubjectAttribute.COMMON_NAME, fixed, "a\nb"))),
        row(
            "a copied common name that is not allowed",
            "commonNameToDns",
            p -> p.subject().commonNameToDns(true)),
        row(
            "a SAN form with two rules",
            "subjectAltNames[1].type",
            p ->
                p.names(
                    new SanRule(SanType.DNS, Include.OPTIONAL, 1),
                    new SanRule(SanType.DNS, Include.NO, 0))),
        row(
            "none of a SAN form",
            "subjectAltNames[0].most",
            p -> p.names(new SanRule(SanType.DNS, Include.OPTIONAL, 0))),
        row(
            "101 of a SAN form",
            "subjectAltNames[0].most",
            p -> p.names(new SanRule(SanType.DNS, Include.OPTIONAL, 101))),
        row(
            "a device attribute without its name",
            "subject[0].deviceAttribute",
            p ->
                p.subject(
                    new SubjectRule(
                        SubjectAttribute.COMMON_NAME,
                        Include.OPTIONAL,
                        Set.of(Source.DEVICE_ATTRIBUTE),
                        Optional.empty()))),
        row(
            "a name of an attribute that is no source",
            "subjectAltNames[0].deviceAttribute",
            p -> p.names(san(SanType.DNS, Set.of(Source.CSR), null, "host_name"))),
        row(
            "a name of an attribute with a space",
            "subjectAltNames[0].deviceAttribute",
            p -> p.names(san(SanType.DNS, Set.of(Source.DEVICE_ATTRIBUTE), null, "host name"))),
        row(
            "a SAN form from nowhere",
            "subjectAltNames[0].sources",
            p -> p.names(san(SanType.DNS, Set.of(), null, null))));
  }

  private static SanRule san(
      SanType type, Set<Source> sources, String fixedValue, String deviceAttribute) {
    return new SanRule(
        type,
        Include.OPTIONAL,
        1,
        sources,
        Optional.ofNullable(fixedValue),
        Optional.ofNullable(deviceAttribute));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "DNS, bad_host",
    "DNS, -a.example",
    "IP, 300.1.1.1",
    "URI, no-scheme",
    "EMAIL, nobody",
    "UPN, nobody",
    "REGISTERED_ID, 9.9",
    "HARDWARE_MODULE_NAME, 1.2.3:xyz",
    "HARDWARE_MODULE_NAME, 1.2.3"
  })
  @DisplayName("a fixed SAN is of its form")
  void fixedNames(SanType type, String wrong) {
    var refused =
        catchThrowableOfType(
            InvalidProfile.class,
            () ->
                ProfileDraft.good()
                    .names(san(type, Set.of(Source.FIXED_VALUE), wrong, null))
                    .build());
    assertThat(refused.problems())
        .extracting(InvalidProfile.Problem::field)
        .containsExactly("subjectAltNames[0].fixedValue");
  }

  private static KeyUsageRule usage(Set<KeyUsageBit> required, Set<KeyUsageBit> optional) {
    return new KeyUsageRule(required, optional, true);
  }

  static Stream<Arguments> usageFaults() {
    var sign = KeyUsageBit.DIGITAL_SIGNATURE;
    return Stream.of(
        row(
            "no key usage at all",
            "keyUsage.required",
            p -> p.keyUsage(usage(Set.of(), Set.of(sign)))),
        row(
            "a bit both required and optional",
            "keyUsage.optional",
            p -> p.keyUsage(usage(Set.of(sign), Set.of(sign)))),
        row(
            "CERT-14 keyCertSign",
            "keyUsage",
            p -> p.keyUsage(usage(Set.of(sign, KeyUsageBit.KEY_CERT_SIGN), Set.of()))),
        row(
            "CERT-14 cRLSign, even optional",
            "keyUsage",
            p -> p.keyUsage(usage(Set.of(sign), Set.of(KeyUsageBit.CRL_SIGN)))),
        row(
            "encipherOnly without keyAgreement",
            "keyUsage",
            p -> p.keyUsage(usage(Set.of(sign), Set.of(KeyUsageBit.ENCIPHER_ONLY)))),
        row(
            "CERT-12 only bits that an EC key cannot do",
            "keyUsage.required",
            p -> p.keyUsage(usage(Set.of(KeyUsageBit.KEY_ENCIPHERMENT), Set.of(sign)))),
        row("EKU that is no OID", "extendedKeyUsage.required[0]", p -> p.usages("clientAuth")),
        row(
            "EKU twice",
            "extendedKeyUsage.required[1]",
            p -> p.usages(ExtendedKeyUsages.CLIENT_AUTH, ExtendedKeyUsages.CLIENT_AUTH)),
        row(
            "CERT-15 anyExtendedKeyUsage",
            "extendedKeyUsage.required[0]",
            p -> p.usages("2.5.29.37.0")),
        row(
            "CERT-15 OCSPSigning",
            "extendedKeyUsage.required[0]",
            p -> p.usages("1.3.6.1.5.5.7.3.9")),
        row(
            "CERT-15 timeStamping",
            "extendedKeyUsage.required[0]",
            p -> p.usages("1.3.6.1.5.5.7.3.8")),
        row("S-RA-04 cmcCA", "extendedKeyUsage.required[0]", p -> p.usages("1.3.6.1.5.5.7.3.27")),
        row("S-RA-04 cmcRA", "extendedKeyUsage.required[0]", p -> p.usages("1.3.6.1.5.5.7.3.28")),
        row(
            "S-RA-04 cmcArchive",
            "extendedKeyUsage.required[0]",
            p -> p.usages("1.3.6.1.5.5.7.3.29")),
        row("CERT-15 cmKGA", "extendedKeyUsage.required[0]", p -> p.usages("1.3.6.1.5.5.7.3.32")));
  }

  static Stream<Arguments> otherFaults() {
    var day = Duration.ofDays(1);
    return Stream.of(
        row(
            "a policy that is no OID",
            "certificatePolicies[0].oid",
            p -> p.policies(new CertificatePolicy("x", Optional.empty()))),
        row(
            "a policy twice",
            "certificatePolicies[1].oid",
            p ->
                p.policies(
                    new CertificatePolicy("1.2.3", Optional.empty()),
                    new CertificatePolicy("1.2.3", Optional.empty()))),
        row(
            "a CPS that is no URL",
            "certificatePolicies[0].cpsUri",
            p -> p.policies(new CertificatePolicy("1.2.3", Optional.of("ftp://x/")))),
        row(
            "a notice that is too long",
            "certificatePolicies[0].userNotice",
            p ->
                p.policies(
                    new CertificatePolicy(
                        "1.2.3", Optional.empty(), Optional.of("x".repeat(201))))),
        row(
            "a notice with a line break",
            "certificatePolicies[0].userNotice",
            p -> p.policies(new CertificatePolicy("1.2.3", Optional.empty(), Optional.of("a\nb")))),
        row(
            "a preferred key that is not allowed",
            "keys.preferred",
            p -> p.keys(new KeyRule(EnumSet.of(KeyType.EC_P384), KeyType.EC_P256))),
        row(
            "an unknown signature algorithm",
            "signatureAlgorithm",
            p -> p.signatureAlgorithm("SHA1withRSA")),
        row(
            "usual shorter than min",
            "validity.usual",
            p -> p.validity(new Validity.Span(day, day.multipliedBy(2), day.multipliedBy(3)))),
        row(
            "usual longer than max",
            "validity.usual",
            p -> p.validity(new Validity.Span(day.multipliedBy(4), day, day.multipliedBy(3)))),
        row(
            "less than a minute",
            "validity.min",
            p -> p.validity(new Validity.Span(day, Duration.ofSeconds(59), day))),
        row(
            "more than a hundred years",
            "validity.max",
            p -> p.validity(new Validity.Span(day, day, Duration.ofDays(36_501)))),
        row(
            "A-29 the year 10000",
            "validity.end",
            p -> p.validity(new Validity.Until(Instant.parse("+10000-01-01T00:00:00Z")))),
        row(
            "half a second",
            "validity.end",
            p -> p.validity(new Validity.Until(Instant.parse("2030-01-01T00:00:00.5Z")))),
        row("CERT-02 15 serial octets", "serialOctets", p -> p.serialOctets(15)),
        row("CERT-02 21 serial octets", "serialOctets", p -> p.serialOctets(21)),
        row(
            "a negative renewal window",
            "renewal.windowBefore",
            p -> p.renewal(renewal(Renewal.When.ANY_TIME, day.negated(), day))),
        row(
            "only in a window of nothing",
            "renewal.windowBefore",
            p -> p.renewal(renewal(Renewal.When.ONLY_IN_WINDOW, Duration.ZERO, day))),
        row(
            "a negative grace",
            "renewal.expiredGrace",
            p -> p.renewal(renewal(Renewal.When.ANY_TIME, day, day.negated()))));
  }

  private static Renewal renewal(Renewal.When when, Duration window, Duration grace) {
    return new Renewal(when, window, grace, Renewal.KeyPair.EITHER);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"subjectFaults", "usageFaults", "otherFaults"})
  @DisplayName("a profile that contradicts itself is refused, the field being named")
  void refusesBadProfiles(String name, String field, UnaryOperator<ProfileDraft> fault) {
    var refused =
        catchThrowableOfType(InvalidProfile.class, () -> fault.apply(ProfileDraft.good()).build());
    assertThat(refused.problems()).extracting(InvalidProfile.Problem::field).contains(field);
  }

  @Test
  @DisplayName("everything wrong with a profile is said at once")
  void namesEveryProblem() {
    assertThatThrownBy(() ->
            ProfileDraft.good()
                .serialOctets(4)
                .usages("2.5.29.37.0", "1.3.6.1.5.5.7.3.9")
                .signatureAlgorithm("md5")
                .build())
        .isInstanceOfSatisfying(
            InvalidProfile.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(InvalidProfile.Problem::field)
                    .containsExactlyInAnyOrder(
                        "extendedKeyUsage.required[0]",
                        "extendedKeyUsage.required[1]",
                        "signatureAlgorithm",
                        "serialOctets"));
  }

  @Test
  @DisplayName("a profile cannot be changed through what it was made of")
  void isImmutable() {
    var allowed = EnumSet.of(KeyType.EC_P256);
    var profile = ProfileDraft.good().keys(new KeyRule(allowed, KeyType.EC_P256)).build();
    allowed.add(KeyType.RSA_4096);
    profile.keys().allowed().add(KeyType.ED448);
    assertThat(profile.keys().allowed()).containsExactly(KeyType.EC_P256);
  }

  @Test
  @DisplayName(
      "the shipped device profiles demand no attribute and allow all that openssl req asks for")
  void shippedDeviceProfiles() {
    for (var profile :
        List.of(ShippedProfiles.deviceClient(), ShippedProfiles.deviceClientAndServer())) {
      assertThat(profile.subject())
          .extracting(SubjectRule::attribute)
          .containsExactlyInAnyOrder(
              SubjectAttribute.COUNTRY,
              SubjectAttribute.STATE,
              SubjectAttribute.LOCALITY,
              SubjectAttribute.ORGANIZATION_NAME,
              SubjectAttribute.ORGANIZATION_UNIT,
              SubjectAttribute.COMMON_NAME,
              SubjectAttribute.SERIAL_NUMBER,
              SubjectAttribute.EMAIL);
      assertThat(profile.subject()).extracting(SubjectRule::include).containsOnly(Include.OPTIONAL);
    }
    assertThat(ShippedProfiles.server().extendedKeyUsage().required())
        .containsExactly(ExtendedKeyUsages.SERVER_AUTH);
  }
}
