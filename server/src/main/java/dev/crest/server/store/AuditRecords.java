package dev.crest.server.store;

import dev.crest.server.audit.AuditEvidence;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.audit.AuditVerifier;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.audit.CheckpointKey;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The audit log, for reading, searching and verifying. Thread-safe. */
public final class AuditRecords {
  private static final int PAGE = 1000;

  private final Database database;

  AuditRecords(Database database) {
    this.database = database;
  }

  /**
   * Returns the nodes that have a chain, also those of which only events, only the head or only
   * checkpoints are left.
   */
  public List<String> nodes() {
    return database.read(c ->
        Sql.list(
            c,
            "select node from node_state union select distinct node from audit_event"
                + " union select distinct node from audit_checkpoint order by node",
            row -> row.text("node")));
  }

  /** Returns where a node's chain ends, by what is kept beside it. */
  public Optional<ChainHead> head(String node) {
    return database.read(c -> AuditTable.head(c, node, ""));
  }

  /**
   * Returns a node's events after a number in their order, read in pages: a long log takes no
   * memory and holds no transaction.
   */
  public Iterator<ChainedEvent> events(String node, long after) {
    return new Iterator<>() {
      private Iterator<ChainedEvent> page = List.<ChainedEvent>of().iterator();
      private long last = after;
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (!page.hasNext() && !ended) {
          page = database.read(c -> AuditTable.page(c, node, last, PAGE)).iterator();
          ended = !page.hasNext();
        }
        return page.hasNext();
      }

      @Override
      public ChainedEvent next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the chain ends here");
        }
        var event = page.next();
        last = event.sequence();
        return event;
      }
    };
  }

  /** Returns what happened in a request, in the order of time. */
  public List<ChainedEvent> byRequest(String requestId) {
    return database.read(c -> AuditTable.byRequest(c, requestId));
  }

  /**
   * Verifies a node's chain, and everything that is recorded about it, from its beginning or from
   * where retention has pruned it to its head, while the server may go on writing.
   */
  public AuditVerdict verify(String node) {
    return verify(node, Optional.empty());
  }

  /**
   * Verifies the same with one key of checkpoints alone, see {@link #checkpointKeys}.
   *
   * @param keyId which key; empty for every key that the database names
   */
  public AuditVerdict verify(String node, Optional<String> keyId) {
    while (true) {
      // First what is recorded: what is appended meanwhile only makes the chain longer.
      var evidence = evidence(node, keyId);
      var verdict = new AuditVerifier(evidence).verify(events(node, evidence.start().sequence()));
      if (verdict instanceof AuditVerdict.Intact
          || evidence(node, keyId).start().same(evidence.start())) {
        return verdict;
      }
      // Retention went on under the verifier's feet.
    }
  }

  /** Verifies a chain up to a point that its checkpoints know. */
  AuditVerdict verifyUpTo(String node, ChainHead point, Optional<String> keyId) {
    var evidence = evidence(node, keyId).upTo(point);
    var events = events(node, evidence.start().sequence());
    return new AuditVerifier(evidence)
        .verify(
            new Iterator<>() {
              private long last = evidence.start().sequence();

              @Override
              public boolean hasNext() {
                return last < point.sequence() && events.hasNext();
              }

              @Override
              public ChainedEvent next() {
                var event = events.next();
                last = event.sequence();
                return event;
              }
            });
  }

  private AuditEvidence evidence(String node, Optional<String> keyId) {
    return database.read(c -> CheckpointTable.evidence(c, node, keyId));
  }

  /** Returns the keys that checkpoints are signed with, the oldest first. */
  public List<CheckpointKey> checkpointKeys() {
    return database.read(CheckpointTable::keys);
  }

  /**
   * Returns a page of what a reach covers, newest first. What belongs to no account, such as
   * refusals of strangers, is there for a reach over a whole account only.
   *
   * @param query filters {@code action} (or the beginning of actions, ending in a full stop),
   *     {@code outcome}, {@code reason}, {@code actor}, {@code resource_type}, {@code resource_id},
   *     {@code request_id}, {@code division_id}, {@code address}, {@code node}, {@code at_from},
   *     {@code at_to}; sort {@code at} or {@code -at}
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming everything wrong in the query
   */
  public Page<ChainedEvent> list(Reach reach, ListQuery query) {
    return new AuditSearch(database, reach).page(query);
  }

  /** Returns a record by its id, {@code <node>:<sequence>}, where a reach covers it. */
  public Optional<ChainedEvent> find(Reach reach, String id) {
    return new AuditSearch(database, reach).find(id);
  }

  /**
   * Writes everything that a query finds, in its order, while reading it: a long log takes no
   * memory. The query's limit and cursor do not count.
   *
   * @throws IOException if the output cannot be written
   * @throws dev.crest.server.refusal.Refused like {@link #list}, before anything is written
   */
  public void export(Reach reach, ListQuery query, AuditExport format, Appendable out)
      throws IOException {
    var search = new AuditSearch(database, reach);
    var next = Optional.<String>empty();
    boolean begun = false;
    do {
      var page = search.page(new ListQuery(ListQuery.MOST, next, query.sort(), query.filters()));
      if (!begun) {
        format.begin(out);
        begun = true;
      }
      for (var event : page.items()) {
        format.write(event, out);
      }
      next = page.next();
    } while (next.isPresent());
  }
}
