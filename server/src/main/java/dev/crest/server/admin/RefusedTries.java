package dev.crest.server.admin;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Ledger;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Records what somebody who is signed in tried and may not do, beyond what {@code Authorization}
 * records itself. Thread-safe.
 */
@Component
final class RefusedTries {
  private final Ledger ledger;
  private final InstantSource clock;

  RefusedTries(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  void record(Refused refused, HttpServletRequest request) {
    if (refused.kind() != Kind.FORBIDDEN
        || refused.reason().equals("role")
        || CallContext.identity(request).isEmpty()) {
      return;
    }
    var actor = CallContext.actor(request);
    ledger.record(
        new AuditEvent(
            clock.instant(),
            actor.name(),
            "access.denied",
            AuditEvent.Outcome.REFUSED,
            Optional.of(refused.reason()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            actor.requestId(),
            actor.address(),
            Map.of("method", request.getMethod())));
  }
}
