package dev.crest.server.jobs;

import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRuns;
import dev.crest.server.store.JobRuns.Lease;
import dev.crest.server.store.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for jobs that no node holds, takes them and runs them, a few at a time; deletes uploads
 * that nobody goes on with and jobs that are over. Thread-safe; {@link #close} lets what is in
 * flight finish and gives every job back.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int MOST_AT_ONCE = 3;

  private final JobRuns runs;
  private final Ledger ledger;
  private final KeyProtection protection;
  private final JobSettings settings;
  private final InstantSource clock;
  private final Map<JobKind, RowHandler> handlers = new EnumMap<>(JobKind.class);
  private final Map<String, JobRun> running = new ConcurrentHashMap<>();
  private final Semaphore workers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Thread thread;
  private boolean wanted;
  private volatile boolean closing;

  /**
   * Starts running jobs.
   *
   * @param handlers one a kind of job
   */
  public JobRunner(
      JobRuns runs,
      Ledger ledger,
      KeyProtection protection,
      JobSettings settings,
      List<RowHandler> handlers,
      InstantSource clock) {
    this.runs = runs;
    this.ledger = ledger;
    this.protection = protection;
    this.settings = settings;
    this.clock = clock;
    handlers.forEach(handler -> this.handlers.put(handler.kind(), handler));
    this.workers = new Semaphore(settings.workers(), true);
    this.thread = Thread.ofVirtual().name("crest-jobs").start(this::look);
  }

  /** Returns what does the rows of a kind of job. */
  Optional<RowHandler> handler(JobKind kind) {
    return Optional.ofNullable(handlers.get(kind));
  }

  /** Looks for jobs at once. */
  void wake() {
    lock.lock();
    try {
      wanted = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has this node do nothing more of a job, whose rows are nobody's to complete any longer. */
  void stop(String jobId) {
    Optional.ofNullable(running.get(jobId)).ifPresent(JobRun::stop);
  }

  static String sealName(String jobId) {
    return "job:" + jobId;
  }

  private void look() {
    boolean restarted = true;
    while (!closing) {
      boolean first = restarted;
      // Whatever the store says of this node before its first look is of an earlier process.
      if (attempt(() -> once(first)).isPresent()) {
        restarted = false;
      }
      sleep();
    }
  }

  private boolean once(boolean restarted) {
    runs.abandoned(restarted).forEach(runs::delete);
    for (var id : runs.waiting(restarted)) {
      if (!closing && running.size() < MOST_AT_ONCE && !running.containsKey(id)) {
        runs.take(id, restarted).ifPresent(this::begin);
      }
    }
    runs.expired().forEach(runs::delete);
    return true;
  }

  private void begin(Lease lease) {
    var job = lease.job();
    var handler = handlers.get(job.kind());
    if (handler == null) {
      LOG.error("job {} is of a kind that nothing here does", job.id());
      return;
    }
    var password =
        job.password()
            .map(sealed -> protection.unseal(sealName(job.id()), sealed))
            .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
            .orElse("");
    var run = new JobRun(lease, handler, password, runs, ledger, workers, settings, clock);
    running.put(job.id(), run);
    run.start(() -> {
      running.remove(job.id(), run);
      wake();
    });
  }

  /** Tries what the store may refuse while it is down; what else goes wrong ends no loop either. */
  private static Optional<Boolean> attempt(Supplier<Boolean> work) {
    try {
      return Optional.of(work.get());
    } catch (RuntimeException e) {
      LOG.warn("jobs could not be looked after", e);
      return Optional.empty();
    }
  }

  private void sleep() {
    lock.lock();
    try {
      long left = LOOK.toNanos();
      while (!wanted && !closing && left > 0) {
        left = woken.awaitNanos(left);
      }
      wanted = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closing = true;
    wake();
    join(thread);
    running.values().forEach(JobRun::stop);
    running.values().forEach(JobRun::join);
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
