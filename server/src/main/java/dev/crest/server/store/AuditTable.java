package dev.crest.server.store;

import dev.crest.server.audit.AuditChain;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.audit.ChainHead;
import dev.crest.server.audit.ChainedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** SQL of the audit log and of each node's chain head. Stateless. */
final class AuditTable {
  static final String INSERT =
      """
      insert into audit_event (node, sequence, at, actor, action, outcome, reason, account_id, division_id,
        resource_type, resource_id, request_id, address, details, policy_id, hash)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  static final String PAGE =
      "select * from audit_event where node = ? and sequence > ? order by node, sequence limit ?";
  static final String BY_REQUEST =
      "select * from audit_event where request_id = ? order by at, node, sequence";
  static final String HASH = "select hash from audit_event where node = ? and sequence = ?";
  static final String HEAD = "select audit_sequence, audit_hash from node_state where node = ?";
  static final String MOVE_HEAD =
      "update node_state set audit_sequence = ?, audit_hash = ?, updated_at = ? where node = ? and audit_sequence = ?";

  private AuditTable() {}

  /** An event, made ready by the thread that reports it: the writer only chains it. */
  record Prepared(AuditEvent event, byte[] encoded, String details) {
    static Prepared of(AuditEvent event) {
      var storable = storable(event);
      return new Prepared(storable, AuditChain.encode(storable), Json.write(storable.details()));
    }
  }

  /**
   * Appends events to a node's chain and moves its head.
   *
   * @return the new head
   * @throws SQLTransactionRollbackException if the head is no longer {@code head}: somebody else
   *     writes as this node
   */
  static ChainHead append(
      Connection connection, String node, ChainHead head, List<Prepared> events, Instant now)
      throws SQLException {
    if (events.isEmpty()) {
      return head;
    }
    var rows = new ArrayList<Object[]>(events.size());
    var reached = head;
    for (var event : events) {
      reached = AuditChain.append(node, reached, event.encoded());
      rows.add(row(node, reached, event));
    }
    // First the head: its row is this node's alone, and whoever finds it moved has not appended
    // anything yet.
    int moved =
        Sql.update(
            connection, MOVE_HEAD, reached.sequence(), reached.hash(), now, node, head.sequence());
    if (moved != 1) {
      throw new SQLTransactionRollbackException(
          "the audit chain of node " + node + " has moved on", "40001");
    }
    Sql.batch(connection, INSERT, rows);
    return reached;
  }

  private static Object[] row(String node, ChainHead place, Prepared prepared) {
    var event = prepared.event();
    return new Object[] {
      node,
      place.sequence(),
      event.at(),
      event.actor(),
      event.action(),
      event.outcome().text(),
      event.reason(),
      event.accountId(),
      event.divisionId(),
      event.resourceType(),
      event.resourceId(),
      event.requestId(),
      event.address(),
      prepared.details(),
      policy(event),
      place.hash()
    };
  }

  /** Under which policy a certificate was asked for. */
  private static Optional<String> policy(AuditEvent event) {
    return event.action().startsWith("certificate.")
        ? Optional.ofNullable(event.details().get("policy"))
        : Optional.empty();
  }

  /** Returns a node's chain head as kept beside the chain. */
  static Optional<ChainHead> head(Connection connection, String node, String suffix)
      throws SQLException {
    return Sql.first(
        connection,
        HEAD + suffix,
        row -> new ChainHead(row.number("audit_sequence"), row.bytes("audit_hash")),
        node);
  }

  /** Begins a node's chain unless it has begun. */
  static void begin(Connection connection, String node, Instant now) throws SQLException {
    var genesis = AuditChain.genesis(node);
    Sql.update(
        connection,
        "insert into node_state (node, audit_sequence, audit_hash, updated_at) values (?, ?, ?, ?)"
            + " on conflict (node) do nothing",
        node,
        genesis.sequence(),
        genesis.hash(),
        now);
  }

  /** Returns up to {@code most} events of a node after a number. */
  static List<ChainedEvent> page(Connection connection, String node, long after, int most)
      throws SQLException {
    return Sql.list(connection, PAGE, AuditTable::map, node, after, most);
  }

  static List<ChainedEvent> byRequest(Connection connection, String requestId) throws SQLException {
    return Sql.list(connection, BY_REQUEST, AuditTable::map, requestId);
  }

  static ChainedEvent map(Row row) throws SQLException {
    var node = row.text("node");
    long sequence = row.number("sequence");
    try {
      return new ChainedEvent(node, sequence, event(row), row.bytes("hash"));
    } catch (IllegalArgumentException | JacksonException e) {
      // Not written by this program: no hash fits it, so that verification reports it and goes no
      // further.
      return new ChainedEvent(node, sequence, unreadable(row), new byte[0]);
    }
  }

  private static AuditEvent event(Row row) throws SQLException {
    return new AuditEvent(
        row.instant("at"),
        row.text("actor"),
        row.text("action"),
        AuditEvent.Outcome.ofText(row.text("outcome")),
        row.optionalText("reason"),
        row.optionalText("account_id"),
        row.optionalText("division_id"),
        row.optionalText("resource_type"),
        row.optionalText("resource_id"),
        row.optionalText("request_id"),
        row.optionalText("address"),
        Json.readDetails(row.text("details")));
  }

  private static AuditEvent unreadable(Row row) throws SQLException {
    var none = Optional.<String>empty();
    var refused = AuditEvent.Outcome.REFUSED;
    var reason = Optional.of("unreadable");
    return new AuditEvent(
        row.instant("at"),
        "unknown",
        "audit.unreadable",
        refused,
        reason,
        none,
        none,
        none,
        none,
        none,
        none,
        Map.of());
  }

  /**
   * Returns the event as either database keeps it unchanged, see {@link Sql#storable}, before
   * anything is hashed.
   */
  private static AuditEvent storable(AuditEvent event) {
    var details = new LinkedHashMap<String, String>();
    event.details().forEach((name, value) -> details.put(Sql.storable(name), Sql.storable(value)));
    return new AuditEvent(
        event.at(),
        Sql.storable(event.actor()),
        Sql.storable(event.action()),
        event.outcome(),
        event.reason().map(Sql::storable),
        event.accountId().map(Sql::storable),
        event.divisionId().map(Sql::storable),
        event.resourceType().map(Sql::storable),
        event.resourceId().map(Sql::storable),
        event.requestId().map(Sql::storable),
        event.address().map(Sql::storable),
        details);
  }
}
