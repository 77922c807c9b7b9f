package dev.crest.server.enrollment;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Ledger;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps track of refusals: those of a known caller get an audit record each, those of strangers are
 * counted, so that a stranger cannot fill the disk. A bare challenge (no credential presented) is
 * no event at all. Thread-safe.
 */
public final class RefusalRecord {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalRecord.class);

  private final Ledger ledger;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, LongAdder> strangers = new ConcurrentHashMap<>();

  public RefusalRecord(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  void of(Refused refused, Progress progress) {
    if (refused.kind() == Kind.UNAVAILABLE) {
      // The store may be what is down; the log has it.
      LOG.warn("enrolment not possible: {}", refused.reason());
      return;
    }
    if (progress.known(refused)) {
      ledger.record(progress.refusal(refused, clock.instant()));
    } else if (!refused.reason().equals("no-credential")) {
      strangers.computeIfAbsent(refused.reason(), reason -> new LongAdder()).increment();
    }
  }

  /**
   * Returns and resets the counts of strangers' refusals by reason, for the periodic summary
   * record.
   */
  public Map<String, Long> drain() {
    var counts = new TreeMap<String, Long>();
    strangers.forEach((reason, count) -> {
      long sum = count.sumThenReset();
      if (sum > 0) {
        counts.put(reason, sum);
      }
    });
    return counts;
  }
}
