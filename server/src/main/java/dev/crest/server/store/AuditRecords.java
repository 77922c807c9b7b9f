package dev.crest.server.store;

import dev.crest.server.audit.AuditChain;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.audit.AuditVerifier;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.ChainedEvent;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The audit log, for reading and verifying. Thread-safe. */
public final class AuditRecords {
  private static final int PAGE = 1000;

  private final Database database;

  AuditRecords(Database database) {
    this.database = database;
  }

  /**
   * Returns the nodes that have a chain, also those of which only events or only the head is left.
   */
  public List<String> nodes() {
    return database.read(c ->
        Sql.list(
            c,
            "select node from node_state union select distinct node from audit_event order by node",
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

  /** Verifies a node's chain from its beginning to its head, while the server may go on writing. */
  public AuditVerdict verify(String node) {
    // First the head: what is appended meanwhile only makes the chain longer.
    var head = head(node);
    return new AuditVerifier(node, AuditChain.genesis(node), head.stream().toList())
        .verify(events(node, 0));
  }
}
