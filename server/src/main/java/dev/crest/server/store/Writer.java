package dev.crest.server.store;

import dev.crest.server.store.Ledger.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever arrives while a transaction is under way makes up the next
 * one, so that one write to disk serves many, and nobody waits when there is nothing to wait for.
 *
 * <p>It is a platform thread because SQLite's native calls would pin a virtual thread's carrier.
 * Thread-safe; callers block.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final int groupSize;
  private final BlockingQueue<Entry> queue;
  private final GroupCommit groups;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param outdated hears what this node's own changes make caches read again
   */
  Writer(
      StoreSettings settings,
      Dialect dialect,
      InstantSource clock,
      Consumer<Set<Change.Cached>> outdated) {
    this.groupSize = settings.groupSize();
    this.queue = new ArrayBlockingQueue<>(settings.queueBound());
    this.groups = new GroupCommit(settings, dialect, clock, outdated);
    this.thread = Thread.ofPlatform().name("crest-store-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Commits an issuance, see {@link Ledger#commit}. */
  Outcome issue(Issuance issuance, Optional<RowCompletion> row) {
    var entry = Entry.Issue.of(issuance, row);
    return submit(entry, entry.done());
  }

  /** Fails a row of a job, see {@link Ledger#fail}. */
  void fail(RowFailure failure) {
    var entry = new Entry.Failure(failure, new CompletableFuture<>());
    submit(entry, entry.done());
  }

  /** Appends an audit record, see {@link Ledger#record}. */
  void report(AuditTable.Prepared event) {
    var entry = new Entry.Report(event, new CompletableFuture<>());
    submit(entry, entry.done());
  }

  /**
   * Makes a change.
   *
   * @throws dev.crest.server.refusal.Refused whatever the change throws, or {@code CONFLICT} where
   *     it clashes with what exists, or {@code UNAVAILABLE}
   */
  <T> T edit(Change<T> change) {
    var entry = new Entry.Edit<>(change, new CompletableFuture<>());
    return submit(entry, entry.done());
  }

  /** Returns how many entries wait. */
  int waiting() {
    return queue.size();
  }

  private <T> T submit(Entry entry, CompletableFuture<T> done) {
    if (closing) {
      throw Database.unavailable("store-closing", BUSY);
    }
    if (!queue.offer(entry)) {
      throw Database.unavailable("store-busy", BUSY);
    }
    // The writer may have ended between the two looks; whatever it did not take is refused here.
    if (closing && !thread.isAlive()) {
      refuseRest();
    }
    try {
      return done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void run() {
    var taken = new ArrayList<Entry>(groupSize);
    while (!closing || !queue.isEmpty()) {
      try {
        var first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          taken.add(first);
          queue.drainTo(taken, groupSize - 1);
          write(taken);
        }
      } catch (InterruptedException e) {
        LOG.debug("the writer ends by being closed only", e);
      } finally {
        taken.clear();
      }
    }
    groups.close();
    refuseRest();
  }

  /** Writes what was taken, in its order; a change stands alone. */
  private void write(List<Entry> taken) {
    var group = new ArrayList<Entry>(taken.size());
    for (var entry : taken) {
      if (entry instanceof Entry.Edit<?> edit) {
        commit(group);
        guarded(List.of(edit), () -> groups.commit(edit));
      } else {
        group.add(entry);
      }
    }
    commit(group);
  }

  private void commit(List<Entry> group) {
    if (!group.isEmpty()) {
      var members = List.copyOf(group);
      guarded(members, () -> groups.commit(members));
      group.clear();
    }
  }

  /** Whatever happens, everybody gets an answer and the thread goes on. */
  private static void guarded(List<? extends Entry> members, Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      LOG.error("writing failed in an unforeseen way", e);
      var failure = new IllegalStateException("writing failed in an unforeseen way", e);
      members.forEach(member -> member.fail(failure));
    }
  }

  private void refuseRest() {
    for (var entry = queue.poll(); entry != null; entry = queue.poll()) {
      entry.fail(Database.unavailable("store-closing", BUSY));
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // What waits is worth more than a hurry.
        interrupted = true;
      }
    }
    refuseRest();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
