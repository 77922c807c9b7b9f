package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What settings are refused, and that all that is wrong is named at once. */
class ListenSettingsTest {
  private static final ListenSettings GOOD = ListenSettings.defaults(Pki.PLAIN, Pki.CLIENT_AUTH);

  static Stream<Arguments> refused() {
    return Stream.of(
        row("port is 65536", () -> GOOD.withAddress(InetAddress.getLoopbackAddress(), 65_536)),
        row("port is -1", () -> GOOD.withAddress(InetAddress.getLoopbackAddress(), -1)),
        row(
            "public-host is not a DNS name",
            () -> ListenSettings.defaults("no name", Pki.CLIENT_AUTH)),
        row("public-host is not a DNS name", () -> ListenSettings.defaults("", Pki.CLIENT_AUTH)),
        row(
            "public-host is not a DNS name",
            () -> ListenSettings.defaults("192.0.2.1", Pki.CLIENT_AUTH)),
        row(
            "public-host is not a DNS name",
            () -> ListenSettings.defaults("a".repeat(64), Pki.CLIENT_AUTH)),
        row(
            "public-host is not in lower case",
            () -> ListenSettings.defaults("EST.example", Pki.CLIENT_AUTH)),
        row("client-auth-host is not a DNS name", () -> ListenSettings.defaults(Pki.PLAIN, "a..b")),
        row("the same name", () -> ListenSettings.defaults(Pki.PLAIN, Pki.PLAIN)),
        row("also one of the further names", () -> GOOD.withFurtherNames(List.of(Pki.CLIENT_AUTH))),
        row("further name is not a DNS name", () -> GOOD.withFurtherNames(List.of("x/y"))),
        row("not an address range", () -> GOOD.withBalancers(List.of("192.0.2.0"))),
        row("not an address range", () -> GOOD.withBalancers(List.of("192.0.2.0/33"))),
        row("not an address range", () -> GOOD.withBalancers(List.of("localhost/8"))),
        row("not an address range", () -> GOOD.withBalancers(List.of("2001:db8::/129"))),
        row("body-bytes is 0", () -> ListenLimits.defaults().withBodyBytes(0)),
        row("connections is 0", () -> ListenLimits.defaults().withConnections(0, 1)),
        row("concurrent-requests is 0", () -> ListenLimits.defaults().withConcurrentRequests(0)),
        row("header time-out is PT0S", () -> timeouts(Duration.ZERO)),
        row("header time-out is PT2H", () -> timeouts(Duration.ofHours(2))));
  }

  private static Arguments row(String message, Supplier<Object> settings) {
    return Arguments.of(message, settings);
  }

  private static ListenTimeouts timeouts(Duration header) {
    var second = Duration.ofSeconds(1);
    return new ListenTimeouts(second, header, second, second, second, second, second);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  @DisplayName("settings that can't work are refused")
  void refused(String message, Supplier<Object> settings) {
    assertThatIllegalArgumentException().isThrownBy(settings::get).withMessageContaining(message);
  }

  @Test
  @DisplayName("every fault is named at once")
  void allAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenSettings.defaults("a b", "c d"))
        .withMessageContaining("public-host")
        .withMessageContaining("client-auth-host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenLimits.defaults().withConnections(0, 0))
        .withMessageContaining("connections is 0")
        .withMessageContaining("connections-per-address is 0");
  }

  @Test
  @DisplayName(
      "S-TLS-12, A-01 the defaults: 64 KiB of body, no named authorities, BoringSSL, any interface, port 8443")
  void defaults() {
    assertThat(GOOD.port()).isEqualTo(8_443);
    assertThat(GOOD.bindAddress().isAnyLocalAddress()).isTrue();
    assertThat(GOOD.namedAuthorities()).isEmpty();
    assertThat(GOOD.nativeTls()).isTrue();
    assertThat(GOOD.limits().bodyBytes()).isEqualTo(65_536);
    assertThatNoException()
        .isThrownBy(() ->
            GOOD.withFurtherNames(
                    List.of("localhost", "127.0.0.1", "::1", "xn--bcher-kva.example", "a_b.c"))
                .withBalancers(
                    List.of("192.0.2.7/32", "10.0.0.0/8", "2001:db8::/48", "0.0.0.0/0")));
  }
}
