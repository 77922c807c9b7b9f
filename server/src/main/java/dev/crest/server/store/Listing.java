package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Puts together the query for one page of a list: conditions, filters, an order that is total
 * because the id ends it, and a key instead of an offset, so that the last page is as quick as the
 * first. Filters and sort keys that the noun does not name are refused, all faults at once. Used by
 * one thread.
 *
 * @param <T> what a row becomes
 */
final class Listing<T> {
  private static final String CURSOR = "cursor";
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /**
   * Something that a list can be ordered by.
   *
   * @param expression SQL that is never null
   * @param number whether it is a number; else text
   */
  record SortKey(String expression, boolean number) {
    /** Returns a column of numbers or times. */
    static SortKey number(String column) {
      return new SortKey(column, true);
    }

    /** Returns a column of text, ordered without regard to the case of ASCII letters. */
    static SortKey text(String column) {
      return new SortKey("lower(" + column + ")", false);
    }
  }

  private record Position(String sort, String value, String id, String tie) {}

  private final Dialect dialect;
  private final ListQuery query;
  private final String id;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, SortKey> keys = new LinkedHashMap<>();
  private String usual = "id";
  private Optional<String> tie = Optional.empty();

  /**
   * @param id the column of the id, such as {@code d.id}, whose order is that of its bytes
   */
  Listing(Database database, ListQuery query, String id) {
    this.dialect = database.dialect();
    this.query = query;
    this.id = id;
  }

  /** Adds a condition with its values. */
  Listing<T> where(String condition, Object... bound) {
    conditions.add(condition);
    values.addAll(List.of(bound));
    return this;
  }

  /**
   * Keeps what a reach covers.
   *
   * @param account the column of the account
   * @param division the column of the division
   */
  Listing<T> within(Reach reach, String account, String division) {
    where(account + " = ?", reach.accountId());
    reach.divisions().ifPresent(divisions -> in(division, List.copyOf(divisions)));
    return this;
  }

  /** Keeps rows whose column is one of some values. */
  Listing<T> among(String column, Set<String> choices) {
    in(column, List.copyOf(choices));
    return this;
  }

  private void in(String column, List<String> choices) {
    if (choices.isEmpty()) {
      where("1 = 0");
    } else {
      where(
          column + " in (" + choices.stream().map(_ -> "?").collect(Collectors.joining(", ")) + ")",
          choices.toArray());
    }
  }

  /** Names a sort key; the first one is the usual one, ascending. */
  Listing<T> sort(String name, SortKey key) {
    if (keys.isEmpty()) {
      usual = name;
    }
    keys.put(name, key);
    return this;
  }

  /** Names a column of numbers without which the id is not unique. */
  Listing<T> thenBy(String column) {
    tie = Optional.of(column);
    return this;
  }

  /** Sets the usual order, such as {@code -created_at}. */
  Listing<T> usually(String sort) {
    usual = sort;
    return this;
  }

  /** Filters by equality of a column of text. */
  Listing<T> equal(String filter, String column) {
    value(filter).ifPresent(value -> where(column + " = ?", value));
    return this;
  }

  /** Filters by the beginning of a column of text, without regard to the case of ASCII letters. */
  Listing<T> prefix(String filter, String column) {
    value(filter)
        .ifPresent(
            value -> where("lower(" + column + ") like ? escape '!'", escaped(lower(value)) + "%"));
    return this;
  }

  /**
   * Filters by text that any of the columns contains, without regard to the case of ASCII letters.
   * For short lists only: no index serves it.
   */
  Listing<T> contains(String filter, String... columns) {
    value(filter)
        .ifPresent(value -> {
          var all = new ArrayList<String>();
          for (var column : columns) {
            all.add("lower(" + column + ") like ? escape '!'");
            values.add("%" + escaped(lower(value)) + "%");
          }
          conditions.add("(" + String.join(" or ", all) + ")");
        });
    return this;
  }

  /** Filters by a flag: {@code true} or {@code false}. */
  Listing<T> flag(String filter, String column) {
    value(filter)
        .ifPresent(value -> {
          switch (value) {
            case "true" -> where(column + " = 1");
            case "false" -> where(column + " = 0");
            default -> fault(filter, "must be true or false");
          }
        });
    return this;
  }

  /** Filters by one or, with commas between, several of an enum's constants in lower case. */
  Listing<T> constant(String filter, String column, Class<? extends Enum<?>> type) {
    value(filter)
        .ifPresent(value -> {
          var known = List.of(type.getEnumConstants()).stream().map(e -> lower(e.name())).toList();
          var chosen = List.of(value.split(",", -1));
          if (known.containsAll(chosen)) {
            in(column, chosen);
          } else {
            fault(filter, "must be of " + String.join(", ", known));
          }
        });
    return this;
  }

  /** Filters by {@code <name>_from} (inclusive) and {@code <name>_to} (exclusive) on a time. */
  Listing<T> between(String filter, String column) {
    instant(filter + "_from").ifPresent(from -> where(column + " >= ?", from));
    instant(filter + "_to").ifPresent(to -> where(column + " < ?", to));
    return this;
  }

