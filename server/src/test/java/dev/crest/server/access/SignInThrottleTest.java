package dev.crest.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.TurnableClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lock-out that cannot be used to lock others out for good. */
class SignInThrottleTest {
  private final TurnableClock clock = TurnableClock.atPresent();
  private final SignInThrottle throttle = new SignInThrottle(clock);

  private static Source from(String address) {
    try {
      return new Source(InetAddress.getByName(address), "r", "");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Duration pause(Source source, String name) {
    try {
      throttle.admit(source, name);
      return Duration.ZERO;
    } catch (Refused refused) {
      assertThat(refused.kind()).isEqualTo(Kind.RATE_LIMITED);
      return refused.retryAfter().orElseThrow();
    }
  }

  @Test
  @DisplayName("pauses grow with every further failure, up to fifteen minutes and no longer")
  void growing() {
    var source = from("192.0.2.1");
    var last = Duration.ZERO;
    for (int i = 0; i < 60; i++) {
      throttle.failed(source, "ada");
      var now = pause(source, "ada");
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
      clock.turn(now);
    }
    assertThat(last).isLessThanOrEqualTo(Duration.ofMinutes(15));
    clock.turn(Duration.ofMinutes(15));
    assertThatCode(() -> throttle.admit(source, "ada")).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("whoever fails under a name keeps nobody from signing in under it elsewhere")
  void others() {
    for (int i = 0; i < 1000; i++) {
      throttle.failed(from("192.0.2.1"), "ada");
    }
    assertThat(pause(from("192.0.2.1"), "ada")).isPositive();
    assertThat(pause(from("192.0.2.2"), "ada")).isZero();
    assertThat(pause(from("2001:db8::1"), "ada")).isZero();
  }

  @Test
  @DisplayName("an address that fails under many names pauses for all of them")
  void spraying() {
    for (int i = 0; i < 60; i++) {
      throttle.failed(from("192.0.2.1"), "name " + i);
    }
    assertThat(pause(from("192.0.2.1"), "somebody else")).isPositive();
    assertThat(pause(from("192.0.2.9"), "somebody else")).isZero();
  }

  @Test
  @DisplayName("codes have a pause of their own, which nothing goes round")
  void codes() {
    var source = from("192.0.2.1");
    for (int i = 0; i < 5; i++) {
      assertThatCode(() -> throttle.admitCode(source, "ada")).doesNotThrowAnyException();
      throttle.codeFailed(source, "ada");
    }
    assertThatExceptionOfType(Refused.class).isThrownBy(() -> throttle.admitCode(source, "ada"));
    assertThatCode(() -> throttle.admitCode(source, "bob")).doesNotThrowAnyException();
  }
}
