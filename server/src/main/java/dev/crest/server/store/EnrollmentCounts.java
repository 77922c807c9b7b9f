package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * SQL of how many enrolments ended in what, by the hour. Written with the audit records of the same
 * group, one row for each different end. Stateless.
 */
final class EnrollmentCounts {
  static final String ADD =
      """
      insert into enrollment_count (account_id, hour, division_id, action, outcome, reason, node, number)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (account_id, hour, division_id, action, outcome, reason, node)
      do update set number = enrollment_count.number + excluded.number\
      """;

  /** The counts of one account since an hour; those of no account have the empty id. */
  static final String SINCE =
      """
      select hour, division_id, outcome, reason, sum(number) as number
      from enrollment_count where account_id = ? and hour >= ?
      group by hour, division_id, outcome, reason\
      """;

  private static final long HOUR = 3_600_000;
  private static final String STRANGERS = "certificate.refused-strangers";
  private static final Set<String> ENROLLMENTS =
      Set.of(
          "certificate.simpleenroll",
          "certificate.simplereenroll",
          "certificate.serverkeygen",
          "certificate.request",
          "certificate.renew");

  private EnrollmentCounts() {}

  private record Key(
      String account, long hour, String division, String action, String outcome, String reason)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return text().compareTo(other.text());
    }

    private String text() {
      return String.join("\n", account, Long.toString(hour), division, action, outcome, reason);
    }
  }

  /**
   * Enrolments of an hour that ended in the same.
   *
   * @param division empty where they concern none
   * @param reason empty where nothing was refused
   */
  record Count(Instant hour, String division, boolean refused, String reason, long number) {}

  /** Counts those of some events that are enrolments. */
  static void add(Connection connection, String node, List<AuditTable.Prepared> events)
      throws SQLException {
    var counts = new TreeMap<Key, Long>();
    events.forEach(prepared -> count(prepared.event(), counts));
    var rows = new ArrayList<Object[]>(counts.size());
    counts.forEach((key, number) ->
        rows.add(
            new Object[] {
              key.account(),
              key.hour(),
              key.division(),
              key.action(),
              key.outcome(),
              key.reason(),
              node,
              number
            }));
    Sql.batch(connection, ADD, rows);
  }

  private static void count(AuditEvent event, Map<Key, Long> counts) {
    if (ENROLLMENTS.contains(event.action())) {
      counts.merge(key(event, event.reason().orElse("")), 1L, Long::sum);
    } else if (event.action().equals(STRANGERS)) {
      // One record for a minute of strangers: its details are reasons and how often.
      event
          .details()
          .forEach((reason, number) ->
              counts.merge(key(event, reason), Long.parseLong(number), Long::sum));
    }
  }

  private static Key key(AuditEvent event, String reason) {
    return new Key(
        event.accountId().orElse(""),
        Math.floorDiv(event.at().toEpochMilli(), HOUR) * HOUR,
        event.divisionId().orElse(""),
        event.action(),
        event.outcome().text(),
        reason);
  }

  /** Returns what a reach covers; those of no account only to whoever has all of one. */
  static List<Count> since(Connection connection, Reach reach, Instant hour) throws SQLException {
    var counts =
        new ArrayList<>(
            Sql.list(connection, SINCE, EnrollmentCounts::map, reach.accountId(), hour));
    if (reach.divisions().isPresent()) {
      return counts.stream()
          .filter(count -> reach.covers(reach.accountId(), count.division()))
          .collect(Collectors.toList());
    }
    counts.addAll(Sql.list(connection, SINCE, EnrollmentCounts::map, "", hour));
    return counts;
  }

  private static Count map(Row row) throws SQLException {
    return new Count(
        row.instant("hour"),
        row.text("division_id"),
        row.text("outcome").equals(AuditEvent.Outcome.REFUSED.text()),
        row.text("reason"),
        row.number("number"));
  }
}
