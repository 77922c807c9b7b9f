package dev.crest.server.jobs;

import dev.crest.server.enrollment.RegistrationAuthority;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.JobRuns;
import dev.crest.server.store.JobRuns.Lease;
import dev.crest.server.store.JobRuns.PendingRow;
import dev.crest.server.store.Ledger;
import dev.crest.server.store.RowClaim;
import dev.crest.server.store.RowFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's run of one job: reads pending rows a portion at a time, works on as many at once as
 * there are workers, and says now and then that it still holds the job. Whatever it loses, the rows
 * say what is left. Thread-safe.
 */
final class JobRun {
  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
  private static final int PORTION = 200;
  private static final Duration HOLD = JobRuns.LEASE.dividedBy(6);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A part that stays away longer than this, store apart, fails the row. */
  private static final int MOST_TRIES = 40;

  private final Lease lease;
  private final RowHandler handler;
  private final String password;
  private final JobRuns runs;
  private final Ledger ledger;
  private final Semaphore workers;
  private final JobSettings settings;
  private final InstantSource clock;
  private final Phaser inFlight = new Phaser(1);
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  JobRun(
      Lease lease,
      RowHandler handler,
      String password,
      JobRuns runs,
      Ledger ledger,
      Semaphore workers,
      JobSettings settings,
      InstantSource clock) {
    this.lease = lease;
    this.handler = handler;
    this.password = password;
    this.runs = runs;
    this.ledger = ledger;
    this.workers = workers;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @param ended run at the end
   */
  void start(Runnable ended) {
    var holder = Thread.ofVirtual().name("crest-job-lease").unstarted(this::hold);
    var feeder =
        Thread.ofVirtual()
            .name("crest-job")
            .unstarted(() -> {
              try {
                run();
              } finally {
                stopped = true;
                holder.interrupt();
                ended.run();
              }
            });
    thread = feeder;
    holder.start();
    feeder.start();
  }

  void stop() {
    stopped = true;
  }

  void join() {
    var started = thread;
    if (started != null) {
      JobRunner.join(started);
    }
  }

  private void run() {
    LOG.info("job {} runs for the {}. time", lease.job().id(), lease.run());
    try {
      while (!stopped) {
        feed();
        inFlight.arriveAndAwaitAdvance();
        if (!stopped && end()) {
          return;
        }
      }
      inFlight.arriveAndAwaitAdvance();
      runs.release(lease);
    } catch (RuntimeException e) {
      // The lease runs out, and whoever takes the job then goes on.
      LOG.warn("job {} is interrupted", lease.job().id(), e);
    }
  }

  private boolean end() {
    if (runs.finish(lease, clock.instant().plus(settings.keepResults()))) {
      LOG.info("job {} is done", lease.job().id());
      return true;
    }
    // Rows whose outcome was lost are pending still.
    stopped |= !runs.hold(lease);
    pause(SHORTEST_PAUSE);
    return false;
  }

  private void feed() {
    long last = 0;
    var portion = runs.pending(lease.job().id(), last, PORTION);
    while (!portion.isEmpty() && !stopped) {
      for (var row : portion) {
        workers.acquireUninterruptibly();
        if (stopped) {
          workers.release();
          return;
        }
        inFlight.register();
        Thread.startVirtualThread(() -> work(row));
        last = row.number();
      }
      portion = runs.pending(lease.job().id(), last, PORTION);
    }
  }

  private void work(PendingRow row) {
    try {
      persist(row);
    } finally {
      workers.release();
      inFlight.arriveAndDeregister();
    }
  }

  /** Works on a row until it is done, has failed, or is no longer this run's. */
  private void persist(PendingRow row) {
    var pause = SHORTEST_PAUSE;
    for (int tries = 1; !stopped; tries++) {
      try {
        attempt(row, tries);
        return;
      } catch (Refused unavailable) {
        LOG.debug("row {} is tried again: {}", row.number(), unavailable.reason());
        pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  /**
   * @throws Refused {@code UNAVAILABLE} if it is to be tried again
   */
  private void attempt(PendingRow row, int tries) {
    try {
      handler.handle(lease, row, password);
    } catch (Refused refused) {
      if (refused.kind() == Kind.UNAVAILABLE && (storeIsAway(refused) || tries < MOST_TRIES)) {
        throw refused;
      }
      if (!refused.reason().equals(RegistrationAuthority.ROW_TAKEN)) {
        fail(row, refused.faults());
      }
    } catch (RuntimeException e) {
      LOG.error("row {} of job {} failed", row.number(), lease.job().id(), e);
      fail(row, List.of(Fault.of("Something unexpected happened.")));
    }
  }

  private static boolean storeIsAway(Refused refused) {
    return refused.reason().startsWith("store-") || refused.reason().startsWith("commit-");
  }

  private void fail(PendingRow row, List<Fault> faults) {
    ledger.fail(new RowFailure(new RowClaim(lease.job().id(), lease.run(), row.number()), faults));
  }

  private void hold() {
    while (!stopped) {
      try {
        Thread.sleep(HOLD);
        if (!stopped && !runs.hold(lease)) {
          LOG.info("job {} is no longer held", lease.job().id());
          stopped = true;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("job {} could not be held on to", lease.job().id(), e);
      }
    }
  }

  private static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
