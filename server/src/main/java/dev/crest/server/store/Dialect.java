package dev.crest.server.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** What differs between the databases. Thread-safe. */
sealed interface Dialect permits SqliteDialect, PostgresDialect {

  static Dialect of(StoreSettings settings) {
    return settings.sqlite() ? new SqliteDialect(settings) : new PostgresDialect(settings);
  }

  /** What a failed statement means for those who asked. */
  enum Failure {
    /** Clashed with a concurrent transaction; the same again may go through. */
    RETRY,
    /** Nothing to do with the statement: the database cannot be used right now. */
    UNAVAILABLE,
    /** Clashes with what is stored. */
    CONFLICT,
    /** The statement or its values are wrong. */
    STATEMENT
  }

  /** Returns the folder of the migrations that are this database's alone. */
  String migrations();

  /** Returns what stands for {@code ${…}} in migrations. */
  Map<String, String> placeholders();

  /** Makes ready what must be there before the first connection. */
  void prepare();

  /** Has a pool open connections that cannot write. */
  void readers(HikariConfig pool);

  /**
   * Opens a connection that writes, durably, in transactions that are begun and ended by the
   * methods here alone.
   */
  Connection openWriter() throws SQLException;

  /** Begins a transaction that is going to write. */
  void begin(Connection writer) throws SQLException;

  /** Makes a transaction durable; that is so when this returns. */
  void commit(Connection writer) throws SQLException;

  /** Undoes a transaction; fails where a failure has ended it already. */
  void rollback(Connection writer) throws SQLException;

  /** Returns a source of plain connections for migrations. */
  DataSource migrator();

  /**
   * Checks that the server is one that Crest runs on and keeps its promises.
   *
   * @throws StoreUnusable saying what is wrong
   */
  void check(Connection writer) throws SQLException;

  /** Returns what follows a SELECT that waits for, and keeps out, other writers of its rows. */
  String forUpdate();

  /** Returns a text expression whose order is that of its bytes. */
  String bytewise(String expression);

  Failure classify(SQLException failure);
}
