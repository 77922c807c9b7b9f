package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.KeyType;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.CredentialRecord.Registered;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles, restrictions and registered values as JSON. */
class StoredJsonTest {

  private static Profile everyField() {
    var usual = ShippedProfiles.deviceClientAndServer();
    var subject = new ArrayList<>(usual.subject());
    subject.add(
        new SubjectRule(
            SubjectAttribute.STREET_ADDRESS,
            Include.REQUIRED,
            Set.of(
                Source.CSR, Source.FIXED_VALUE, Source.DEVICE_ATTRIBUTE, Source.REGISTERED_VALUE),
            Optional.of("ü \"1\""),
            Optional.of("street")));
    var names = new ArrayList<>(usual.subjectAltNames());
    names.add(
        new Profile.SanRule(
            SanType.REGISTERED_ID,
            Include.REQUIRED,
            1,
            Set.of(Source.FIXED_VALUE, Source.DEVICE_ATTRIBUTE),
            Optional.of("1.2.3"),
            Optional.of("model_id")));
    return new Profile(
        subject,
        names,
        true,
        usual.commonNameToDns(),
        usual.keyUsage(),
        usual.extendedKeyUsage(),
        true,
        List.of(
            new Profile.CertificatePolicy(
                "1.2.3.4", Optional.of("https://example.com/cps"), Optional.of("Für Geräte")),
            new Profile.CertificatePolicy("2.5.29.32.0", Optional.empty())),
        new Profile.KeyRule(EnumSet.of(KeyType.EC_P521, KeyType.EC_P256), KeyType.EC_P521),
        Optional.of("ecdsa-with-SHA384"),
        new Profile.Validity.Until(Instant.parse("2035-01-01T00:00:00Z")),
        16,
        new Profile.Renewal(
            Profile.Renewal.When.ONLY_IN_WINDOW,
            Duration.ofDays(30),
            Duration.ofHours(36),
            Profile.Renewal.KeyPair.NEW));
  }

