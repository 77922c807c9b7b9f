package dev.crest.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
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

  private record Key(String leaf, String authority) {}

  private final Cache<Key, List<Certificate>> found;
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
   */
  boolean lead(List<Certificate> chain, Certificate authority) {
    if (!plausible(chain, authority)) {
      return false;
    }
    var now = clock.instant();
    var key = new Key(hex(chain.getFirst()), hex(authority));
    var path = found.getIfPresent(key);
    if (path != null) {
      return path.stream().allMatch(certificate -> valid(certificate, now));
    }
    return build(chain, authority, key, now);
  }

  private boolean build(List<Certificate> chain, Certificate authority, Key key, Instant now) {
    var others =
        chain.stream().skip(1).filter(c -> ClientFitness.strong(c.publicKeyInfo())).toList();
    var outcome = CertificationPath.validate(chain.getFirst(), others, List.of(authority), now);
    if (outcome instanceof CertificationPath.Outcome.Valid(var path)) {
      found.put(key, path);
      return true;
    }
    return false;
  }

  /** Most CAs are ruled out by name, without any cryptography. */
  private static boolean plausible(List<Certificate> chain, Certificate authority) {
    return ClientFitness.strong(authority.publicKeyInfo())
        && chain.stream().anyMatch(c -> c.issuer().equals(authority.subject()));
  }

  private static boolean valid(Certificate certificate, Instant now) {
    return !now.isBefore(certificate.notBefore()) && !now.isAfter(certificate.notAfter());
  }

  private static String hex(Certificate certificate) {
    return HexFormat.of().formatHex(certificate.fingerprint());
  }
}
