package dev.crest.server.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.ca.issuance.PublicationUrls;
import dev.crest.pkix.KeyType;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HierarchySettingsTest {
  private static HierarchySettings settings(
      String organization, Duration root, Duration authority, Duration server, String base) {
    return new HierarchySettings(
        organization, KeyType.EC_P256, root, authority, server, Optional.ofNullable(base));
  }

  static Stream<Arguments> bad() {
    var day = Duration.ofDays(1);
    var year = Duration.ofDays(365);
    return Stream.of(
        arguments("no organization", " ", year, year, day, null, "organization"),
        arguments("a long organization", "x".repeat(41), year, year, day, null, "organization"),
        arguments("a root that ends first", "x", day, year, day, null, "root"),
        arguments("a CA for minutes", "x", year, Duration.ofMinutes(59), day, null, "root"),
        arguments("a server for minutes", "x", year, year, Duration.ofMinutes(59), null, "server"),
        arguments("a server beyond its CA", "x", year, day, year, null, "server"),
        arguments("CERT-17 https", "x", year, year, day, "https://pki.example", "publication"),
        arguments("CERT-17 ldap", "x", year, year, day, "ldap://pki.example", "publication"),
        arguments("no host", "x", year, year, day, "http:///pki", "publication"),
        arguments("a query", "x", year, year, day, "http://pki.example/?a", "publication"),
        arguments("no URL", "x", year, year, day, "pki example", "publication"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName("settings that cannot be are refused")
  void refuses(
      String name,
      String organization,
      Duration root,
      Duration authority,
      Duration server,
      String base,
      String said) {
    assertThatThrownBy(() -> settings(organization, root, authority, server, base))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  @Test
  @DisplayName("all that is wrong is said at once")
  void saysEverything() {
    assertThatThrownBy(() ->
            settings("", Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), "https://x"))
        .hasMessageContainingAll("organization", "root", "server", "publication");
  }

  @ParameterizedTest
  @CsvSource({"http://pki.example, http://pki.example", "http://a/b//, http://a/b"})
  @DisplayName("CERT-17 the URLs of a CA are made of the base and its id")
  void urls(String base, String expected) {
    assertThat(AHierarchy.settings(KeyType.EC_P256, Optional.of(base)).urls("7"))
        .isEqualTo(
            new PublicationUrls(
                Optional.of(expected + "/crl/7.crl"),
                Optional.of(expected + "/ca/7.cer"),
                Optional.of(expected + "/ocsp/7")));
    assertThat(HierarchySettings.defaults().urls("7")).isEqualTo(PublicationUrls.none());
  }
}
