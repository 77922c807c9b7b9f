package dev.crest.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Which database this server keeps everything in.
 *
 * @param kind {@code sqlite} or {@code postgresql}
 * @param version of the database software
 * @param schema the latest migration, such as {@code 17}
 * @param node this server's name among those on the same database
 */
public record StoreDescription(String kind, String version, String schema, String node) {
  static StoreDescription read(Connection connection, String node) throws SQLException {
    var meta = connection.getMetaData();
    var schema =
        Sql.first(
            connection,
            "select version from schema_history where version is not null order by installed_rank desc limit 1",
            row -> row.text("version"));
    return new StoreDescription(
        meta.getDatabaseProductName().toLowerCase(Locale.ROOT),
        meta.getDatabaseProductVersion(),
        schema.orElse(""),
        node);
  }
}
