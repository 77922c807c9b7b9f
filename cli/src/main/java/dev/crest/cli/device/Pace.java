package dev.crest.cli.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/** How time passes for a daemon. */
interface Pace extends InstantSource {
  /** Returns the time since some start; nobody can set it, unlike {@link #instant}. */
  Duration uptime();

  /** Rests for so long. */
  void rest(Duration duration) throws InterruptedException;

  /** Draws a number, at least 0 and less than 1. */
  double drawn();

  /** Returns the real one, whose calendar is another's. */
  static Pace real(InstantSource calendar) {
    return new Pace() {
      @Override
      public Instant instant() {
        return calendar.instant();
      }

      @Override
      public Duration uptime() {
        return Duration.ofNanos(System.nanoTime());
      }

      @Override
      public void rest(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }

      @Override
      public double drawn() {
        return ThreadLocalRandom.current().nextDouble();
      }
    };
  }
}
