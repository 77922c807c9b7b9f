package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A change of what administrators make. It checks and writes in one transaction that sees nobody
 * else's changes, and may be run again where it clashed with another node's. Whatever it throws
 * undoes it.
 */
@FunctionalInterface
interface Change<T> {
  T apply(Scope scope) throws SQLException;

  /** What a cache may hold; each has a version that goes up. */
  enum Cached {
    POLICIES,
    CREDENTIALS,
    AUTHORITIES
  }

  /** A change under way. */
  final class Scope {
    private final Connection connection;
    private final Instant now;
    private final List<AuditEvent> events = new ArrayList<>();
    private final Set<Cached> outdated = EnumSet.noneOf(Cached.class);

    Scope(Connection connection, Instant now) {
      this.connection = connection;
      this.now = now;
    }

    Connection connection() {
      return connection;
    }

    Instant now() {
      return now;
    }

    /** Appends an audit record in the same transaction. */
    void report(AuditEvent event) {
      events.add(event);
    }

    /** Says that caches must read again. */
    void outdates(Cached what) {
      outdated.add(what);
    }

    List<AuditEvent> events() {
      return events;
    }

    /** Returns what was outdated. */
    Set<Cached> bumpVersions() throws SQLException {
      for (var what : outdated) {
        Sql.update(connection, "update change_version set value = value + 1 where name = ?", what);
      }
      return outdated;
    }
  }
}
