package dev.crest.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Slows down sources that send passcodes which do not exist (S-AUTH-11): a bucket of failures each,
 * and pauses that double while it stays empty.
 *
 * <p>It is the source that pauses, never a credential: nobody can lock out the owner of a passcode
 * who calls from elsewhere, nor anyone who calls with a certificate. Pauses have an end, and what
 * is refused during one does not prolong it. Memory is bounded; the least used source is forgotten
 * first. Thread-safe.
 */
public final class FailureThrottle {
  /** IPv6 sources are told apart by their /64: whoever has one address has them all. */
  private static final int NETWORK_BYTES = 8;

  private final ThrottleSettings settings;
  private final InstantSource clock;
  private final Cache<ByteBuffer, Failures> records;

  /**
   * What is known of a source: failures still to be forgiven as of an instant, how often it had to
   * pause since it was last clean, and until when it pauses now.
   */
  private record Failures(double count, Instant asOf, int pauses, Instant pausedUntil) {}

  public FailureThrottle(ThrottleSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.records = Caffeine.newBuilder().maximumSize(settings.sources()).build();
  }

  /**
   * Lets a source try a passcode.
   *
   * @throws Refused {@code RATE_LIMITED} with the time to wait while it pauses
   */
  public void admit(InetAddress source) {
    admit(key(source));
  }

  /**
   * Lets a source try something under a name, which is counted apart from other names.
   *
   * @throws Refused {@code RATE_LIMITED} with the time to wait while it pauses
   */
  public void admit(InetAddress source, String name) {
    admit(key(source, name));
  }

  private void admit(ByteBuffer key) {
    var record = records.getIfPresent(key);
    if (record == null) {
      return;
    }
    var left = Duration.between(clock.instant(), record.pausedUntil());
    if (pausing(left)) {
      throw Refused.of(
              Kind.RATE_LIMITED,
              "too-many-failures",
              "Too many failures from this address; try again later.")
          .retryAfter(left);
    }
  }

  /** A pause longer than the longest one comes from a clock that was set back, and is none. */
  private boolean pausing(Duration left) {
    return left.compareTo(Duration.ZERO) > 0 && left.compareTo(settings.longestPause()) <= 0;
  }

  /** Returns how many sources are remembered now. */
  long sources() {
    records.cleanUp();
    return records.estimatedSize();
  }

  /** Counts a failed passcode. */
  public void failed(InetAddress source) {
    failed(key(source));
  }

  /** Counts a failure under a name. */
  public void failed(InetAddress source, String name) {
    failed(key(source, name));
  }

  private void failed(ByteBuffer key) {
    var now = clock.instant();
    records.asMap().merge(key, first(now), (known, _) -> next(known, now));
  }

  private Failures first(Instant now) {
    return settings.burst() > 1
        ? new Failures(1, now, 0, Instant.EPOCH)
        : new Failures(1, now, 1, now.plus(settings.firstPause()));
  }

  private Failures next(Failures known, Instant now) {
    double count = 1 + Math.max(0, known.count() - forgiven(known.asOf(), now));
    int pauses = count <= 1 ? 0 : known.pauses();
    if (count < settings.burst()) {
      return new Failures(count, now, pauses, known.pausedUntil());
    }
    // The bucket does not overflow, so that a source recovers in bounded time; and requests that
    // were on their way when the pause began do not make it longer.
    return pausing(Duration.between(now, known.pausedUntil()))
        ? new Failures(settings.burst(), now, pauses, known.pausedUntil())
        : new Failures(settings.burst(), now, pauses + 1, now.plus(pause(pauses)));
  }

  private double forgiven(Instant since, Instant now) {
    return Math.max(0.0, seconds(Duration.between(since, now))) / seconds(settings.recovery());
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private Duration pause(int before) {
    // 2^30 seconds is longer than any longest pause; the shift must not overflow.
    var doubled = settings.firstPause().multipliedBy(1L << Math.min(before, 30));
    return doubled.compareTo(settings.longestPause()) < 0 ? doubled : settings.longestPause();
  }

  private static ByteBuffer key(InetAddress source) {
    var bytes = source.getAddress();
    return ByteBuffer.wrap(
        source instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }

  /** A digest, since names come from strangers and are as long as they like. */
  private static ByteBuffer key(InetAddress source, String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(key(source));
      return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
