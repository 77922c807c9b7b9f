package dev.crest.server.store;

import dev.crest.server.audit.ChainHead;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Ledger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes groups to disk: tries again what clashed with another node, tries singly what one bad
 * member spoiled, and finds out what became of a commit whose answer was lost. Every member gets
 * its answer. Used by the writer's thread.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final String CHANGES = "select value from change_version where name = 'changes'";
  private static final int TRIES = 8;
  private static final int PRUNED_AT_ONCE = 256;
  private static final Duration PRUNING = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration DOWN = Duration.ofSeconds(1);

  private final Dialect dialect;
  private final String node;
  private final InstantSource clock;
  private final WriterSession session;
  private final Consumer<Set<Change.Cached>> outdated;
  private long nextPruning = System.nanoTime();
  private long downUntil = System.nanoTime();

  /**
   * @param outdated hears what this node's own changes make caches read again, before whoever made
   *     them hears
   */
  GroupCommit(
      StoreSettings settings,
      Dialect dialect,
      InstantSource clock,
      Consumer<Set<Change.Cached>> outdated) {
    this.dialect = dialect;
    this.node = settings.node();
    this.clock = clock;
    this.session = new WriterSession(dialect, settings, clock);
    this.outdated = outdated;
  }

  /** A transaction's work: leaves the chain's new head and, once that is on disk, gives answers. */
  private interface Work {
    ChainHead write(Connection connection, ChainHead head) throws SQLException;

    void done();

    void fail(RuntimeException reason);

    /** A statement failed for a reason of its own, and everything was rolled back. */
    void spoiled(Dialect.Failure kind, Exception failure);
  }

  /** Commits a group of issuances and records. */
  void commit(List<Entry> members) {
    commit(new Group(members));
  }

  /** Commits one change. */
  void commit(Entry.Edit<?> edit) {
    commit(new Single<>(edit));
  }

  void close() {
    session.discard();
  }

  private void commit(Work work) {
    if (System.nanoTime() - downUntil < 0) {
      work.fail(Database.unavailable("store-unavailable", RETRY_AFTER));
      return;
    }
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (attempt(work, attempt)) {
        return;
      }
    }
    work.fail(Database.unavailable("store-contended", RETRY_AFTER));
  }

  /** Returns whether everybody was answered. */
  private boolean attempt(Work work, int attempt) {
    Connection connection;
    try {
      connection = session.connection();
    } catch (SQLException e) {
      return unavailable(work, e, attempt);
    }
    ChainHead reached;
    try {
      session.begin();
      reached = work.write(connection, session.head());
    } catch (SQLException e) {
      session.rollback();
      return failed(work, e, attempt);
    } catch (RuntimeException e) {
      session.rollback();
      work.spoiled(Dialect.Failure.STATEMENT, e);
      return true;
    } catch (Error e) {
      // Nothing of this transaction may be left for the next one to commit.
      session.discard();
      throw e;
    }
    try {
      session.commit(reached);
    } catch (SQLException e) {
      return commitFailed(work, reached, e);
    }
    work.done();
    return true;
  }

  private boolean failed(Work work, SQLException e, int attempt) {
    var kind = dialect.classify(e);
    return switch (kind) {
      case RETRY -> {
        LOG.debug("a transaction clashed with another and is made again", e);
        yield false;
      }
      case UNAVAILABLE -> unavailable(work, e, attempt);
      case CONFLICT, STATEMENT -> {
        work.spoiled(kind, e);
        yield true;
      }
    };
  }

  private boolean unavailable(Work work, SQLException e, int attempt) {
    session.discard();
    // An old connection may be stale while the database is well.
    if (attempt == 1) {
      return false;
    }
    LOG.warn("the store cannot be written: {}", e.getMessage());
    downUntil = System.nanoTime() + DOWN.toNanos();
    work.fail(Database.unavailable("store-unavailable", RETRY_AFTER));
    return true;
  }

  /** The commit's answer was lost, or was no: only the database knows. */
  private boolean commitFailed(Work work, ChainHead reached, SQLException e) {
    LOG.warn("a commit failed, looking whether it went through: {}", e.getMessage());
    var committed = session.wasCommitted(reached);
    if (committed.isEmpty()) {
      downUntil = System.nanoTime() + DOWN.toNanos();
      work.fail(
          Refused.of(
                  Kind.UNAVAILABLE,
                  "commit-outcome-unknown",
                  "The server cannot tell whether this request was kept. Make the same request again.")
              .retryAfter(RETRY_AFTER));
      return true;
    }
    if (committed.get()) {
      work.done();
    }
    return committed.get();
  }

  private void prune(Connection connection, Instant now) throws SQLException {
    if (System.nanoTime() - nextPruning < 0) {
      return;
    }
    // While there is more than this to prune, every group prunes some.
    if (ResubmissionTable.prune(connection, now, PRUNED_AT_ONCE) < PRUNED_AT_ONCE) {
      nextPruning = System.nanoTime() + PRUNING.toNanos();
    }
  }

  private static RuntimeException bad(Exception failure) {
    return new IllegalStateException("the store does not take this", failure);
  }

  private final class Group implements Work {
    private final List<Entry> members;
    private List<Entry.Issue> postponed = List.of();
    private Map<Entry, Outcome> outcomes = Map.of();

    Group(List<Entry> members) {
      this.members = members;
    }

    @Override
    public ChainHead write(Connection connection, ChainHead head) throws SQLException {
      var now = clock.instant();
      var transaction = new GroupTransaction(connection, dialect, node, head);
      transaction.write(members, now);
      prune(connection, now);
      outcomes = transaction.outcomes();
      postponed = transaction.postponed();
      return transaction.head();
    }

    @Override
    public void done() {
      outcomes.forEach((member, outcome) -> {
        switch (member) {
          case Entry.Issue issue -> issue.done().complete(outcome);
          case Entry.Report report -> report.done().complete(outcome);
          case Entry.Failure failure -> failure.done().complete(outcome);
          case Entry.Edit<?> edit ->
              throw new IllegalStateException("a change is no group's member");
        }
      });
      if (!postponed.isEmpty()) {
        commit(List.copyOf(postponed));
      }
    }

    @Override
    public void fail(RuntimeException reason) {
      members.forEach(member -> member.fail(reason));
    }

    @Override
    public void spoiled(Dialect.Failure kind, Exception failure) {
      if (members.size() == 1) {
        LOG.error("the store does not take an entry", failure);
        fail(bad(failure));
        return;
      }
      LOG.warn(
          "one of a group of {} spoiled it; each is written alone: {}",
          members.size(),
          failure.getMessage());
      members.forEach(member -> commit(List.of(member)));
    }
  }

  private final class Single<T> implements Work {
    private final Entry.Edit<T> edit;
    private final List<T> result = new ArrayList<>(1);
    private Set<Change.Cached> changed = Set.of();

    Single(Entry.Edit<T> edit) {
      this.edit = edit;
    }

    @Override
    public ChainHead write(Connection connection, ChainHead head) throws SQLException {
      result.clear();
      // Changes go one after the other on all nodes, so that what a change has checked still holds
      // when it writes.
      Sql.exists(connection, CHANGES + dialect.forUpdate());
      var now = clock.instant();
      var scope = new Change.Scope(connection, now);
      result.add(edit.change().apply(scope));
      changed = scope.bumpVersions();
      var events = scope.events().stream().map(AuditTable.Prepared::of).toList();
      return AuditTable.append(connection, node, head, events, now);
    }

    @Override
    public void done() {
      outdated.accept(changed);
      edit.done().complete(result.getFirst());
    }

    @Override
    public void fail(RuntimeException reason) {
      edit.fail(reason);
    }

    @Override
    public void spoiled(Dialect.Failure kind, Exception failure) {
      if (failure instanceof Refused refused) {
        edit.fail(refused);
      } else if (kind == Dialect.Failure.CONFLICT) {
        edit.fail(
            Refused.of(
                Kind.CONFLICT, "already-exists", "There is one with this name or value already."));
      } else {
        edit.fail(bad(failure));
      }
    }
  }
}
