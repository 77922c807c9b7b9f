package dev.crest.server.auth;

import static java.util.Comparator.naturalOrder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.Names;
import dev.crest.server.auth.Credential.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

  /** What came of looking for a path. */
  enum Standing {
    /** There is none. */
    NONE,
    /** There is one, and nothing on it is taken back. */
    GOOD,
    /** Every one goes through a certificate that the CA took back. */
    REVOKED,
    /** There is one, but the CA's list is out of date, and no other will do. */
    UNKNOWN
  }

  /** The leaf by its fingerprint, the CA as it is stored, and what it has taken back. */
  private record Key(String leaf, Certificate authority, Optional<RevocationList> revoked) {}

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
   * Finds out whether the chain's leaf leads to the CA now, and whether the CA still stands by it.
   *
   * @param chain leaf first; the rest in any order, extras don't matter
   * @param fingerprint the leaf's, in hexadecimal
   */
  Standing standing(
      List<Certificate> chain, String fingerprint, Proof.AuthenticationAuthority authority) {
    var now = clock.instant();
    var revocation = authority.revocation();
    var key =
        new Key(fingerprint, authority.certificate(), revocation.map(Credential.Revocation::list));
    var window = found.getIfPresent(key);
    // Where a remembered path is over, there may be another one, through a renewed intermediate.
    boolean known = window != null && window.holds(now);
    if (!known && !plausible(chain, authority.certificate())) {
      return Standing.NONE;
    }
    if (!known) {
      var standing = build(chain, key, now);
      if (standing != Standing.GOOD) {
        return standing;
      }
    }
    boolean stale = revocation.filter(r -> r.hard() && r.list().expiredAt(now)).isPresent();
    return stale ? Standing.UNKNOWN : Standing.GOOD;
  }

  private Standing build(List<Certificate> chain, Key key, Instant now) {
    var kept = chain.stream().filter(c -> !revoked(c, key)).toList();
    if (kept.contains(chain.getFirst())) {
      var path = path(kept, key, now);
      if (path.isPresent()) {
        found.put(key, Window.of(path.get()));
        return Standing.GOOD;
      }
    }
    boolean revoked = kept.size() < chain.size() && path(chain, key, now).isPresent();
    return revoked ? Standing.REVOKED : Standing.NONE;
  }

  private static boolean revoked(Certificate certificate, Key key) {
    return key.revoked().filter(list -> list.revokes(certificate.serialNumber())).isPresent()
        && Names.same(certificate.issuer(), key.authority().subject());
  }

  private static Optional<List<Certificate>> path(List<Certificate> chain, Key key, Instant now) {
    var others =
        chain.stream().skip(1).filter(c -> ClientFitness.strong(c.publicKeyInfo())).toList();
    var anchors = List.of(key.authority());
    var outcome = CertificationPath.validate(chain.getFirst(), others, anchors, now);
    return outcome instanceof CertificationPath.Outcome.Valid(var path)
        ? Optional.of(path)
        : Optional.empty();
  }

  /** Most CAs are ruled out by name, without any cryptography. */
  private static boolean plausible(List<Certificate> chain, Certificate authority) {
    return ClientFitness.strong(authority.publicKeyInfo())
        && chain.stream().anyMatch(c -> c.issuer().equals(authority.subject()));
  }
}
