package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.estwire.EstTarget;
import dev.crest.pkix.KeyType;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdvertisedAttributesTest {
  private static final String CHALLENGE = "1.2.840.113549.1.9.7";
  private static final EnumSet<KeyType> ANY_KEY = EnumSet.of(KeyType.EC_P256, KeyType.RSA_2048);

  private static CertificateManagementPolicy policy(
      EnumSet<KeyType> keys,
      List<SubjectRule> subject,
      List<SanRule> names,
      ChannelBinding binding) {
    var profile =
        new Profile(
            subject,
            names,
            false,
            false,
            new Profile.KeyUsageRule(Set.of(KeyUsageBit.DIGITAL_SIGNATURE), Set.of(), true),
            new Profile.ExtendedKeyUsageRule(List.of("1.3.6.1.5.5.7.3.2"), List.of(), false),
            false,
            List.of(),
            new Profile.KeyRule(keys, keys.iterator().next()),
            Optional.empty(),
            new Profile.Validity.Span(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)),
            16,
            new Profile.Renewal(
                Profile.Renewal.When.ANY_TIME,
                Duration.ZERO,
                Duration.ZERO,
                Profile.Renewal.KeyPair.EITHER));
    return new CertificateManagementPolicy(
        "IOT_b0c9be31-6160-4fc5-9041-84b71a4c02fe",
        "policy",
        "division",
        "account",
        true,
        false,
        Set.of(Method.EST),
        Model.CERTIFICATE_ISSUANCE,
        List.of(),
        false,
        Optional.of("authentication"),
        Restrictions.none(),
        "profile",
        profile,
        "authority",
        KeypairGeneration.LOCAL,
        Optional.empty(),
        false,
        Reenrollment.KEEP_IDENTITY,
        binding,
        Duration.ofMinutes(10));
  }

  private static SubjectRule rule(SubjectAttribute attribute, Include include, Source... sources) {
    var fixed =
        Arrays.asList(sources).contains(Source.FIXED_VALUE)
            ? Optional.of("fixed")
            : Optional.<String>empty();
    var device =
        Arrays.asList(sources).contains(Source.DEVICE_ATTRIBUTE)
            ? Optional.of("name")
            : Optional.<String>empty();
    return new SubjectRule(attribute, include, Set.of(sources), fixed, device);
  }

  private static CsrAttributes keys(KeyType first, KeyType... rest) {
    return read(policy(EnumSet.of(first, rest), List.of(), List.of(), ChannelBinding.OPTIONAL));
  }

  private static CsrAttributes subject(SubjectRule... rules) {
    return read(policy(ANY_KEY, List.of(rules), List.of(), ChannelBinding.OPTIONAL));
  }

  private static CsrAttributes names(SanRule... rules) {
    return read(policy(ANY_KEY, List.of(), List.of(rules), ChannelBinding.OPTIONAL));
  }

  /** What a client reads of what is written, so that every case passes the writer's rules. */
  private static CsrAttributes read(CertificateManagementPolicy policy) {
    return CsrAttributes.read(AdvertisedAttributes.of(policy).write());
  }

  /** The list of RFC 8951 without the template: OIDs, and attributes as type=values. */
  private static List<String> list(CsrAttributes attributes) {
    return attributes.entries().stream()
        .map(entry ->
            switch (entry) {
              case Entry.Oid(var oid) -> oid.getId();
              case Entry.Attribute(var type, var values) -> type.getId() + "=" + values;
            })
        .filter(text -> !text.startsWith(CertificationRequestInfoTemplate.TYPE.getId() + "="))
        .toList();
  }

  private static CertificationRequestInfoTemplate template(CsrAttributes attributes) {
    return attributes.template().orElseThrow();
  }

  @Test
  @DisplayName("S-ATTR-02 where nothing is required the answer is the empty SEQUENCE")
  void nothing() {
    var policy =
        policy(
            ANY_KEY,
            List.of(rule(SubjectAttribute.COMMON_NAME, Include.OPTIONAL, Source.CSR)),
            List.of(new SanRule(SanType.DNS, Include.OPTIONAL, 5)),
            ChannelBinding.OPTIONAL);
    assertThat(AdvertisedAttributes.of(policy).entries()).isEmpty();
    var reply =
        new CsrAttrs(selector -> policy)
            .answer(
                EdgeRequest.get("csrattrs").request(),
                EstTarget.parse("/.well-known/est/csrattrs").orElseThrow());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(EdgeRequest.text(reply)).isEqualTo("MAA=");
    assertThat(EdgeRequest.header(reply, "Content-Type")).contains("application/csrattrs");
    assertThat(EdgeRequest.header(reply, "Content-Transfer-Encoding")).contains("base64");
    assertThat(EdgeRequest.header(reply, "Cache-Control")).contains("no-store");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-ATTR-04 S-ATTR-06 one allowed key: its type with curve or size, and the hash")
  @CsvSource({
    "EC_P256,   1.2.840.10045.2.1=[1.2.840.10045.3.1.7], 1.2.840.10045.4.3.2",
    "EC_P384,   1.2.840.10045.2.1=[1.3.132.0.34],        1.2.840.10045.4.3.3",
    "EC_P521,   1.2.840.10045.2.1=[1.3.132.0.35],        1.2.840.10045.4.3.4",
    "RSA_2048,  1.2.840.113549.1.1.1=[2048],             1.2.840.113549.1.1.11",
    "RSA_3072,  1.2.840.113549.1.1.1=[3072],             1.2.840.113549.1.1.11",
    "RSA_4096,  1.2.840.113549.1.1.1=[4096],             1.2.840.113549.1.1.11",
    "ED25519,   1.3.101.112=[],                          1.3.101.112",
    "ED448,     1.3.101.113=[],                          1.3.101.113",
    "ML_DSA_44, 2.16.840.1.101.3.4.3.17=[],              2.16.840.1.101.3.4.3.17",
    "ML_DSA_65, 2.16.840.1.101.3.4.3.18=[],              2.16.840.1.101.3.4.3.18",
    "ML_DSA_87, 2.16.840.1.101.3.4.3.19=[],              2.16.840.1.101.3.4.3.19"
  })
  void oneKey(KeyType type, String keyType, String signature) {
    var read = keys(type);
    assertThat(list(read)).containsExactly(keyType, signature);
    var key = template(read).key().orElseThrow();
    assertThat(keyType).startsWith(key.algorithm().getAlgorithm().getId() + "=");
    assertThat(key.rsaBits()).isEqualTo(type.rsa() ? type.bits() : Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("S-ATTR-08 S-ATTR-10 the template says the same of the key as the list")
  void templateKey(KeyType type) {
    var read = keys(type);
    assertThat(template(read).key())
        .hasValueSatisfying((KeyTemplate key) -> {
          var parameters = key.algorithm().getParameters();
          if (type.ec()) {
            assertThat(list(read).getFirst()).endsWith("=[" + parameters + "]");
          } else {
            assertThat(parameters == null).isEqualTo(!type.rsa());
          }
        });
    assertThat(template(read).subject()).isEmpty();
    assertThat(template(read).extensions()).isEmpty();
    assertThat(template(read).attributes()).isEmpty();
  }

  @Test
  @DisplayName("S-ATTR-04 several sizes of one algorithm: the algorithm alone")
  void severalSizes() {
    var rsa = keys(KeyType.RSA_2048, KeyType.RSA_3072, KeyType.RSA_4096);
    assertThat(list(rsa)).containsExactly("1.2.840.113549.1.1.1=[]", "1.2.840.113549.1.1.11");
    assertThat(template(rsa).key().orElseThrow().rsaBits()).isEmpty();
    var ec = keys(KeyType.EC_P256, KeyType.EC_P384);
    assertThat(list(ec)).containsExactly("1.2.840.10045.2.1=[]");
    assertThat(template(ec).key().orElseThrow().algorithm().getParameters()).isNull();
  }

  @Test
  @DisplayName("S-ATTR-04 S-ATTR-08 several algorithms: nothing about the key")
  void severalAlgorithms() {
    assertThat(keys(KeyType.EC_P256, KeyType.RSA_2048).entries()).isEmpty();
    var read =
        read(policy(EnumSet.allOf(KeyType.class), List.of(), List.of(), ChannelBinding.REQUIRED));
    assertThat(template(read).key()).isEmpty();
  }

  @Test
  @DisplayName(
      "S-POP-03 S-ATTR-11 required channel binding: challengePassword in list and template")
  void challenge() {
    var read = read(policy(ANY_KEY, List.of(), List.of(), ChannelBinding.REQUIRED));
    assertThat(list(read)).containsExactly(CHALLENGE);
    assertThat(template(read).attributes()).extracting(Object::toString).containsExactly(CHALLENGE);
    assertThat(keys(KeyType.EC_P256).entries())
        .doesNotContain(new Entry.Oid(new org.bouncycastle.asn1.ASN1ObjectIdentifier(CHALLENGE)));
  }

  @Test
  @DisplayName(
      "S-ATTR-07 S-ATTR-08 required subject attributes, in the profile's order, value-less")
  void requiredSubject() {
    var read =
        subject(
            rule(SubjectAttribute.ORGANIZATION_UNIT, Include.REQUIRED, Source.CSR),
            rule(SubjectAttribute.COUNTRY, Include.OPTIONAL, Source.CSR),
            rule(SubjectAttribute.LOCALITY, Include.NO, Source.CSR),
            rule(SubjectAttribute.COMMON_NAME, Include.REQUIRED, Source.CSR),
            rule(
                SubjectAttribute.SERIAL_NUMBER,
                Include.REQUIRED,
                Source.CSR,
                Source.REGISTERED_VALUE));
    assertThat(list(read)).containsExactly("2.5.4.11", "2.5.4.3", "2.5.4.5");
    assertThat(template(read).subject())
        .extracting(NameEntry::type)
        .extracting(Object::toString)
        .containsExactly("2.5.4.11", "2.5.4.3", "2.5.4.5");
    assertThat(template(read).subject())
        .extracting(NameEntry::value)
        .containsOnly(Optional.empty());
    assertThat(template(read).key()).isEmpty();
  }

  @Test
  @DisplayName("S-ATTR-12 what the server supplies by itself is not asked for")
  void suppliedByServer() {
    var read =
        subject(
            rule(SubjectAttribute.ORGANIZATION_NAME, Include.REQUIRED, Source.FIXED_VALUE),
            rule(SubjectAttribute.STATE, Include.REQUIRED, Source.CSR, Source.FIXED_VALUE),
            rule(SubjectAttribute.EMAIL, Include.REQUIRED, Source.DEVICE_ATTRIBUTE),
            rule(SubjectAttribute.POSTAL_CODE, Include.REQUIRED, Source.REGISTERED_VALUE));
    assertThat(read.entries()).isEmpty();
  }

  @Test
  @DisplayName("S-ATTR-12 a SAN that the server supplies by itself is not asked for")
  void namesSuppliedByServer() {
    assertThat(
            names(
                    san(SanType.DNS, Source.FIXED_VALUE, Source.CSR),
                    san(SanType.URI, Source.REGISTERED_VALUE),
                    san(SanType.EMAIL, Source.DEVICE_ATTRIBUTE))
                .entries())
        .isEmpty();
    assertThat(template(names(san(SanType.DNS, Source.REGISTERED_VALUE, Source.CSR))).extensions())
        .hasSize(1);
  }

  private static SanRule san(SanType type, Source... sources) {
    var all = Set.of(sources);
    return new SanRule(
        type,
        Include.REQUIRED,
        1,
        all,
        all.contains(Source.FIXED_VALUE) ? Optional.of("a.example") : Optional.empty(),
        all.contains(Source.DEVICE_ATTRIBUTE) ? Optional.of("mail") : Optional.empty());
  }

  @Test
  @DisplayName(
      "S-ATTR-05 S-ATTR-07 required names: subjectAltName in the template, to be filled in")
  void requiredNames() {
    var read =
        names(
            new SanRule(SanType.DNS, Include.REQUIRED, 3),
            new SanRule(SanType.IP, Include.OPTIONAL, 1));
    assertThat(list(read)).isEmpty();
    assertThat(template(read).extensions())
        .singleElement()
        .satisfies(extension -> {
          assertThat(extension.oid()).isEqualTo(Extension.subjectAlternativeName);
          assertThat(extension.critical()).isFalse();
          assertThat(extension.value()).isEmpty();
        });
  }

  @Test
  @DisplayName("S-ATTR-09 an address alone is required by the empty iPAddress placeholder")
  void requiredAddress() {
    var read =
        names(
            new SanRule(SanType.IP, Include.REQUIRED, 1), new SanRule(SanType.DNS, Include.NO, 0));
    assertThat(template(read).extensions())
        .singleElement()
        .satisfies(extension ->
            assertThat(
                    HexFormat.of()
                        .formatHex(extension.value().orElseThrow().toASN1Primitive().getEncoded()))
                .isEqualTo("30028700"));
  }

  @Test
  @DisplayName("S-ATTR-10 S-ATTR-12 everything at once passes the rules and stays small")
  void everything() {
    var policy =
        policy(
            EnumSet.of(KeyType.RSA_4096),
            Arrays.stream(SubjectAttribute.values())
                .map(attribute -> rule(attribute, Include.REQUIRED, Source.CSR))
                .toList(),
            Arrays.stream(SanType.values())
                .map(type -> new SanRule(type, Include.REQUIRED, 1))
                .toList(),
            ChannelBinding.REQUIRED);
    var read = read(policy);
    assertThat(list(read)).hasSize(1 + 1 + SubjectAttribute.values().length + 1);
    assertThat(template(read).subject()).hasSize(SubjectAttribute.values().length);
    assertThat(template(read).key().orElseThrow().rsaBits()).contains(4096);
    assertThat(template(read).extensions()).hasSize(1);
    assertThat(template(read).attributes()).hasSize(1);
    assertThat(AdvertisedAttributes.of(policy).write().length()).isLessThan(2048);
  }
}
