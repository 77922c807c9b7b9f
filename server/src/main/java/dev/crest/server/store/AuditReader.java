package dev.crest.server.store;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.nio.file.Files;

/** Opens an existing database for reading its audit log alone; a server may be running on it. */
public final class AuditReader implements AutoCloseable {
  private final Database database;

  private AuditReader(Database database) {
    this.database = database;
  }

  /**
   * Opens; nothing is made or migrated.
   *
   * @throws StoreUnusable if there is no such database, or it cannot be read
   */
  public static AuditReader open(StoreSettings settings) {
    if (settings.sqlite() && !Files.exists(settings.file())) {
      throw new StoreUnusable("there is no database at " + settings.file());
    }
    try {
      return new AuditReader(new Database(settings, Dialect.of(settings)));
    } catch (PoolInitializationException e) {
      throw new StoreUnusable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  public AuditRecords records() {
    return new AuditRecords(database);
  }

  @Override
  public void close() {
    database.close();
  }
}
