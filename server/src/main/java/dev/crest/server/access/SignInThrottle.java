package dev.crest.server.access;

import dev.crest.server.auth.FailureThrottle;
import dev.crest.server.auth.ThrottleSettings;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses: failures are counted by name and address together, and by address. A name
 * alone never pauses, so nobody can lock somebody else out; and the pause is not asked of who shows
 * a good one-time code, see {@link PasswordSignIn}. Each node counts for itself. Thread-safe.
 */
@Component
final class SignInThrottle {
  private static final int REMEMBERED = 100_000;

  private final FailureThrottle names;
  private final FailureThrottle addresses;
  private final FailureThrottle codes;

  SignInThrottle(InstantSource clock) {
    this.names = throttle(5, Duration.ofMinutes(1), Duration.ofMinutes(15), clock);
    this.addresses = throttle(50, Duration.ofSeconds(5), Duration.ofMinutes(5), clock);
    this.codes = throttle(5, Duration.ofMinutes(1), Duration.ofMinutes(15), clock);
  }

  private static FailureThrottle throttle(
      int burst, Duration recovery, Duration longest, InstantSource clock) {
    return new FailureThrottle(
        new ThrottleSettings(burst, recovery, Duration.ofSeconds(1), longest, REMEMBERED), clock);
  }

  /**
   * @throws dev.crest.server.refusal.Refused {@code RATE_LIMITED} with the time to wait
   */
  void admit(Source source, String name) {
    addresses.admit(source.address());
    names.admit(source.address(), name);
  }

  /** Counts a failed password. */
  void failed(Source source, String name) {
    addresses.failed(source.address());
    names.failed(source.address(), name);
  }

  /**
   * Lets a code be tried, also during a pause of the others.
   *
   * @throws dev.crest.server.refusal.Refused {@code RATE_LIMITED} with the time to wait
   */
  void admitCode(Source source, String name) {
    codes.admit(source.address(), name);
  }

  /** Counts a failed code. */
  void codeFailed(Source source, String name) {
    codes.failed(source.address(), name);
  }

  /**
   * Lets an address try a link or passkey.
   *
   * @throws dev.crest.server.refusal.Refused {@code RATE_LIMITED} with the time to wait
   */
  void admit(Source source) {
    codes.admit(source.address());
  }

  /** Counts a failed link or passkey. */
  void failed(Source source) {
    codes.failed(source.address());
  }
}
