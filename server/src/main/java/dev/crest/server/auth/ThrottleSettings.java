package dev.crest.server.auth;

import java.time.Duration;

/**
 * How many failed passcodes one source may send.
 *
 * <p>The defaults are generous, since a whole fleet may sit behind one address: only failures
 * count, and 62^20 passcodes cannot be searched at this pace, nor at a thousand times it.
 *
 * @param burst failures in quick succession before a pause is asked for; at least 1
 * @param recovery after how long one failure is forgiven
 * @param firstPause how long the first pause is; each further one doubles
 * @param longestPause how long a pause gets at most
 * @param sources how many sources are remembered at most
 */
public record ThrottleSettings(
    int burst, Duration recovery, Duration firstPause, Duration longestPause, int sources) {
  public ThrottleSettings {
    if (burst < 1 || sources < 1) {
      throw new IllegalArgumentException("burst and sources are at least 1");
    }
    if (!positive(recovery) || !positive(firstPause) || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "recovery and first-pause are longer than zero, longest-pause is not shorter than"
              + " first-pause");
    }
  }

  /** Returns 100 failures at once, one more each second, pauses of one second to one minute. */
  public static ThrottleSettings usual() {
    return new ThrottleSettings(
        100, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 100_000);
  }

  private static boolean positive(Duration duration) {
    return duration.compareTo(Duration.ZERO) > 0;
  }
}
