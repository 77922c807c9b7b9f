package dev.crest.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Counts the uses of credentials: one conditional update a credential and group, so that neither
 * concurrency nor several nodes exceed a limit. The limit that counts is the stored one. Stateless.
 */
final class UseCounts {
  static final String TAKE =
      """
      update credential set uses = uses + ?, last_used = ?
      where id = ? and (usage_limit is null or uses + ? <= usage_limit)\
      """;

  static final String LEFT = "select usage_limit - uses as uses_left from credential where id = ?";

  private UseCounts() {}

  /**
   * Takes as many uses as there are.
   *
   * @param wanted how many by credential, in the order of ids (the same on every node, so that two
   *     nodes never wait for each other)
   * @return how many were taken by credential; 0 for one that does not exist
   */
  static Map<String, Integer> take(
      Connection connection, Dialect dialect, SortedMap<String, Integer> wanted, Instant now)
      throws SQLException {
    var rows = new ArrayList<Object[]>(wanted.size());
    wanted.forEach((credential, uses) -> rows.add(new Object[] {uses, now, credential, uses}));
    int[] changed = Sql.batch(connection, TAKE, rows);
    var taken = new HashMap<String, Integer>();
    int next = 0;
    for (var entry : wanted.entrySet()) {
      boolean all = changed[next++] == 1;
      taken.put(
          entry.getKey(),
          all
              ? entry.getValue()
              : takeRest(connection, dialect, entry.getKey(), entry.getValue(), now));
    }
    return taken;
  }

  private static int takeRest(
      Connection connection, Dialect dialect, String credential, int wanted, Instant now)
      throws SQLException {
    // Lifting the limit meanwhile may have made room for all.
    long left =
        Sql.first(
                connection,
                LEFT + dialect.forUpdate(),
                row -> row.optionalNumber("uses_left").orElse(Long.MAX_VALUE),
                credential)
            .orElse(0L);
    int uses = (int) Math.max(0, Math.min(left, wanted));
    if (uses > 0) {
      Sql.update(connection, TAKE, uses, now, credential, uses);
    }
    return uses;
  }
}
