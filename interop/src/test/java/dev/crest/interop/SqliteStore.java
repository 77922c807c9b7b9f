package dev.crest.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The embedded store's file, read by plain SQL. */
final class SqliteStore implements AutoCloseable {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;

  private SqliteStore(Connection connection) {
    this.connection = connection;
  }

  /** Opens the store of a data folder read-only; the server may be running. */
  static SqliteStore open(Path data) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    return open(data, config);
  }

  /** Opens the store of a stopped server for tampering. */
  static SqliteStore tampering(Path data) {
    return open(data, new SQLiteConfig());
  }

  private static SqliteStore open(Path data, SQLiteConfig config) {
    try {
      return new SqliteStore(config.createConnection("jdbc:sqlite:" + file(data)));
    } catch (SQLException e) {
      throw new AssertionError("the store cannot be opened", e);
    }
  }

  static Path file(Path data) {
    try (var files = Files.walk(data)) {
      return files
          .filter(Files::isRegularFile)
          .filter(SqliteStore::isDatabase)
          .findFirst()
          .orElseThrow(() -> new AssertionError("no SQLite file in the data folder"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDatabase(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns every certificate that was ever issued. */
  List<X509Certificate> certificates() {
    return encoded("select der from certificate");
  }

  /** Returns the certificates of all CAs. */
  List<X509Certificate> authorities() {
    return encoded("select certificate from certificate_authority");
  }

  private List<X509Certificate> encoded(String query) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var factory = CertificateFactory.getInstance("X.509");
      var found = new ArrayList<X509Certificate>();
      while (rows.next()) {
        var encoding = new ByteArrayInputStream(rows.getBytes(1));
        found.add((X509Certificate) factory.generateCertificate(encoding));
      }
      return found;
    } catch (SQLException | CertificateException e) {
      throw new AssertionError(query, e);
    }
  }

  /** Returns the one number that a query gives. */
  long number(String query, String... parameters) {
    try (var statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (var rows = statement.executeQuery()) {
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  /** Changes what no one may change. */
  void tamper(String sql) {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError("the store cannot be closed", e);
    }
  }
}