  static Stream<Profile> profiles() {
    return Stream.concat(
        Arrays.stream(ShippedTemplate.values()).map(ShippedTemplate::content),
        Stream.of(everyField()));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  @DisplayName("a profile is read back as it was, and equal profiles are equal text")
  void profileRoundTrip(Profile profile) {
    var json = ProfileJson.write(profile);
    assertThat(ProfileJson.read(json)).isEqualTo(profile);
    assertThat(ProfileJson.write(ProfileJson.read(json))).isEqualTo(json);
  }

  @Test
  @DisplayName("the field names of a profile are stable")
  void profileText() {
    assertThat(ProfileJson.write(everyField()))
        .startsWith(
            """
            {"subject":[{"attribute":"subject.country","include":"optional","sources":["csr","registered_value"]},\
            """)
        .contains(
            """
            {"attribute":"subject.street_address","include":"required",\
            "sources":["csr","fixed_value","device_attribute","registered_value"],"fixed_value":"ü \\"1\\"",\
            "device_attribute":"street"}\
            """)
        .contains(
            """
            {"type":"san.registered_id","include":"required","most":1,"sources":["fixed_value","device_attribute"],\
            "fixed_value":"1.2.3","device_attribute":"model_id"}\
            """)
        .contains(
            "\"drop_unlisted\":true,\"common_name_to_dns\":true,\"key_usage\":{\"required\":[\"digital_signature\"]")
        .contains(
            "\"certificate_policies\":[{\"oid\":\"1.2.3.4\",\"cps_uri\":\"https://example.com/cps\",\"user_notice\":\"Für Geräte\"}")
        .contains("\"keys\":{\"allowed\":[\"ec_p256\",\"ec_p521\"],\"preferred\":\"ec_p521\"}")
        .endsWith(
            """
            "validity":{"until":"2035-01-01T00:00:00Z"},"serial_octets":16,\
            "renewal":{"when":"only_in_window","window_before":"P30D","expired_grace":"PT36H","key_pair":"new"}}\
            """);
  }

  static Stream<Arguments> badProfiles() {
    var good = ProfileJson.write(ShippedProfiles.deviceClient());
    return Stream.of(
        Arguments.of("", List.of("profile")),
        Arguments.of("[]", List.of("profile")),
        Arguments.of(good + "{}", List.of("profile")),
        Arguments.of(good.replaceFirst("\\{", "{\"serial_octets\":16,"), List.of("profile")),
        Arguments.of(
            good.replace("\"serial_octets\":20", "\"serial_octets\":21"),
            List.of("profile.serial_octets")),
        Arguments.of(
            good.replace("\"serial_octets\":20", "\"serial_octets\":\"20\""),
            List.of("profile.serial_octets")),
        Arguments.of(
            good.replace("drop_unlisted", "drop_unlistet"),
            List.of("profile.drop_unlisted", "profile.drop_unlistet")),
        Arguments.of(
            good.replace("drop_unlisted", "drop\\n<b>"),
            List.of("profile.drop_unlisted", "profile")),
        Arguments.of(
            good.replace("subject.country", "subject.planet"),
            List.of("profile.subject[0].attribute")),
        Arguments.of(
            good.replace("\"preferred\":\"ec_p256\"", "\"preferred\":\"ed448\""),
            List.of("profile.keys.preferred")),
        Arguments.of(
            good.replace("\"min\":\"PT1H\"", "\"min\":\"an hour\"").replace("\"any_time\"", "7"),
            List.of("profile.validity.min", "profile.renewal.when")));
  }

  @ParameterizedTest
  @MethodSource("badProfiles")
  @DisplayName(
      "what is wrong with a profile is named field by field, all at once, without foreign text")
  void badProfile(String json, List<String> fields) {
    var refused = catchThrowableOfType(Refused.class, () -> ProfileJson.read(json));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(
            refused.faults().stream().map(fault -> fault.field().orElseThrow()).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(
            fields.size() == 1 && fields.getFirst().equals("profile") ? named(refused) : fields);
    assertThat(refused.faults()).noneMatch(fault -> fault.toString().contains("<b>"));
  }

  /** A document that is no object lacks every field besides: only the first fault matters. */
  private static List<String> named(Refused refused) {
    assertThat(refused.faults().getFirst().field()).contains("profile");
    return refused.faults().stream()
        .map(Fault::field)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  @Test
  @DisplayName("a part is merged over a document by RFC 7396: lists as a whole, null takes away")
  void merge() {
    var template = ProfileJson.write(everyField());
    var merged =
        ProfileJson.read(
            ProfileJson.merge(
                template,
                """
                {"subject":[{"attribute":"subject.common_name","include":"required","sources":["csr"]}],
                 "keys":{"preferred":"ec_p256"},"validity":{"usual":"P2Y","min":"PT1M","max":"P10Y2W1DT1H"},
                 "signature_algorithm":null,"renewal":{"when":"any_time"}}\
                """));
    assertThat(merged.subject()).hasSize(1);
    assertThat(merged.keys().allowed()).isEqualTo(everyField().keys().allowed());
    assertThat(merged.keys().preferred()).isEqualTo(KeyType.EC_P256);
    assertThat(merged.signatureAlgorithm()).isEmpty();
    assertThat(merged.validity())
        .isEqualTo(
            new Profile.Validity.Span(
                Duration.ofDays(730), Duration.ofMinutes(1), Duration.ofHours(3665 * 24 + 1)));
    assertThat(merged.renewal().keyPair()).isEqualTo(Profile.Renewal.KeyPair.NEW);
    assertThat(merged.certificatePolicies()).isEqualTo(everyField().certificatePolicies());
    assertThat(
            ProfileJson.read(
                    ProfileJson.merge(
                        ProfileJson.write(merged),
                        "{\"validity\":{\"until\":\"2040-01-01T00:00:00Z\"}}"))
                .validity())
        .isEqualTo(new Profile.Validity.Until(Instant.parse("2040-01-01T00:00:00Z")));
    assertThat(ProfileJson.read(ProfileJson.merge(template, "{}"))).isEqualTo(everyField());
    assertThat(ProfileJson.read(ProfileJson.merge(ProfileJson.write(merged), template)))
        .isEqualTo(everyField());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{\"keys\":{},\"keys\":{}}", "{} {}", "{\"keys\":"})
  @DisplayName("a part that is no JSON object is refused")
  void badPart(String part) {
    var refused =
        catchThrowableOfType(
            Refused.class, () -> ProfileJson.merge(ProfileJson.write(everyField()), part));
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    assertThat(refused.faults()).extracting(Fault::field).containsExactly(Optional.of("profile"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "P1M", "PT", "P1Y1", "P1YT", "1Y", "P-1Y", "P99999Y", "P1Y2M"})
  @DisplayName("a duration that says nothing certain is refused")
  void badDuration(String text) {
    var json =
        ProfileJson.merge(
            ProfileJson.write(ShippedProfiles.deviceClient()),
            "{\"renewal\":{\"window_before\":\"" + text + "\"}}");
    var refused = catchThrowableOfType(Refused.class, () -> ProfileJson.read(json));
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly(Optional.of("profile.renewal.window_before"));
  }

  @Test
  @DisplayName("restrictions are read back as they were, and wrong ones named")
  void restrictions() {
    var all =
        new Restrictions(
            List.of("192.0.2.0/24", "::/0"),
            Optional.of(
                new Restrictions.Hours(
                    ZoneId.of("Asia/Shanghai"),
                    Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                    LocalTime.of(22, 0),
                    LocalTime.of(6, 0, 30))),
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-02-01T00:00:00Z")));
    assertThat(RestrictionsJson.read(RestrictionsJson.write(all))).isEqualTo(all);
    assertThat(RestrictionsJson.read(RestrictionsJson.write(Restrictions.none())))
        .isEqualTo(Restrictions.none());
    assertThat(RestrictionsJson.read("{}")).isEqualTo(Restrictions.none());

    var refused =
        catchThrowableOfType(
            Refused.class,
            () ->
                RestrictionsJson.read(
                    """
                    {"addresses":["localhost/8"],"hours":{"zone":"Mars/Base","days":[],"from":"25:00"},
                     "start":"2026-02-01T00:00:00Z","end":"2026-01-01T00:00:00Z"}\
                    """));
    assertThat(refused.faults())
        .extracting(fault -> fault.field().orElseThrow())
        .containsExactlyInAnyOrder(
            "restrictions.addresses",
            "restrictions.hours.zone",
            "restrictions.hours.from",
            "restrictions.hours.to",
            "restrictions.end");
  }

  @Test
  @DisplayName("registered values are read back as they were")
  void registeredValues() {
    var all =
        List.of(
            new Registered(
                "subject.common_name", Match.REGEX, List.of("a[0-9]+"), 1, Optional.empty()),
            new Registered("san.dns_name", Match.IN_LIST, List.of("a", "b"), 2, Optional.empty()),
            new Registered("san.dns_name", Match.IN_LIST, List.of(), 70_000, Optional.of("9f86")));
    assertThat(RegisteredValuesJson.read(RegisteredValuesJson.write(all))).isEqualTo(all);
    assertThat(RegisteredValuesJson.read(RegisteredValuesJson.write(List.of()))).isEmpty();
  }

  @Test
  @DisplayName(
      "no mutation of a document gets anything but a value or a refusal that names a field")
  void fuzz() {
    var random = new Random(20261123);
    fuzz(random, ProfileJson.write(everyField()), ProfileJson::read);
    var template = ProfileJson.write(everyField());
    fuzz(
        random,
        "{\"keys\":{\"preferred\":\"ec_p256\"},\"validity\":{\"usual\":\"P1Y\"},\"subject\":[null,1]}",
        part -> ProfileJson.read(ProfileJson.merge(template, part)));
    fuzz(
        random,
        "{\"addresses\":[\"10.0.0.0/8\"],\"hours\":{\"zone\":\"UTC\",\"days\":[\"monday\"],\"from\":\"08:00\",\"to\":\"09:00\"}}",
        RestrictionsJson::read);
    fuzz(
        random,
        RegisteredValuesJson.write(
            List.of(
                new Registered(
                    "subject.common_name", Match.REGEX, List.of("(a|b)*"), 1, Optional.empty()))),
        RegisteredValuesJson::read);
  }

  private static void fuzz(Random random, String good, Function<String, ?> reader) {
    var spare = "{}[]\",:0-9.eE+\\u0000ntfP/ü\ud83d\ude00";
    for (int i = 0; i < 4000; i++) {
      var text = new StringBuilder(good);
      for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, spare.charAt(random.nextInt(spare.length())));
          case 2 -> text.setCharAt(at, spare.charAt(random.nextInt(spare.length())));
          default -> text.insert(at, good, random.nextInt(good.length() / 2), good.length() / 2);
        }
      }
      try {
        assertThat(reader.apply(text.toString())).isNotNull();
      } catch (Refused refused) {
        assertThat(refused.faults()).isNotEmpty().allMatch(fault -> fault.field().isPresent());
      }
    }
  }
}
