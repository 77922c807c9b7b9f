package dev.crest.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.server.policy.ProfileWarnings.ProfileWarning;
import dev.crest.server.store.ProfileJson;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of profiles that are allowed but probably not meant. */
class ProfileWarningsTest {
  static Stream<Arguments> profiles() {
    return Stream.of(
        arguments(ShippedTemplate.DEVICE_TLS_CLIENT, "{}", List.of()),
        arguments(ShippedTemplate.DEVICE_TLS_CLIENT_SERVER, "{}", List.of()),
        arguments(ShippedTemplate.DEVICE_IDEVID, "{}", List.of()),
        arguments(ShippedTemplate.DEVICE_LDEVID, "{}", List.of()),
        arguments(ShippedTemplate.USER, "{}", List.of()),
        arguments(ShippedTemplate.SERVER, "{}", List.of("extended_key_usage")),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            "{\"keys\":{\"allowed\":[\"ec_p256\",\"ed25519\",\"ml_dsa_65\"]}}",
            List.of("keys.allowed")),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            "{\"keys\":{\"allowed\":[\"ec_p256\",\"ec_p521\"]}}",
            List.of("keys.allowed")),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            """
            {"key_usage":{"required":["key_agreement"],"optional":[]},
             "keys":{"allowed":["ec_p256"]}}\
            """,
            List.of("key_usage.required")),
        arguments(
            ShippedTemplate.SERVER,
            "{\"subject_alt_names\":[],\"common_name_to_dns\":false}",
            List.of("extended_key_usage", "subject_alt_names")),
        arguments(ShippedTemplate.SERVER, "{\"renewal\":{\"when\":\"never\"}}", List.of()),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            "{\"subject\":[],\"subject_alt_names\":[]}",
            List.of("subject")),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            """
            {"subject":[{"attribute":"subject.serial_number","include":"required",
              "sources":["device_attribute"],"device_attribute":"serial_number"}]}\
            """,
            List.of("subject[0].sources")),
        arguments(
            ShippedTemplate.DEVICE_TLS_CLIENT,
            "{\"renewal\":{\"when\":\"only_in_window\",\"window_before\":\"P1Y\"}}",
            List.of("renewal.window_before")));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  @DisplayName("a profile warns of what will not work, naming the field")
  void warnings(ShippedTemplate template, String part, List<String> fields) {
    var profile = ProfileJson.read(ProfileJson.merge(ProfileJson.write(template.content()), part));
    assertThat(ProfileWarnings.of(profile)).extracting(ProfileWarning::field).isEqualTo(fields);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  @DisplayName("warnings are sentences with a code")
  void sentences(ShippedTemplate template, String part, List<String> fields) {
    var profile = ProfileJson.read(ProfileJson.merge(ProfileJson.write(template.content()), part));
    assertThat(ProfileWarnings.of(profile))
        .allSatisfy(warning -> {
          assertThat(warning.code()).matches("[a-z0-9.-]+");
          assertThat(warning.message()).matches("(?s)[A-Zs].*\\.");
        });
  }
}
