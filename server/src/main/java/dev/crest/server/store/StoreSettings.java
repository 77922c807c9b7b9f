package dev.crest.server.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where things are kept, and how much may be under way at once.
 *
 * @param url JDBC URL: {@code jdbc:sqlite:<file>} or {@code jdbc:postgresql://…}
 * @param user user name, for PostgreSQL
 * @param password that user's password, already resolved; never shown
 * @param node this server's name among those on the same database: 1 to 64 of {@code A-Z a-z 0-9 .
 *     _ -}
 * @param readers connections for reading, 1 to 200
 * @param groupSize how many issuances and records one transaction takes at most, 1 to 1,000
 * @param queueBound how many may wait for one, at least a group; further ones are refused
 * @param patience how long to wait for a connection or a lock before the store counts as down, 250
 *     ms to a minute
 */
public record StoreSettings(
    String url,
    Optional<String> user,
    Optional<String> password,
    String node,
    int readers,
    int groupSize,
    int queueBound,
    Duration patience) {
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  /**
   * @throws IllegalArgumentException naming every value that cannot be
   */
  public StoreSettings {
    var faults = new ArrayList<String>();
    if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
      faults.add("url: must begin with " + SQLITE + " or " + POSTGRESQL);
    }
    if (url.startsWith(SQLITE) && isNoFile(url.substring(SQLITE.length()))) {
      faults.add("url: SQLite needs the path of a file: what is only in memory is not durable");
    }
    if (!NODE.matcher(node).matches()) {
      faults.add("node: must be 1 to 64 letters, digits, dots, underscores and hyphens");
    }
    require(faults, "readers", readers, 1, 200);
    require(faults, "group-size", groupSize, 1, 1000);
    require(faults, "queue-bound", queueBound, groupSize, 1_000_000);
    if (patience.compareTo(Duration.ofMillis(250)) < 0
        || patience.compareTo(Duration.ofMinutes(1)) > 0) {
      faults.add("patience: must be between 250 ms and 1 minute");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** Returns the default: one SQLite file in the data folder. */
  public static StoreSettings inFolder(Path folder) {
    return of(SQLITE + folder.resolve("crest.db"), Optional.empty(), Optional.empty());
  }

  /** Returns settings for a database, the rest by default. */
  public static StoreSettings of(String url, Optional<String> user, Optional<String> password) {
    int readers = url.startsWith(SQLITE) ? 4 : 8;
    return new StoreSettings(url, user, password, "main", readers, 64, 4096, Duration.ofSeconds(5));
  }

  /** Returns the same for another node. */
  public StoreSettings named(String otherNode) {
    return new StoreSettings(
        url, user, password, otherNode, readers, groupSize, queueBound, patience);
  }

  boolean sqlite() {
    return url.startsWith(SQLITE);
  }

  /** Returns the database file's path, for SQLite. */
  Path file() {
    return Path.of(url.substring(SQLITE.length()));
  }

  private static boolean isNoFile(String path) {
    return path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.contains("?");
  }

  private static void require(
      ArrayList<String> faults, String name, int value, int least, int most) {
    if (value < least || value > most) {
      faults.add(name + ": must be between " + least + " and " + most);
    }
  }

  @Override
  public String toString() {
    // A URL may carry a password as well.
    return "StoreSettings[" + (sqlite() ? url : "jdbc:postgresql:…") + ", node=" + node + "]";
  }
}
