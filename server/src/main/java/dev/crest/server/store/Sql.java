package dev.crest.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs SQL with bound values: text, numbers, bytes, {@link Instant} as epoch milliseconds, booleans
 * as 0 or 1, constants as their lower-case names, and optionals of these. Stateless; as thread-safe
 * as the connection.
 */
final class Sql {
  private Sql() {}

  /** Returns every row. */
  static <T> List<T> list(Connection connection, String sql, Row.Mapper<T> mapper, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (var result = statement.executeQuery()) {
        var row = new Row(result);
        var rows = new ArrayList<T>();
        while (result.next()) {
          rows.add(mapper.map(row));
        }
        return rows;
      }
    }
  }

  /** Returns the first row. */
  static <T> Optional<T> first(
      Connection connection, String sql, Row.Mapper<T> mapper, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (var result = statement.executeQuery()) {
        return result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty();
      }
    }
  }

  /** Whether there is a row. */
  static boolean exists(Connection connection, String sql, Object... values) throws SQLException {
    return first(connection, sql, row -> Boolean.TRUE, values).isPresent();
  }

  /** Returns how many rows were changed. */
  static int update(Connection connection, String sql, Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /**
   * Runs a statement once for each row of values, in one round trip where the database can; returns
   * how many rows each changed.
   */
  static int[] batch(Connection connection, String sql, List<Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
    if (rows.size() == 1) {
      return new int[] {update(connection, sql, rows.getFirst())};
    }
    try (var statement = connection.prepareStatement(sql)) {
      for (var values : rows) {
        bind(statement, values);
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  /**
   * Returns text that either database keeps unchanged: NUL (which PostgreSQL has not in text) and
   * halves of surrogate pairs (which UTF-8 has not) become U+FFFD.
   */
  static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 0 || Character.isSurrogate(unit)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    var kept = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point == 0 || (point >= 0xd800 && point <= 0xdfff) ? 0xfffd : point)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case String text -> statement.setString(index, storable(text));
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case Instant time -> statement.setLong(index, time.toEpochMilli());
      case Enum<?> constant -> statement.setString(index, constant.name().toLowerCase(Locale.ROOT));
      case OptionalLong number when number.isPresent() ->
          statement.setLong(index, number.getAsLong());
      case Optional<?> optional when optional.isPresent() -> bind(statement, index, optional.get());
      case OptionalLong none -> statement.setNull(index, Types.NULL);
      case Optional<?> none -> statement.setNull(index, Types.NULL);
      default ->
          throw new IllegalArgumentException("no column takes a " + value.getClass().getName());
    }
  }
}
