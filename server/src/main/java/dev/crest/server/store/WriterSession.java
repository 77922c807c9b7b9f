package dev.crest.server.store;

import dev.crest.server.audit.ChainHead;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's connection, opened when needed, with the head of this node's audit chain as last
 * committed. Used by the writer's thread.
 */
final class WriterSession {
  private static final Logger LOG = LoggerFactory.getLogger(WriterSession.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Dialect dialect;
  private final String node;
  private final InstantSource clock;
  private final Duration patience;
  private @Nullable Connection connection;
  private @Nullable ChainHead head;

  WriterSession(Dialect dialect, StoreSettings settings, InstantSource clock) {
    this.dialect = dialect;
    this.node = settings.node();
    this.clock = clock;
    this.patience = settings.patience();
  }

  /** Returns the open connection; opens it, and reads the chain's head, where it is not. */
  Connection connection() throws SQLException {
    if (connection == null) {
      connection = dialect.openWriter();
    }
    if (head == null) {
      head = readHead(connection);
    }
    return connection;
  }

  /** Returns the chain's head; only while the connection is open. */
  ChainHead head() {
    if (head == null) {
      throw new IllegalStateException("the session is not open");
    }
    return head;
  }

  /** Begins a transaction. */
  void begin() throws SQLException {
    dialect.begin(connection());
  }

  /** Makes the transaction durable; only the database knows what became of it where this fails. */
  void commit(ChainHead reached) throws SQLException {
    dialect.commit(connection());
    head = reached;
  }

  /** Undoes the transaction; the head is read again, as another process may have moved it. */
  void rollback() {
    head = null;
    if (connection != null) {
      try {
        dialect.rollback(connection);
      } catch (SQLException e) {
        LOG.debug("rolling back failed", e);
        discard();
      }
    }
  }

  /** Gives up the connection; the next use opens another. */
  void discard() {
    head = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("closing a broken connection failed", e);
      }
      connection = null;
    }
  }

  /**
   * Finds out whether a transaction whose commit failed is in the database after all. Waits until
   * the old transaction has ended either way: its lock on this node's row shows that. Every
   * transaction of the writer ends its audit chain at a place and hash of its own, so that is what
   * is looked for.
   *
   * @param expected where the chain ends if the transaction was committed
   * @return empty if the database could not be asked
   */
  Optional<Boolean> wasCommitted(ChainHead expected) {
    discard();
    long deadline = System.nanoTime() + 2 * patience.toNanos();
    do {
      try {
        connection();
        return Optional.of(contains(expected));
      } catch (SQLException e) {
        LOG.warn("cannot find out yet whether a commit went through: {}", e.getMessage());
        discard();
        pause();
      }
    } while (System.nanoTime() < deadline);
    return Optional.empty();
  }

  private boolean contains(ChainHead expected) throws SQLException {
    if (connection == null) {
      throw new IllegalStateException("the session is not open");
    }
    var stored =
        Sql.first(connection, AuditTable.HASH, row -> row.bytes("hash"), node, expected.sequence());
    dialect.rollback(connection);
    return stored.filter(hash -> MessageDigest.isEqual(hash, expected.hash())).isPresent();
  }

  /**
   * Reads the head, after any transaction that is still moving it, and begins the chain where there
   * is none.
   */
  private ChainHead readHead(Connection open) throws SQLException {
    dialect.begin(open);
    var stored = AuditTable.head(open, node, dialect.forUpdate());
    if (stored.isEmpty()) {
      AuditTable.begin(open, node, clock.instant());
      stored = AuditTable.head(open, node, dialect.forUpdate());
    }
    dialect.commit(open);
    return stored.orElseThrow(
        () -> new SQLException("the state of node " + node + " cannot be read"));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
