package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A profile narrows its template in every field, and says where it does not. */
class ProfileNarrowingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * @param template a part over the shipped device template
   * @param profile a part over that
   */
  private static Arguments row(String name, String template, String profile, String... fields) {
    return arguments(name, template, profile, List.of(fields));
  }

  private static String san(String rule) {
    return "{\"subject_alt_names\":[" + rule + "]}";
  }

  private static String subject(String rule) {
    return "{\"subject\":[" + rule + "]}";
  }

  private static String cn(String include, String rest) {
    return subject(
        "{\"attribute\":\"subject.common_name\",\"include\":\"" + include + "\"," + rest + "}");
  }

  private static String dns(String include, String rest) {
    return san("{\"type\":\"san.dns_name\",\"include\":\"" + include + "\"," + rest + "}");
  }

  static Stream<Arguments> names() {
    var csr = "\"sources\":[\"csr\"]";
    var fixed = "\"sources\":[\"fixed_value\"],\"fixed_value\":\"a.example\"";
    var otherFixed = "\"sources\":[\"fixed_value\"],\"fixed_value\":\"b.example\"";
    var device = "\"sources\":[\"device_attribute\"],\"device_attribute\":\"name\"";
    var otherDevice = "\"sources\":[\"device_attribute\"],\"device_attribute\":\"serial\"";
    return Stream.of(
        row("optional becomes required", "{}", cn("required", csr)),
        row("what a request may say, an administrator may", "{}", cn("required", fixed)),
        row("and a device", "{}", cn("optional", device)),
        row(
            "an attribute of its own",
            cn("optional", csr),
            subject("{\"attribute\":\"subject.locality\",\"include\":\"optional\"," + csr + "}"),
            "profile.subject[0].attribute"),
        row(
            "an attribute that is to be absent",
            cn("optional", csr),
            subject("{\"attribute\":\"subject.locality\",\"include\":\"no\",\"sources\":[]}")),
        row(
            "required becomes optional",
            cn("required", csr),
            cn("optional", csr),
            "profile.subject[0].include"),
        row(
            "required becomes absent",
            cn("required", csr),
            cn("no", csr),
            "profile.subject[0].include"),
        row("required is left out", cn("required", csr), subject(""), "profile.subject"),
        row(
            "a fixed value from the request",
            cn("optional", fixed),
            cn("optional", csr),
            "profile.subject[0].sources"),
        row(
            "another fixed value",
            cn("optional", fixed),
            cn("optional", otherFixed),
            "profile.subject[0].fixed_value"),
        row(
            "another device attribute",
            cn("optional", device),
            cn("optional", otherDevice),
            "profile.subject[0].device_attribute"),
        row("fewer names", "{}", dns("required", "\"most\":1")),
        row(
            "more names",
            "{}",
            dns("optional", "\"most\":11"),
            "profile.subject_alt_names[0].most"),
        row(
            "a SAN form of its own",
            "{}",
            san("{\"type\":\"san.user_principal_name\",\"include\":\"optional\",\"most\":1}"),
            "profile.subject_alt_names[0].type"),
        row(
            "a required SAN becomes optional",
            dns("required", "\"most\":1"),
            dns("optional", "\"most\":1"),
            "profile.subject_alt_names[0].include"),
        row(
            "a required SAN is left out",
            dns("required", "\"most\":1"),
            san(""),
            "profile.subject_alt_names"),
        row(
            "a fixed SAN from the request",
            dns("optional", "\"most\":1," + fixed),
            dns("optional", "\"most\":1"),
            "profile.subject_alt_names[0].sources"),
        row(
            "another fixed SAN",
            dns("optional", "\"most\":1," + fixed),
            dns("optional", "\"most\":1," + otherFixed),
            "profile.subject_alt_names[0].fixed_value"),
        row(
            "another device attribute of a SAN",
            dns("optional", "\"most\":1," + device),
            dns("optional", "\"most\":1," + otherDevice),
            "profile.subject_alt_names[0].device_attribute"),
        row("a copied common name where host names go", "{}", "{\"common_name_to_dns\":true}"),
        row(
            "a copied common name where none go",
            san(""),
            "{\"common_name_to_dns\":true}",
            "profile.common_name_to_dns"));
  }

  static Stream<Arguments> usages() {
    return Stream.of(
        row("a bit less", "{}", "{\"key_usage\":{\"optional\":[]}}"),
        row(
            "an optional bit becomes required",
            "{}",
            "{\"key_usage\":{\"required\":[\"digital_signature\",\"key_agreement\"],\"optional\":[]}}"),
        row(
            "a required bit becomes optional",
            "{}",
            "{\"key_usage\":{\"required\":[\"key_agreement\",\"key_encipherment\"],\"optional\":[]}}",
            "profile.key_usage.required"),
        row(
            "bits of its own",
            "{}",
            "{\"key_usage\":{\"required\":[\"digital_signature\",\"data_encipherment\"],\"optional\":[\"non_repudiation\"]}}",
            "profile.key_usage.required",
            "profile.key_usage.optional"),
        row(
            "key usage no longer critical",
            "{}",
            "{\"key_usage\":{\"critical\":false}}",
            "profile.key_usage.critical"),
        row(
            "key usage critical",
            "{\"key_usage\":{\"critical\":false}}",
            "{\"key_usage\":{\"critical\":true}}"),
        row(
            "a usage of its own",
            "{}",
            "{\"extended_key_usage\":{\"required\":[\"1.3.6.1.5.5.7.3.1\"],\"optional\":[\"1.3.6.1.5.5.7.3.4\"]}}",
            "profile.extended_key_usage.required",
            "profile.extended_key_usage.required",
            "profile.extended_key_usage.optional"),
        row(
            "extended key usage no longer critical", "{\"extended_key_usage\":{\"critical\":true}}",
            "{\"extended_key_usage\":{\"critical\":false}}", "profile.extended_key_usage.critical"),
        row("basic constraints", "{}", "{\"basic_constraints\":true}"),
        row(
            "no basic constraints",
            "{\"basic_constraints\":true}",
            "{\"basic_constraints\":false}",
            "profile.basic_constraints"),
        row(
            "policies where the template has none",
            "{}",
            "{\"certificate_policies\":[{\"oid\":\"1.2.3\"}]}"),
        row(
            "another policy",
            "{\"certificate_policies\":[{\"oid\":\"1.2.3\"}]}",
            "{\"certificate_policies\":[{\"oid\":\"1.2.3\",\"user_notice\":\"hello\"},{\"oid\":\"1.2.4\"}]}",
            "profile.certificate_policies[1]"),
        row(
            "another notice",
            "{\"certificate_policies\":[{\"oid\":\"1.2.3\",\"user_notice\":\"hello\"}]}",
            "{\"certificate_policies\":[{\"oid\":\"1.2.3\",\"user_notice\":\"bye\"}]}",
            "profile.certificate_policies[0]"));
  }

  static Stream<Arguments> others() {
    var window =
        "{\"renewal\":{\"when\":\"only_in_window\",\"window_before\":\"P30D\",\"expired_grace\":\"P1D\"}}";
    return Stream.of(
        row(
            "one key type",
            "{}",
            "{\"keys\":{\"allowed\":[\"ec_p384\"],\"preferred\":\"ec_p384\"}}"),
        row(
            "another key type",
            "{}",
            "{\"keys\":{\"allowed\":[\"ed25519\",\"ec_p256\"]}}",
            "profile.keys.allowed"),
        row("an algorithm", "{}", "{\"signature_algorithm\":\"ecdsa-with-SHA384\"}"),
        row(
            "another algorithm", "{\"signature_algorithm\":\"ecdsa-with-SHA384\"}",
            "{\"signature_algorithm\":\"match_issuer\"}", "profile.signature_algorithm"),
        row(
            "a shorter span",
            "{}",
            "{\"validity\":{\"usual\":\"P2D\",\"min\":\"P1D\",\"max\":\"P3D\"}}"),
        row(
            "a wider span",
            "{}",
            "{\"validity\":{\"min\":\"PT59M\",\"max\":\"P11Y\"}}",
            "profile.validity.min",
            "profile.validity.max"),
        row("an end within the span", "{}", "{\"validity\":{\"until\":\"2030-01-01T00:00:00Z\"}}"),
        row(
            "an end beyond the span",
            "{}",
            "{\"validity\":{\"until\":\"2036-01-01T00:00:00Z\"}}",
            "profile.validity.until"),
        row(
            "an earlier end",
            "{\"validity\":{\"until\":\"2030-01-01T00:00:00Z\"}}",
            "{\"validity\":{\"until\":\"2029-01-01T00:00:00Z\"}}"),
        row(
            "a later end", "{\"validity\":{\"until\":\"2030-01-01T00:00:00Z\"}}",
            "{\"validity\":{\"until\":\"2031-01-01T00:00:00Z\"}}", "profile.validity.until"),
        row(
            "a span instead of an end", "{\"validity\":{\"until\":\"2030-01-01T00:00:00Z\"}}",
            "{\"validity\":{\"usual\":\"P1D\",\"min\":\"P1D\",\"max\":\"P1D\"}}",
                "profile.validity"),
        row(
            "a span instead of no end at all",
            "{\"validity\":{\"until\":\"9999-12-31T23:59:59Z\"}}",
            "{\"validity\":{\"usual\":\"P20Y\",\"min\":\"P1D\",\"max\":\"P20Y\"}}"),
        row(
            "serial numbers and dropping are its own",
            "{}",
            "{\"serial_octets\":16,\"drop_unlisted\":true}"),
        row("a window and a grace of its own", "{}", window),
        row(
            "a longer window and grace",
            window,
            "{\"renewal\":{\"window_before\":\"P31D\",\"expired_grace\":\"P2D\"}}",
            "profile.renewal.window_before",
            "profile.renewal.expired_grace"),
        row(
            "renewal at any time",
            window,
            "{\"renewal\":{\"when\":\"any_time\"}}",
            "profile.renewal.when"),
        row("no renewal", window, "{\"renewal\":{\"when\":\"never\"}}"),
        row(
            "another key pair", "{\"renewal\":{\"key_pair\":\"new\"}}",
            "{\"renewal\":{\"key_pair\":\"either\"}}", "profile.renewal.key_pair"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"names", "usages", "others"})
  @DisplayName("every field is compared with the template's, and each that goes beyond is named")
  void fields(String name, String template, String profile, List<String> fields) {
    var shipped = ProfileJson.write(ShippedTemplate.DEVICE_TLS_CLIENT.content());
    var possible = ProfileJson.merge(shipped, template);
    var chosen = ProfileJson.merge(possible, profile);
    assertThat(faults(ProfileJson.read(possible), ProfileJson.read(chosen)))
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  static Stream<ShippedTemplate> shipped() {
    return Arrays.stream(ShippedTemplate.values());
  }

  @ParameterizedTest
  @MethodSource("shipped")
  @DisplayName("a template narrows itself")
  void itself(ShippedTemplate template) {
    assertThat(faults(template.content(), template.content())).isEmpty();
  }

  private static List<String> faults(Profile template, Profile profile) {
    var faults = new Faults();
    ProfileNarrowing.check(template, profile, NOW, faults);
    try {
      faults.refuse("profile");
      return List.of();
    } catch (Refused refused) {
      return refused.faults().stream().map(Fault::field).flatMap(Optional::stream).toList();
    }
  }
}
