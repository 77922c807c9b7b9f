package dev.crest.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The current row of a result, read by column name into the types that records use. Used by one
 * thread.
 */
final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  String text(String column) throws SQLException {
    return optionalText(column).orElseThrow(() -> missing(column));
  }

  Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(result.getString(column));
  }

  byte[] bytes(String column) throws SQLException {
    return optionalBytes(column).orElseThrow(() -> missing(column));
  }

  Optional<byte[]> optionalBytes(String column) throws SQLException {
    return Optional.ofNullable(result.getBytes(column));
  }

  long number(String column) throws SQLException {
    return optionalNumber(column).orElseThrow(() -> missing(column));
  }

  OptionalLong optionalNumber(String column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  boolean flag(String column) throws SQLException {
    return number(column) != 0;
  }

  Instant instant(String column) throws SQLException {
    return Instant.ofEpochMilli(number(column));
  }

  Optional<Instant> optionalInstant(String column) throws SQLException {
    var value = optionalNumber(column);
    return value.isPresent()
        ? Optional.of(Instant.ofEpochMilli(value.getAsLong()))
        : Optional.empty();
  }

  /** Reads the lower-case name of a constant. */
  <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
    return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT));
  }

  private static IllegalStateException missing(String column) {
    return new IllegalStateException("column " + column + " has no value");
  }
}
