package dev.crest.estclient;

import java.time.Duration;

/**
 * How long to wait for a request that the server has not decided yet (HTTP status 202).
 *
 * @param longest altogether
 * @param polls how often to ask at most
 * @param shortestPause between two questions, whatever the server says
 */
public record Patience(Duration longest, int polls, Duration shortestPause) {
  public Patience {
    if (longest.isNegative() || polls < 0 || shortestPause.toMillis() < 1) {
      throw new IllegalArgumentException("patience is not negative, and pauses are at least 1 ms");
    }
  }

  /** Asks for so long, at most a thousand times and never more often than once a second. */
  public static Patience of(Duration longest) {
    return new Patience(longest, 1000, Duration.ofSeconds(1));
  }
}
