package dev.crest.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of readers, and what a failed read means. Thread-safe. */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Dialect dialect;
  private final HikariDataSource readers;

  Database(StoreSettings settings, Dialect dialect) {
    this.dialect = dialect;
    var config = new HikariConfig();
    config.setPoolName("crest-readers");
    dialect.readers(config);
    config.setMaximumPoolSize(settings.readers());
    config.setConnectionTimeout(settings.patience().toMillis());
    config.setAutoCommit(true);
    this.readers = new HikariDataSource(config);
  }

  /** Reads something. */
  @FunctionalInterface
  interface Query<T> {
    T run(Connection connection) throws SQLException;
  }

  Dialect dialect() {
    return dialect;
  }

  /**
   * Runs a query on a connection that cannot write.
   *
   * @throws Refused {@code UNAVAILABLE} if the database is down
   */
  <T> T read(Query<T> query) {
    try (var connection = readers.getConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(SQLException e) {
    if (e instanceof SQLTransientConnectionException || unavailable(e)) {
      LOG.warn("the store cannot be read: {}", e.getMessage());
      return unavailable("store-unavailable", RETRY_AFTER);
    }
    return new IllegalStateException("a query of the store failed", e);
  }

  private boolean unavailable(SQLException e) {
    var failure = dialect.classify(e);
    return failure == Dialect.Failure.UNAVAILABLE || failure == Dialect.Failure.RETRY;
  }

  static Refused unavailable(String reason, Duration retryAfter) {
    return Refused.of(
            Kind.UNAVAILABLE,
            reason,
            "The server cannot take this request right now; nothing was kept of it.")
        .retryAfter(retryAfter);
  }

  @Override
  public void close() {
    readers.close();
  }
}
