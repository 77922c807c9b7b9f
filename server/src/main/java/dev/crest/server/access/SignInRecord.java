package dev.crest.server.access;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.store.Ledger;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Refused sign-ins, for the audit log: those under a name that exists one by one, those of
 * strangers counted and summed up. What was typed is never kept. Thread-safe.
 */
public final class SignInRecord {
  private final Ledger ledger;
  private final InstantSource clock;
  private final Map<String, LongAdder> strangers = new ConcurrentHashMap<>();

  public SignInRecord(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Records a refused sign-in of somebody known. */
  void refused(Source source, String principalId, String reason) {
    ledger.record(
        new AuditEvent(
            clock.instant(),
            "anonymous",
            "session.refuse",
            AuditEvent.Outcome.REFUSED,
            Optional.of(reason),
            Optional.empty(),
            Optional.empty(),
            Optional.of("user"),
            Optional.of(principalId),
            Optional.of(source.requestId()),
            Optional.of(source.address().getHostAddress()),
            Map.of()));
  }

  /** Counts a refused sign-in of a stranger. */
  void refusedStranger(String reason) {
    strangers.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  /** Writes one record of the strangers since the last one, where there were any. */
  public void sumUp() {
    var details = new TreeMap<String, String>();
    strangers.forEach((reason, count) -> {
      long since = count.sumThenReset();
      if (since > 0) {
        details.put(reason, Long.toString(since));
      }
    });
    if (details.isEmpty()) {
      return;
    }
    ledger.record(
        new AuditEvent(
            clock.instant(),
            "anonymous",
            "session.refused-strangers",
            AuditEvent.Outcome.REFUSED,
            Optional.of("not-authenticated"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            details));
  }
}
