package dev.crest.server.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL 15 or newer; several nodes may use one database.
 *
 * <p>Time-outs see to it that a dead server is noticed and that no writer waits for ever behind the
 * open transaction of a node that is gone. Batched inserts are not rewritten, because a rewritten
 * batch does not say which of its rows went in.
 */
record PostgresDialect(StoreSettings settings) implements Dialect {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);
  private static final int OLDEST = 150000;

  @Override
  public String migrations() {
    return "postgresql";
  }

  @Override
  public Map<String, String> placeholders() {
    return Map.of("key_text", "text collate \"C\"", "without_rowid", "");
  }

  @Override
  public void prepare() {
    // The database is made by its administrator.
  }

  @Override
  public void readers(HikariConfig pool) {
    var source = source();
    // Also outside of transactions, which is where readers are.
    source.setReadOnlyMode("always");
    pool.setDataSource(source);
    pool.setReadOnly(true);
  }

  @Override
  public DataSource migrator() {
    return source();
  }

  @Override
  public Connection openWriter() throws SQLException {
    var connection = source().getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute("set lock_timeout = " + settings.patience().toMillis());
      statement.execute(
          "set idle_in_transaction_session_timeout = " + 6 * settings.patience().toMillis());
      if (setting(connection, "synchronous_commit").equals("off")) {
        statement.execute("set synchronous_commit = on");
      }
    }
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public void begin(Connection writer) {
    // The driver begins with the first statement, without a round trip.
  }

  @Override
  public void commit(Connection writer) throws SQLException {
    writer.commit();
  }

  @Override
  public void rollback(Connection writer) throws SQLException {
    writer.rollback();
  }

  private PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    settings.user().ifPresent(source::setUser);
    settings.password().ifPresent(source::setPassword);
    int seconds = Math.toIntExact(Math.max(1, settings.patience().toSeconds()));
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    source.setSocketTimeout(6 * seconds);
    source.setTcpKeepAlive(true);
    source.setApplicationName("crest " + settings.node());
    // Every statement of the road is prepared on the server at its second use.
    source.setPrepareThreshold(2);
    return source;
  }

  @Override
  public void check(Connection writer) throws SQLException {
    if (Integer.parseInt(setting(writer, "server_version_num")) < OLDEST) {
      throw new StoreUnusable(
          "PostgreSQL 15 or newer is needed, this is " + setting(writer, "server_version"));
    }
    if (!setting(writer, "server_encoding").equals("UTF8")) {
      throw new StoreUnusable("the database's encoding must be UTF8");
    }
    if (!setting(writer, "fsync").equals("on")) {
      LOG.warn(
          "PostgreSQL runs with fsync off: certificates and audit records are lost when its machine fails");
    }
    writer.rollback();
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return Sql.first(
            connection, "select current_setting(?) as value", row -> row.text("value"), name)
        .orElseThrow();
  }

  @Override
  public String forUpdate() {
    return " for update";
  }

  @Override
  public String bytewise(String expression) {
    return "(" + expression + ") collate \"C\"";
  }

  @Override
  public Failure classify(SQLException failure) {
    var state = Optional.ofNullable(failure.getSQLState()).orElse("");
    return switch (state) {
      case "40001", "40P01", "55P03" -> Failure.RETRY;
      case "23505" -> Failure.CONFLICT;
      // A standby, a server that is going down or one that has just lost its place.
      case "25006", "25P03" -> Failure.UNAVAILABLE;
      default ->
          switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "53", "57", "58", "XX" -> Failure.UNAVAILABLE;
            default -> Failure.STATEMENT;
          };
    };
  }
}
