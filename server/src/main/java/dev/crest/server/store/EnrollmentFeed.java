package dev.crest.server.store;

import dev.crest.server.audit.ChainedEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What becomes of the requests of a certificate policy, for somebody who follows it. Thread-safe.
 *
 * <p>Each node numbers its events as it commits them, while their times are those of the requests:
 * whoever follows remembers the last number of each node, and looks a little behind the last time.
 */
public final class EnrollmentFeed {
  static final String OF_POLICY =
      """
      select * from audit_event where policy_id = ? and at >= ?
      order by at desc, node desc, sequence desc limit ?\
      """;

  private static final Duration OVERLAP = Duration.ofMinutes(1);
  private static final int PARTS_OF_NODE = 2;

  private final Database database;

  EnrollmentFeed(Database database) {
    this.database = database;
  }

  /**
   * What is new.
   *
   * @param events the newest first
   * @param credentials names by id
   * @param devices names by id
   * @param after where to go on from
   */
  public record News(
      List<ChainedEvent> events,
      Map<String, String> credentials,
      Map<String, String> devices,
      String after) {}

  private record Position(Instant at, Map<String, Long> nodes) {
    static final Position START = new Position(Instant.EPOCH, Map.of());

    boolean before(ChainedEvent event) {
      return event.sequence() > nodes.getOrDefault(event.node(), 0L);
    }

    Position past(List<ChainedEvent> events) {
      var reached = new TreeMap<>(nodes);
      var last = at;
      for (var event : events) {
        reached.merge(event.node(), event.sequence(), Math::max);
        last = event.event().at().isAfter(last) ? event.event().at() : last;
      }
      return new Position(last, reached);
    }

    String text() {
      var lines = new ArrayList<String>(List.of(Long.toString(at.toEpochMilli())));
      nodes.forEach((node, sequence) -> lines.addAll(List.of(node, Long.toString(sequence))));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Position> read(String text) {
      try {
        var bytes = Base64.getUrlDecoder().decode(text);
        var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        var nodes = new HashMap<String, Long>();
        for (int i = 1; i + 1 < lines.length; i += PARTS_OF_NODE) {
          nodes.put(lines[i], Long.parseLong(lines[i + 1]));
        }
        return lines.length % PARTS_OF_NODE == 0
            ? Optional.empty()
            : Optional.of(new Position(Instant.ofEpochMilli(Long.parseLong(lines[0])), nodes));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Returns the latest events of a policy that is within reach.
   *
   * @param after where an earlier call ended; empty for the latest there are
   * @param most how many at most; of more, the earlier ones are left out
   * @throws dev.crest.server.refusal.Refused {@code INVALID} if that is no place of a feed
   */
  public News latest(String policyId, Optional<String> after, int most) {
    var faults = new Faults();
    var position = after.map(Position::read).orElse(Optional.of(Position.START));
    faults.require(position.isPresent(), "after", "must be what an earlier answer had as after");
    faults.refuse("list-query");
    return database.read(c -> news(c, policyId, position.orElseThrow(), most));
  }

  private static News news(Connection c, String policyId, Position position, int most)
      throws SQLException {
    long from = Math.max(0, position.at().toEpochMilli() - OVERLAP.toMillis());
    var events =
        Sql.list(c, OF_POLICY, AuditTable::map, policyId, from, most).stream()
            .filter(position::before)
            .toList();
    return new News(
        events,
        names(c, "credential", of(events, "credential")),
        names(c, "device", of(events, "device")),
        position.past(events).text());
  }

  private static Set<String> of(List<ChainedEvent> events, String detail) {
    var ids = new LinkedHashSet<String>();
    events.forEach(
        event -> Optional.ofNullable(event.event().details().get(detail)).ifPresent(ids::add));
    return ids;
  }

  /** Looks up names of one of two tables. */
  private static Map<String, String> names(Connection c, String table, Set<String> ids)
      throws SQLException {
    var names = new HashMap<String, String>();
    for (var id : ids) {
      Sql.first(c, "select name from " + table + " where id = ?", row -> row.text("name"), id)
          .ifPresent(name -> names.put(id, name));
    }
    return names;
  }
}
