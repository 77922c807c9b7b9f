package dev.crest.cli.device;

import dev.crest.pkix.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When to try again after a failure. Each pause is twice as long as the one before, up to an eighth
 * of the time to the expiry, so that the tries come closer as it comes near; past it they spread
 * again. A part of each pause is drawn, so that a fleet does not come back at once.
 */
final class Backoff {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);

  private Backoff() {}

  /**
   * Returns how long to wait.
   *
   * @param failures how many there were in a row, at least one
   * @param asked how long the server wants to be left alone, where it says; that is kept to, but
   *     not so long that the certificate would expire before the next try
   * @param drawn at least 0 and less than 1
   */
  static Duration pause(
      Certificate certificate, Instant now, int failures, Optional<Duration> asked, double drawn) {
    var shortest = shortest(certificate);
    var left = Duration.between(now, certificate.notAfter());
    var longest = between(left.abs().dividedBy(8), shortest, LONGEST);
    var doubled = shortest.multipliedBy(1L << Math.min(failures - 1, 20));
    var own = shorter(doubled, longest);
    var pause = own.minus(portion(own.dividedBy(2), drawn));
    if (asked.isEmpty()) {
      return longer(pause, shortest.dividedBy(2));
    }
    var polite = shorter(asked.get(), LONGEST_ASKED);
    polite = polite.plus(portion(polite.dividedBy(10), drawn));
    if (left.isPositive()) {
      // Half of what is left, and half of that: some tries remain whatever the server says.
      polite = shorter(polite, longer(left.dividedBy(2), shortest));
    }
    return longer(polite, pause);
  }

  /**
   * Returns how long to leave a certificate alone that was due for renewal when it was issued, as
   * those are that begin long before: half of what is left of it.
   */
  static Duration afterIssue(Certificate certificate, Instant now) {
    var left = Duration.between(now, certificate.notAfter());
    return between(left.dividedBy(2), shortest(certificate), LONGEST_ASKED);
  }

  /** Returns how long to wait where there is no certificate that could be read. */
  static Duration pause(int failures, double drawn) {
    var own = shorter(Duration.ofMinutes(1).multipliedBy(1L << Math.min(failures - 1, 6)), LONGEST);
    return own.minus(portion(own.dividedBy(2), drawn));
  }

  private static Duration shortest(Certificate certificate) {
    var life = Duration.between(certificate.notBefore(), certificate.notAfter());
    return between(life.dividedBy(60), Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  private static Duration portion(Duration of, double drawn) {
    return Duration.ofMillis((long) (of.toMillis() * drawn));
  }

  private static Duration between(Duration value, Duration least, Duration most) {
    return shorter(longer(value, least), most);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
