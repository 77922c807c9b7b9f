package dev.crest.server.jobs;

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
      for (int i = 0; i < portion.size(); i += handler.rowsAtOnce()) {
        var rows = portion.subList(i, Math.min(portion.size(), i + handler.rowsAtOnce()));
        workers.acquireUninterruptibly();
        if (stopped) {
          workers.release();
          return;
        }
        inFlight.register();
        Thread.startVirtualThread(() -> work(rows));
        last = rows.getLast().number();
      }
      portion = runs.pending(lease.job().id(), last, PORTION);
    }
  }

  private void work(List<PendingRow> rows) {
    try {
      persist(rows);
    } finally {
      workers.release();
      inFlight.arriveAndDeregister();
    }
  }

  /** Works on rows until they are done, have failed, or are no longer this run's. */
  private void persist(List<PendingRow> rows) {
    var pause = SHORTEST_PAUSE;
    for (int tries = 1; !stopped; tries++) {
      try {
        attempt(rows, tries);
        return;
      } catch (Refused unavailable) {
        LOG.debug("rows are tried again: {}", unavailable.reason());
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
  private void attempt(List<PendingRow> rows, int tries) {
    try {
      handler.handle(lease, rows, password);
    } catch (Refused refused) {
      if (refused.kind() == Kind.UNAVAILABLE && (storeIsAway(refused) || tries < MOST_TRIES)) {
        throw refused;
      }
      if (!refused.reason().equals(RowClaim.TAKEN)) {
        fail(rows, refused.faults(), tries);
      }
    } catch (RuntimeException e) {
      LOG.error("a row of job {} failed", lease.job().id(), e);
      fail(rows, List.of(Fault.of("Something unexpected happened.")), tries);
    }
  }

  private static boolean storeIsAway(Refused refused) {
    return refused.reason().startsWith("store-") || refused.reason().startsWith("commit-");
  }

  /** Of several rows, those that are good must not fail with the others: each is tried alone. */
  private void fail(List<PendingRow> rows, List<Fault> faults, int tries) {
    if (rows.size() > 1) {
      rows.forEach(row -> attempt(List.of(row), tries));
      return;
    }
    var claim = new RowClaim(lease.job().id(), lease.run(), rows.getFirst().number());
    ledger.fail(new RowFailure(claim, faults));
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
