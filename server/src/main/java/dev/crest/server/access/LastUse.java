package dev.crest.server.access;

import dev.crest.server.refusal.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps when something was last used, to the minute: not every request writes. Thread-safe where
 * the writer is.
 */
final class LastUse {
  private static final Logger LOG = LoggerFactory.getLogger(LastUse.class);
  private static final Duration EXACT = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Consumer<String> writer;

  LastUse(InstantSource clock, Consumer<String> writer) {
    this.clock = clock;
    this.writer = writer;
  }

  /** Keeps a use; that it cannot be kept is no reason to refuse it. */
  void keep(String id, Optional<Instant> known) {
    var due = clock.instant().minus(EXACT);
    if (known.isPresent() && known.get().isAfter(due)) {
      return;
    }
    try {
      writer.accept(id);
    } catch (Refused busy) {
      LOG.debug("a last use was not kept: {}", busy.reason());
    }
  }
}
