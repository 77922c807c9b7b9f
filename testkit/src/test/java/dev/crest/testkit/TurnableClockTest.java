package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnableClockTest {
  @Test
  @DisplayName("the clock stands still until it is turned")
  void turn() {
    var start = Instant.parse("2026-11-01T00:00:00Z");
    var clock = TurnableClock.at(start);
    assertThat(clock.instant()).isEqualTo(start);
    clock.turn(Duration.ofDays(1));
    assertThat(clock.instant()).isEqualTo("2026-11-02T00:00:00Z");
    clock.turn(Duration.ofDays(-2));
    assertThat(clock.instant()).isEqualTo("2026-10-31T00:00:00Z");
    clock.turnTo(start);
    assertThat(clock.instant()).isEqualTo(start);
    var present = TurnableClock.atPresent().instant();
    assertThat(present).isEqualTo(present.truncatedTo(ChronoUnit.SECONDS));
  }
}
