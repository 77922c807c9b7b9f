package dev.crest.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test turns it. Thread-safe. */
public final class TurnableClock implements InstantSource {
  private final AtomicReference<Instant> now;

  private TurnableClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  /** Returns a clock that stands at {@code start}. */
  public static TurnableClock at(Instant start) {
    return new TurnableClock(start);
  }

  /** Returns a clock that stands at the present whole second, as certificates know no less. */
  public static TurnableClock atPresent() {
    return new TurnableClock(Instant.ofEpochSecond(Instant.now().getEpochSecond()));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Turns the clock on, or back with a negative duration. */
  public void turn(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  /** Turns the clock to a point in time. */
  public void turnTo(Instant instant) {
    now.set(instant);
  }
}
