package dev.crest.server.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How the audit log is kept.
 *
 * @param checkpointInterval how often its chains are signed, if anything was appended
 * @param retention how long records are kept; empty for all of them for ever
 */
public record AuditSettings(Duration checkpointInterval, Optional<Duration> retention) {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

  public AuditSettings {
    if (checkpointInterval.compareTo(SHORTEST_INTERVAL) < 0
        || checkpointInterval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException("checkpoint-interval must be between a second and a day");
    }
    if (retention.filter(time -> time.compareTo(SHORTEST_RETENTION) < 0).isPresent()) {
      throw new IllegalArgumentException("retention must be a day at least");
    }
  }

  /** Returns a checkpoint every quarter of an hour, and everything kept. */
  public static AuditSettings usual() {
    return new AuditSettings(Duration.ofMinutes(15), Optional.empty());
  }
}