  /** Returns the time that a filter gives; of the years 1970 to 9999, others being a fault. */
  Optional<Instant> instant(String filter) {
    return value(filter)
        .flatMap(value -> {
          try {
            var time = Instant.parse(value);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
              return Optional.of(time);
            }
          } catch (DateTimeParseException e) {
            // The same fault as a time that is out of bounds.
          }
          fault(filter, "must be a time such as 2026-01-31T12:00:00Z");
          return Optional.empty();
        });
  }

  /** Returns the value of a filter that the noun treats itself; empty where it is not given. */
  Optional<String> value(String filter) {
    asked.add(filter);
    return Optional.ofNullable(query.filters().get(filter));
  }

  /** Adds what is wrong with a filter. */
  Listing<T> fault(String filter, String message) {
    faults.add(Fault.of(filter, message));
    return this;
  }

  /**
   * Reads the page.
   *
   * @param select everything before {@code where}
   * @throws Refused {@code INVALID} naming every filter, sort key and cursor that is wrong
   */
  Page<T> page(Connection connection, String select, Row.Mapper<T> mapper) throws SQLException {
    var sort = query.sort().orElse(usual);
    boolean descending = sort.startsWith("-");
    var name = descending ? sort.substring(1) : sort;
    var key = name.equals("id") ? new SortKey(id, false) : keys.get(name);
    check(key);
    if (key == null) {
      throw new IllegalStateException("check refuses this");
    }
    var expression =
        key.number() || key.expression().equals(id)
            ? key.expression()
            : dialect.bytewise(key.expression());
    position(sort).ifPresent(from -> after(from, key, expression, descending));
    return read(connection, select, mapper, sort, expression, descending ? " desc" : "");
  }

  private Page<T> read(
      Connection connection,
      String select,
      Row.Mapper<T> mapper,
      String sort,
      String expression,
      String direction)
      throws SQLException {
    record Keyed<T>(T item, Position position) {}
    int at = select.toLowerCase(Locale.ROOT).indexOf("select ") + "select ".length();
    var sql =
        select.substring(0, at)
            + expression
            + " as sort_value, "
            + id
            + " as sort_id, "
            + tie.orElse("0")
            + " as sort_tie, "
            + select.substring(at)
            + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
            + " order by "
            + columns(expression).stream()
                .map(column -> column + direction)
                .collect(Collectors.joining(", "))
            + " limit "
            + (query.limit() + 1);
    var rows =
        Sql.list(
            connection,
            sql,
            row ->
                new Keyed<>(
                    mapper.map(row),
                    new Position(
                        sort, row.text("sort_value"), row.text("sort_id"), row.text("sort_tie"))),
            values.toArray());
    boolean more = rows.size() > query.limit();
    var kept = more ? rows.subList(0, query.limit()) : rows;
    return new Page<>(
        kept.stream().map(Keyed::item).toList(),
        more ? Optional.of(write(kept.getLast().position())) : Optional.empty());
  }

  /** Returns what the list is ordered by, one thing after the other. */
  private List<String> columns(String expression) {
    var columns = new ArrayList<String>();
    if (!expression.equals(id)) {
      columns.add(expression);
    }
    columns.add(id);
    tie.ifPresent(columns::add);
    return columns;
  }

  private void after(Position from, SortKey key, String expression, boolean descending) {
    var bound = new ArrayList<Object>();
    if (!expression.equals(id)) {
      bound.add(key.number() ? (Object) Long.parseLong(from.value()) : from.value());
    }
    bound.add(from.id());
    tie.ifPresent(_ -> bound.add(Long.parseLong(from.tie())));
    where(
        "("
            + String.join(", ", columns(expression))
            + (descending ? ") < (" : ") > (")
            + bound.stream().map(_ -> "?").collect(Collectors.joining(", "))
            + ")",
        bound.toArray());
  }

  private void check(@Nullable SortKey key) {
    for (var filter : query.filters().keySet()) {
      if (!asked.contains(filter)) {
        fault("filter", "there is no such filter; there are " + String.join(", ", sorted(asked)));
      }
    }
    if (key == null) {
      fault("sort", "must be of id, " + String.join(", ", keys.keySet()));
    }
    if (query.limit() < 1 || query.limit() > ListQuery.MOST) {
      fault("limit", "must be 1 to " + ListQuery.MOST);
    }
    position(query.sort().orElse(usual));
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "list-query", faults);
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private Optional<Position> position(String sort) {
    if (query.cursor().isEmpty()) {
      return Optional.empty();
    }
    try {
      var text =
          new String(Base64.getUrlDecoder().decode(query.cursor().get()), StandardCharsets.UTF_8);
      var parts = Json.read(text);
      var position =
          new Position(
              parts.path(0).asString(),
              parts.path(1).asString(),
              parts.path(2).asString(),
              parts.path(3).asString());
      var name = sort.startsWith("-") ? sort.substring(1) : sort;
      var key = keys.get(name);
      boolean number = key != null && key.number();
      if (parts.size() == 4
          && position.sort().equals(sort)
          && (!number || NUMBER.matcher(position.value()).matches())
          && NUMBER.matcher(position.tie()).matches()) {
        return Optional.of(position);
      }
    } catch (IllegalArgumentException | JacksonException e) {
      // The same fault as a cursor of another list.
    }
    fault(CURSOR, "must be the next of a page in the same order");
    return Optional.empty();
  }

  /** Returns the cursor of the page that follows an item. */
  static String cursor(String sort, String value, String id, String tie) {
    return write(new Position(sort, value, id, tie));
  }

  private static String write(Position position) {
    var json =
        Json.array()
            .add(position.sort())
            .add(position.value())
            .add(position.id())
            .add(position.tie());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
  }

  private static String lower(String text) {
    var lower = new StringBuilder(text.length());
    text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return lower.toString();
  }

  private static String escaped(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
