package dev.crest.server;

import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SignerUnavailable;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuditCheckpoints;
import dev.crest.server.store.AuditSettings;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs the audit log from time to time and at a clean stop, and prunes it where that is asked. */
final class AuditUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditUpkeep.class);
  private static final int STOP_SECONDS = 10;

  private final AuditCheckpoints checkpoints;
  private final Signer signer;
  private final AuditSettings settings;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-upkeep").daemon().factory());

  AuditUpkeep(
      AuditCheckpoints checkpoints, Signer signer, AuditSettings settings, InstantSource clock) {
    this.checkpoints = checkpoints;
    this.signer = signer;
    this.settings = settings;
    this.clock = clock;
    long millis = settings.checkpointInterval().toMillis();
    var scheduled = timer.scheduleWithFixedDelay(this::run, millis, millis, TimeUnit.MILLISECONDS);
    LOG.debug("the audit log is signed every {}: {}", settings.checkpointInterval(), scheduled);
  }

  private void run() {
    sign();
    try {
      settings
          .retention()
          .ifPresent(time -> checkpoints.prune(signer, clock.instant().minus(time)));
    } catch (RuntimeException e) {
      // A periodic task that throws would never run again.
      LOG.warn("the audit log was not pruned", e);
    }
  }

  private void sign() {
    try {
      checkpoints.sign(signer, settings.checkpointInterval().multipliedBy(3));
    } catch (Refused | SignerUnavailable e) {
      LOG.warn("the audit log was not signed: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("the audit log was not signed", e);
    }
  }

  /** Signs once more. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the audit log is still being pruned; the next start goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sign();
  }
}
