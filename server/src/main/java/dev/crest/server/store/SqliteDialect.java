package dev.crest.server.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * SQLite: one file, one writer, any number of readers.
 *
 * <p>A commit is on disk when it returns: write-ahead log, {@code synchronous=FULL}. The writer
 * begins its transactions IMMEDIATE, so what it reads in them nobody else changes. Settings are
 * connection properties, because a pool's initial SQL runs one statement only.
 */
record SqliteDialect(StoreSettings settings) implements Dialect {

  @Override
  public String migrations() {
    return "sqlite";
  }

  @Override
  public Map<String, String> placeholders() {
    return Map.of("key_text", "text", "without_rowid", " without rowid");
  }

  /**
   * Makes the file, readable by its owner only: it holds sealed keys. Its log and index files take
   * over its permissions.
   */
  @Override
  public void prepare() {
    var file = settings.file();
    try {
      if (Files.exists(file)) {
        return;
      }
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new StoreUnusable(
          "the database file "
              + file
              + " cannot be created: does its folder exist, and may it be written?",
          e);
    }
  }

  @Override
  public void readers(HikariConfig pool) {
    var source =
        new SQLiteDataSource(config(-4_000)) {
          @Override
          public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
              throws SQLException {
            var connection = super.getConnection(user, password);
            execute(connection, "pragma query_only = on");
            return connection;
          }
        };
    source.setUrl(settings.url());
    pool.setDataSource(source);
  }

  @Override
  public Connection openWriter() throws SQLException {
    return config(-16_000).createConnection(settings.url());
  }

  /**
   * Takes the write lock, waiting for it. By hand, because the driver would begin the next
   * transaction, and hold the lock, as soon as one has ended.
   */
  @Override
  public void begin(Connection writer) throws SQLException {
    execute(writer, "begin immediate");
  }

  @Override
  public void commit(Connection writer) throws SQLException {
    execute(writer, "commit");
  }

  @Override
  public void rollback(Connection writer) throws SQLException {
    execute(writer, "rollback");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public DataSource migrator() {
    var source = new SQLiteDataSource(config(-4_000));
    source.setUrl(settings.url());
    return source;
  }

  private SQLiteConfig config(int cacheSize) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(settings.patience().toMillis()));
    config.enforceForeignKeys(true);
    config.setCacheSize(cacheSize);
    config.setGetGeneratedKeys(false);
    // 16 MB of log: a page that many groups touch is copied to the database once for all of them.
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "4000");
    return config;
  }

  @Override
  public void check(Connection writer) throws SQLException {
    var journal = Sql.first(writer, "pragma journal_mode", row -> row.text("journal_mode"));
    var synchronous = Sql.first(writer, "pragma synchronous", row -> row.number("synchronous"));
    if (!journal.equals(Optional.of("wal")) || !synchronous.equals(Optional.of(2L))) {
      throw new StoreUnusable(
          "the file system of "
              + settings.file()
              + " cannot hold a write-ahead log: use a local disk");
    }
  }

  @Override
  public String forUpdate() {
    // The transaction holds the one write lock already.
    return "";
  }

  @Override
  public String bytewise(String expression) {
    return expression;
  }

  @Override
  public Failure classify(SQLException failure) {
    if (!(failure instanceof SQLiteException known)) {
      return "40001".equals(failure.getSQLState()) ? Failure.RETRY : Failure.STATEMENT;
    }
    return switch (known.getResultCode()) {
      case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY -> Failure.CONFLICT;
      default ->
          switch (known.getResultCode().code & 0xff) {
            case 5, 6, 7, 8, 10, 11, 13, 14, 15, 23, 26 -> Failure.UNAVAILABLE;
            default -> Failure.STATEMENT;
          };
    };
  }
}
