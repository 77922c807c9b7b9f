package dev.crest.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** How often somebody may ask: a token bucket for each address. Thread-safe. */
@Component
final class RateLimit {
  private static final int MOST_CALLERS = 100_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_CALLERS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();
  private final AdminSettings settings;

  RateLimit(AdminSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws Refused {@code RATE_LIMITED} with the time until the next request is taken
   */
  void admit(String caller) {
    var probe = buckets.get(caller, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw Refused.of(Kind.RATE_LIMITED, "rate-limited", "Too many requests; slow down.")
          .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1));
    }
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit ->
            limit
                .capacity(settings.burst())
                .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
        .build();
  }
}
