package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Gathers by what a thing is used, so that a refusal names it. Used by one thread. */
final class Uses {
  private static final int MOST = 10;

  private final Connection connection;
  private final List<Fault> faults = new ArrayList<>();

  Uses(Connection connection) {
    this.connection = connection;
  }

  /**
   * Looks for users of one kind.
   *
   * @param kind in the plural, such as {@code certificate policies}
   * @param from what follows {@code from}: a table with {@code name} and {@code deleted}, and a
   *     condition
   */
  Uses by(String kind, String from, Object... values) throws SQLException {
    var names = names(connection, from, values);
    if (!names.isEmpty()) {
      faults.add(Fault.of("It is used by " + kind + ": " + String.join(", ", names) + "."));
    }
    return this;
  }

  /**
   * Returns the first names in their order, and after them how many more there are.
   *
   * @param from what follows {@code from}: a table with {@code name} and {@code deleted}, and a
   *     condition
   */
  static List<String> names(Connection connection, String from, Object... values)
      throws SQLException {
    var names =
        new ArrayList<>(
            Sql.list(
                connection,
                "select name || case when deleted = 1 then ' (deleted)' else '' end as name from "
                    + from
                    + " order by name limit "
                    + MOST,
                row -> row.text("name"),
                values));
    if (names.size() == MOST) {
      long all =
          Sql.first(
                  connection,
                  "select count(*) as number from " + from,
                  row -> row.number("number"),
                  values)
              .orElse(0L);
      if (all > MOST) {
        names.add("and " + (all - MOST) + " more");
      }
    }
    return names;
  }

  /**
   * @throws Refused {@code CONFLICT} with a fault for each kind of user
   */
  void refuse(String what) {
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.CONFLICT, what + "-in-use", faults);
    }
  }
}
