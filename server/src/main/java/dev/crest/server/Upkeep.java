package dev.crest.server;

import dev.crest.server.access.SignInRecord;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.enrollment.RefusalRecord;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.listen.TlsIdentity;
import dev.crest.server.store.Ledger;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server does by itself from time to time. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long CERTIFICATE_SECONDS = 10;
  private static final long SUMMARY_SECONDS = 60;
  private static final long AUTHORITY_SECONDS = 2;

  private final TlsCertificate certificate;
  private final Consumer<TlsIdentity> served;
  private final RefusalRecord refusals;
  private final SignInRecord signIns;
  private final Ledger ledger;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon().factory());

  /**
   * @param served hears of another TLS certificate
   */
  Upkeep(
      TlsCertificate certificate,
      Authorities authorities,
      Consumer<TlsIdentity> served,
      RefusalRecord refusals,
      SignInRecord signIns,
      Ledger ledger,
      InstantSource clock) {
    this.certificate = certificate;
    this.served = served;
    this.refusals = refusals;
    this.signIns = signIns;
    this.ledger = ledger;
    this.clock = clock;
    every(CERTIFICATE_SECONDS, "the TLS certificate was not looked after", this::renewCertificate);
    every(AUTHORITY_SECONDS, "the CAs were not read again", authorities::refreshIfChanged);
    every(SUMMARY_SECONDS, "refusals of strangers were not summed up", this::sumUpRefusals);
  }

  private void every(long seconds, String failure, Runnable task) {
    Runnable safe =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            // A periodic task that throws would never run again.
            LOG.warn(failure, e);
          }
        };
    var scheduled = timer.scheduleWithFixedDelay(safe, seconds, seconds, TimeUnit.SECONDS);
    LOG.debug("every {} s: {}", seconds, scheduled);
  }

  private void renewCertificate() {
    certificate.changed().ifPresent(served);
  }

  /** One record a minute, however many strangers there were: how many refusals for which reason. */
  private void sumUpRefusals() {
    signIns.sumUp();
    var counts = refusals.drain();
    if (counts.isEmpty()) {
      return;
    }
    var details = new TreeMap<String, String>();
    counts.forEach((reason, count) -> details.put(reason, Long.toString(count)));
    ledger.record(
        new AuditEvent(
            clock.instant(),
            "anonymous",
            "certificate.refused-strangers",
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

  /** Sums up once more, so that no count is lost at a clean stop. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      sumUpRefusals();
    } catch (RuntimeException e) {
      LOG.warn("refusals of strangers were not summed up", e);
    }
  }
}
