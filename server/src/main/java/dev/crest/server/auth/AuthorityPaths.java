package dev.crest.server.auth;

import static java.util.Comparator.naturalOrder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether a client's certificate chains to an authentication CA (RFC 5280 §6).
 *
 * <p>A path that was found is remembered for a while by leaf and CA, so that a device which calls
 * again costs no signature verification; the validity dates on the path are judged at each call. A
 * path that was not found is not remembered: the client may present the missing intermediate the
 * next time. Nothing is ever fetched: AIA and CRL URLs in a stranger's certificate are not followed
 * . Thread-safe.
 */
final class AuthorityPaths {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MOST_REMEMBERED = 20_000;

  /** The leaf by its fingerprint, the CA as it is stored. */
  private record Key(String leaf, Certificate authority) {}

  /** When every certificate of a path is valid. */
  private record Window(Instant from, Instant to) {
    static Window of(List<Certificate> path) {
      return new Window(
          path.stream().map(Certificate::notBefore).max(naturalOrder()).orElseThrow(),
          path.stream().map(Certificate::notAfter).min(naturalOrder()).orElseThrow());
    }

    boolean holds(Instant now) {
      return !now.isBefore(from) && !now.isAfter(to);
    }
  }

  private final Cache<Key, Window> found;
  private final InstantSource clock;

  AuthorityPaths(InstantSource clock) {
    this.clock = clock;
    this.found =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker(clock))
            .build();
  }

  private static Ticker ticker(InstantSource clock) {
    return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }

  /**
   * Whether the chain's leaf leads to the CA now.
   *
   * @param chain leaf first; the rest in any order, extras don't matter
   * @param fingerprint the leaf's, in hexadecimal
   */
  boolean lead(List<Certificate> chain, String fingerprint, Certificate authority) {
    var now = clock.instant();
    var key = new Key(fingerprint, authority);
    var window = found.getIfPresent(key);
    // Where a remembered path is over, there may be another one, through a renewed intermediate.
    boolean known = window != null && window.holds(now);
    return known || (plausible(chain, authority) && build(chain, key, now));
  }

  private boolean build(List<Certificate> chain, Key key, Instant now) {
    var others =
        chain.stream().skip(1).filter(c -> ClientFitness.strong(c.publicKeyInfo())).toList();
    var anchors = List.of(key.authority());
    var outcome = CertificationPath.validate(chain.getFirst(), others, anchors, now);
    if (outcome instanceof CertificationPath.Outcome.Valid(var path)) {
      found.put(key, Window.of(path));
      return true;
    }
    return false;
  }

  /** Most CAs are ruled out by name, without any cryptography. */
  private static boolean plausible(List<Certificate> chain, Certificate authority) {
    return ClientFitness.strong(authority.publicKeyInfo())
        && chain.stream().anyMatch(c -> c.issuer().equals(authority.subject()));
  }
}
