package dev.crest.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.testkit.HeldCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an identity waits after a failure. */
class BackoffTest {
  @ParameterizedTest(name = "life {0}, left {1}, failure {2}, Retry-After {3}: {4} to {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P90D   | P20D   | 1   |        | PT30S   | PT1M
          P90D   | P20D   | 3   |        | PT2M    | PT4M
          P90D   | P20D   | 50  |        | PT30M   | PT1H
          P90D   | PT4H   | 50  |        | PT15M   | PT30M
          P90D   | PT2M   | 50  |        | PT30S   | PT1M
          P90D   | PT-1M  | 50  |        | PT30S   | PT1M
          P90D   | P-7D   | 50  |        | PT30M   | PT1H
          PT5M   | PT80S  | 1   |        | PT2.5S  | PT5S
          PT5M   | PT80S  | 9   |        | PT5S    | PT10S
          PT5M   | PT2S   | 9   |        | PT2.5S  | PT5S
          P90D   | P20D   | 1   | PT2H   | PT2H    | PT2H12M
          P90D   | P20D   | 1   | P30D   | P1D     | PT26H24M
          P90D   | PT4H   | 1   | P30D   | PT2H    | PT2H
          PT5M   | PT80S  | 1   | PT10M  | PT40S   | PT40S
          PT5M   | PT-10S | 1   | PT10M  | PT10M   | PT11M
          P90D   | P20D   | 50  | PT0S   | PT30M   | PT1H
          """)
  @DisplayName("twice as long each time, closer to the expiry more often, Retry-After heeded")
  void pauses(
      Duration life, Duration left, int failures, Duration asked, Duration least, Duration most) {
    var end = Instant.now().plus(Duration.ofDays(30));
    var one =
        new HeldCertificate.Builder()
            .notBefore(end.minus(life))
            .notAfter(end)
            .build()
            .certificate();
    var now = one.notAfter().minus(left);
    for (var drawn : new double[] {0, 0.3, 0.999}) {
      assertThat(Backoff.pause(one, now, failures, Optional.ofNullable(asked), drawn))
          .isBetween(least.minusMillis(20), most.plusMillis(20));
    }
  }
}
