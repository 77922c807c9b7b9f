package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The state that templates and profiles are in, and what uses them. Stateless.
 *
 * @param enabled whether it counts
 * @param deleted whether it can only be restored
 * @param version goes up with every change
 */
record CatalogState(
    boolean enabled, boolean deleted, long version, Instant createdAt, Instant updatedAt) {
  private static final int MOST_NAMED = 10;

  static CatalogState of(Row row) throws SQLException {
    return new CatalogState(
        row.flag("enabled"),
        row.flag("deleted"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  /**
   * Filters a list by {@code status}: {@code enabled}, {@code disabled}, {@code deleted}, or
   * several with commas between; without it all that is not deleted.
   *
   * @param alias of the table
   */
  static <T> Listing<T> filter(Listing<T> listing, String alias) {
    var asked = listing.value("status");
    if (asked.isEmpty()) {
      return listing.where(alias + ".deleted = 0");
    }
    var conditions = List.of(asked.get().split(",", -1)).stream().map(CatalogState::condition);
    var all = conditions.map(condition -> condition.replace("@", alias)).distinct().toList();
    return all.contains("")
        ? listing.fault("status", "must be of enabled, disabled, deleted")
        : listing.where("(" + String.join(" or ", all) + ")");
  }

  private static String condition(String status) {
    return switch (status) {
      case "enabled" -> "(@.enabled = 1 and @.deleted = 0)";
      case "disabled" -> "(@.enabled = 0 and @.deleted = 0)";
      case "deleted" -> "@.deleted = 1";
      default -> "";
    };
  }

  /** Sets {@code enabled} or {@code deleted}. */
  static void set(Change.Scope scope, String table, String id, String column, boolean value)
      throws SQLException {
    Sql.update(
        scope.connection(),
        "update "
            + table
            + " set "
            + column
            + " = ?, version = version + 1, updated_at = ? where id = ?",
        value,
        scope.now(),
        id);
    scope.outdates(Change.Cached.POLICIES);
  }

  /** Returns names for people: the first few, and how many more there are. */
  static String named(List<String> names) {
    var shown = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED
        ? shown + " and " + (names.size() - MOST_NAMED) + " more"
        : shown;
  }

  /**
   * @param users names of what uses it, of what kind
   * @throws Refused {@code CONFLICT} naming them, if there are any
   */
  static void refuseUsed(String what, String kind, List<String> users) {
    if (!users.isEmpty()) {
      throw Refused.of(
          Kind.CONFLICT,
          what + "-in-use",
          List.of(Fault.of(kind + " use it: " + named(users) + ".")));
    }
  }
}
