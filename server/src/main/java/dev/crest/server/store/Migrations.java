package dev.crest.server.store;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings a database to this program's schema; never down again. */
final class Migrations {
  private final Flyway flyway;

  Migrations(Dialect dialect) {
    this.flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(dialect.migrator())
            .locations(
                "classpath:db/migration/all", "classpath:db/migration/" + dialect.migrations())
            .placeholders(dialect.placeholders())
            .table("schema_history")
            .failOnMissingLocations(true)
            .validateMigrationNaming(true)
            .cleanDisabled(true)
            .load();
  }

  /**
   * @throws StoreUnusable if the database is newer than this program, was changed by hand, holds
   *     something else, or cannot be reached
   */
  void run() {
    try {
      refuseNewer();
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreUnusable(
          "the database cannot be brought to this program's schema: " + firstLine(e), e);
    }
  }

  private void refuseNewer() {
    var known = flyway.info();
    var newer =
        Arrays.stream(known.all())
            .filter(migration ->
                migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED)
            .toList();
    if (newer.isEmpty()) {
      return;
    }
    var ours =
        Arrays.stream(known.all())
            .filter(migration -> !newer.contains(migration))
            .map(MigrationInfo::getVersion)
            .max((one, other) -> one.compareTo(other))
            .map(Object::toString)
            .orElse("none");
    throw new StoreUnusable(
        "the database is newer than this program: its schema has version "
            + newer.getLast().getVersion()
            + ", the newest known here is "
            + ours
            + "; run the newer program, or restore a backup made before the upgrade");
  }

  private static String firstLine(FlywayException e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
