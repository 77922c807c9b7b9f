package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
  private static final InetAddress SOURCE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.2");
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final TurnableClock clock = TurnableClock.at(Instant.parse("2026-11-01T00:00:00Z"));
  private final FailureThrottle throttle =
      new FailureThrottle(
          new ThrottleSettings(3, Duration.ofSeconds(10), PAUSE, Duration.ofSeconds(8), 1000),
          clock);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed(SOURCE);
    }
  }

  private Duration pause() {
    var refused = catchThrowableOfType(Refused.class, () -> throttle.admit(SOURCE));
    assertThat(refused.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refused.reason()).isEqualTo("too-many-failures");
    return refused.retryAfter().orElseThrow();
  }

  @Test
  @DisplayName("S-AUTH-11 failures up to the burst pass, the next ones pause the source")
  void burst() {
    fail(2);
    throttle.admit(SOURCE);
    fail(1);
    assertThat(pause()).isEqualTo(PAUSE);
  }

  @Test
  @DisplayName("S-AUTH-11 pauses double up to the longest, and retry-after counts down")
  void backOff() {
    fail(3);
    var pauses = new ArrayList<Duration>();
    for (int i = 0; i < 5; i++) {
      pauses.add(pause());
      clock.turn(Duration.ofSeconds(1));
      assertThat(pause()).isEqualTo(pauses.getLast().minusSeconds(1));
      clock.turn(pauses.getLast().minusSeconds(1));
      throttle.admit(SOURCE);
      fail(1);
    }
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L, 8L, 8L);
  }

  @Test
  @DisplayName("requests on their way when a pause begins don't make it longer")
  void inFlight() {
    fail(50);
    assertThat(pause()).isEqualTo(PAUSE);
  }

  @Test
  @DisplayName("S-AUTH-11 nobody is locked out forever: failures are forgiven with time")
  void recovery() {
    fail(5);
    clock.turn(Duration.ofSeconds(40));
    throttle.admit(SOURCE);
    fail(2);
    throttle.admit(SOURCE);
    fail(1);
    assertThat(pause()).as("a clean source starts with the first pause again").isEqualTo(PAUSE);
  }

  @Test
  @DisplayName("S-AUTH-11 the owner of a credential elsewhere is not locked out")
  void elsewhere() {
    fail(100);
    assertThatCode(() -> throttle.admit(ELSEWHERE)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("IPv6 sources are one by their /64")
  void network() {
    for (int i = 1; i <= 3; i++) {
      throttle.failed(InetAddress.ofLiteral("2001:db8:1:2::" + i));
    }
    assertThatThrownBy(() -> throttle.admit(InetAddress.ofLiteral("2001:db8:1:2:ffff::1")))
        .isInstanceOf(Refused.class);
    assertThatCode(() -> throttle.admit(InetAddress.ofLiteral("2001:db8:1:3::1")))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("A-40 a clock set back ends a pause instead of making it endless")
  void clockSetBack() {
    fail(3);
    clock.turn(Duration.ofDays(-3650));
    assertThatCode(() -> throttle.admit(SOURCE)).doesNotThrowAnyException();
    fail(3);
    assertThat(pause()).isLessThanOrEqualTo(Duration.ofSeconds(8));
    clock.turn(Duration.ofDays(7300));
    assertThatCode(() -> throttle.admit(SOURCE)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("a burst of one pauses at once")
  void burstOfOne() {
    var strict =
        new FailureThrottle(
            new ThrottleSettings(1, Duration.ofSeconds(10), PAUSE, PAUSE, 1000), clock);
    strict.failed(SOURCE);
    assertThatThrownBy(() -> strict.admit(SOURCE)).isInstanceOf(Refused.class);
  }

  @Test
  @DisplayName("A-11 memory is bounded: a hundred thousand sources don't stay")
  void memory() {
    var small =
        new FailureThrottle(
            new ThrottleSettings(3, Duration.ofSeconds(10), PAUSE, PAUSE, 100), clock);
    for (int i = 0; i < 100_000; i++) {
      small.failed(
          InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
    }
    assertThat(small.sources()).isLessThanOrEqualTo(100);
  }

  @Test
  @DisplayName("settings that make no sense are refused")
  void settings() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new ThrottleSettings(0, second, second, second, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ThrottleSettings(1, second, second, second, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ThrottleSettings(1, Duration.ZERO, second, second, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ThrottleSettings(1, second, second, Duration.ofMillis(1), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ThrottleSettings.usual().burst()).isGreaterThanOrEqualTo(100);
    assertThat(ThrottleSettings.usual().longestPause()).isLessThanOrEqualTo(Duration.ofHours(1));
  }
}
