package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Principals.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions of people, found by what recognises their cookie. Thread-safe; beginning and ending
 * leave an audit record.
 */
public final class SessionRecords {
  private static final String INSERT =
      """
      insert into session (id, verifier, principal_id, method, address, user_agent, last_seen, ends_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final int USER_AGENT = 200;

  private final Writer writer;
  private final Database database;

  SessionRecords(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** How somebody signed in. */
  public enum Method {
    PASSWORD,
    PASSKEY,
    OIDC,
    LINK
  }

  /**
   * A session.
   *
   * @param endsAt when it ends even if it is used all the time
   */
  public record Session(
      String id,
      String principalId,
      Method method,
      String address,
      String userAgent,
      Instant lastSeen,
      Instant endsAt,
      Instant createdAt) {}

  /** A session and whose it is. */
  public record Found(Session session, Principal principal) {}

  /** What is to become a session. */
  public record Draft(byte[] verifier, String principalId, Method method, String userAgent) {}

  /**
   * Begins a session, and forgets those that have ended.
   *
   * @param endsAt when it ends at the latest
   */
  public Session begin(Actor actor, Draft draft, Instant endsAt) {
    return writer.edit(scope -> {
      var c = scope.connection();
      if (PrincipalTable.find(c, draft.principalId()).isEmpty()) {
        throw Faults.notFound("user");
      }
      Sql.update(c, "delete from session where ends_at < ?", scope.now());
      var agent = draft.userAgent();
      var session =
          new Session(
              Identifiers.next(scope.now()),
              draft.principalId(),
              draft.method(),
              actor.address().orElse(""),
              agent.substring(0, Math.min(agent.length(), USER_AGENT)),
              scope.now(),
              endsAt,
              scope.now());
      Sql.update(
          c,
          INSERT,
          session.id(),
          draft.verifier(),
          session.principalId(),
          session.method(),
          session.address(),
          session.userAgent(),
          session.lastSeen(),
          session.endsAt(),
          session.createdAt());
      scope.report(
          event(
              scope, actor, "session.create", session.principalId(), session.id(), method(draft)));
      return session;
    });
  }

  private static Map<String, String> method(Draft draft) {
    return Map.of("method", draft.method().name().toLowerCase(Locale.ROOT));
  }

  private static AuditEvent event(
      Change.Scope scope,
      Actor actor,
      String action,
      String principalId,
      String sessionId,
      Map<String, String> details) {
    return new AuditEvent(
        scope.now(),
        "user:" + principalId,
        action,
        AuditEvent.Outcome.SUCCESS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("session"),
        Optional.of(sessionId),
        actor.requestId(),
        actor.address(),
        details);
  }

  /** Finds a session, also one that has ended but is still there. */
  public Optional<Found> find(byte[] verifier) {
    return database.read(c -> {
      var session =
          Sql.first(
              c,
              "select * from session where verifier = ?",
              SessionRecords::map,
              (Object) verifier);
      if (session.isEmpty()) {
        return Optional.empty();
      }
      return PrincipalTable.find(c, session.get().principalId())
          .map(principal -> new Found(session.get(), principal));
    });
  }

  private static Session map(Row row) throws SQLException {
    return new Session(
        row.text("id"),
        row.text("principal_id"),
        row.constant("method", Method.class),
        row.text("address"),
        row.text("user_agent"),
        row.instant("last_seen"),
        row.instant("ends_at"),
        row.instant("created_at"));
  }

  /** Keeps that a session was used now. */
  public void seen(String id) {
    writer.edit(scope ->
        Sql.update(
            scope.connection(), "update session set last_seen = ? where id = ?", scope.now(), id));
  }

  /** Returns somebody's sessions, latest first. */
  public List<Session> of(String principalId) {
    return database.read(c ->
        Sql.list(
            c,
            "select * from session where principal_id = ? order by id desc",
            SessionRecords::map,
            principalId));
  }

  /**
   * Ends one of somebody's sessions.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public void end(Actor actor, String principalId, String id) {
    writer.edit(scope -> {
      int ended =
          Sql.update(
              scope.connection(),
              "delete from session where id = ? and principal_id = ?",
              id,
              principalId);
      if (ended != 1) {
        throw Faults.notFound("session");
      }
      scope.report(event(scope, actor, "session.end", principalId, id, Map.of()));
      return id;
    });
  }
}
