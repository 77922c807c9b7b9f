package dev.crest.estclient;

import java.time.Duration;

/**
 * How long to wait, and how much to take.
 *
 * @param connect for one connection to one address
 * @param read for the next bytes of an answer
 * @param operation for everything that one call does, generating keys aside
 * @param answerBytes the longest body that is read
 * @param certificates the most certificates that a message may hold
 */
public record Limits(
    Duration connect, Duration read, Duration operation, int answerBytes, int certificates) {
  /** 10 and 30 seconds, two minutes, 1 MiB and 100 certificates. */
  public static final Limits USUAL =
      new Limits(
          Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), 1 << 20, 100);

  public Limits {
    if (!positive(connect) || !positive(read) || !positive(operation)) {
      throw new IllegalArgumentException("time limits are longer than nothing");
    }
    if (answerBytes < 1 || certificates < 1) {
      throw new IllegalArgumentException("at least one byte and one certificate are taken");
    }
  }

  private static boolean positive(Duration duration) {
    return duration.toMillis() > 0;
  }
}
