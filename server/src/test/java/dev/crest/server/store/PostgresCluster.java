package dev.crest.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of the test's own: real binaries, a temporary folder, a free port on the
 * loopback address, fsync on. PostgreSQL does not run as root, so then it runs as the user {@code
 * postgres}. It is an error, and no reason to skip, that the binaries are not there.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static Optional<PostgresCluster> shared = Optional.empty();

  private final Path binaries = binaries();
  private final Path folder;
  private final int port;

  private PostgresCluster() {
    try {
      folder = Files.createTempDirectory("crest-postgres-");
      port = freePort();
      if (isRoot()) {
        run(List.of("chown", "postgres", folder.toString()));
      }
      run(
          asPostgres(
              binaries.resolve("initdb").toString(),
              "--pgdata=" + data(),
              "--username=crest",
              "--auth=trust",
              "--encoding=UTF8",
              "--locale=C.UTF-8",
              "--no-sync"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a cluster that all tests of this JVM share, started. */
  static synchronized PostgresCluster shared() {
    if (shared.isEmpty()) {
      var cluster = own();
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      shared = Optional.of(cluster);
    }
    return shared.get();
  }

  /** Returns a cluster for a test that stops it, started; whoever asks closes it. */
  public static PostgresCluster own() {
    var cluster = new PostgresCluster();
    cluster.start();
    return cluster;
  }

  public void start() {
    var options = "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=on -k " + folder;
    run(pgCtl("start", "-w", "-l", folder.resolve("log").toString(), "-o", options));
  }

  /** Stops as a crash does: what is not on disk is lost. */
  public void crash() {
    run(pgCtl("stop", "-m", "immediate"));
  }

  int port() {
    return port;
  }

  /** Makes an empty database and returns its JDBC URL. */
  public String newDatabase() {
    var name = "crest_" + DATABASES.incrementAndGet();
    try (var connection = DriverManager.getConnection(url(port, "postgres"), "crest", "");
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url(port, name);
  }

  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  @Override
  public void close() {
    try {
      crash();
    } catch (IllegalStateException e) {
      // It was stopped already.
    }
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private List<String> pgCtl(String... arguments) {
    var command = new ArrayList<String>();
    command.add(binaries.resolve("pg_ctl").toString());
    command.add("--pgdata=" + data());
    command.addAll(List.of(arguments));
    return asPostgres(command.toArray(String[]::new));
  }

  private static List<String> asPostgres(String... command) {
    var whole = new ArrayList<String>();
    if (isRoot()) {
      whole.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Path binaries() {
    var versions = Path.of("/usr/lib/postgresql");
    try (var found = Files.walk(versions, 3)) {
      return found
          .filter(file -> file.endsWith("bin/initdb"))
          .max(Comparator.naturalOrder())
          .map(file -> file.resolveSibling(""))
          .map(file -> file.toAbsolutePath().normalize())
          .orElseThrow(() -> new IllegalStateException("no PostgreSQL server under " + versions));
    } catch (IOException e) {
      throw new IllegalStateException(
          "these tests need PostgreSQL 15 or newer: apt-get install postgresql", e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command) {
    try {
      var output = Files.createTempFile("crest-postgres-", ".txt");
      var process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      var text = Files.readString(output);
      Files.delete(output);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
