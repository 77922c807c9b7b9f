package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Principals.Principal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Links that sign somebody in once, and challenges that may be answered once. Thread-safe; every
 * change but the use of a challenge leaves an audit record.
 */
public final class OneTimeLinks {
  private final Writer writer;
  private final Database database;

  OneTimeLinks(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** What a link is for. */
  public enum Purpose {
    /** Makes the first administrator. */
    SET_UP,
    /** Signs in. */
    SIGN_IN,
    /** Signs in, and may set a password. */
    INVITATION,
    /** As an invitation; takes one-time codes away too. */
    RECOVERY
  }

  /** A link that has not been used. */
  public record Link(Purpose purpose, Optional<String> principalId, Instant endsAt) {}

  /** Keeps a link; an earlier one for the same is void. */
  public void add(Actor actor, Oversight oversight, byte[] verifier, Link link) {
    writer.edit(scope -> {
      var c = scope.connection();
      if (link.principalId().isPresent()) {
        var id = link.principalId().get();
        var principal = PrincipalTable.changeable(c, oversight, Principals.Kind.USER, id);
        if (!principal.activeAt(scope.now())) {
          throw Refused.of(
              Kind.CONFLICT, "user-disabled", "The user is disabled; enable it first.");
        }
        Sql.update(c, "delete from one_time_link where principal_id = ?", id);
      } else {
        Sql.update(c, "delete from one_time_link where principal_id is null");
      }
      Sql.update(c, "delete from one_time_link where ends_at < ?", scope.now());
      Sql.update(
          c,
          "insert into one_time_link (verifier, purpose, principal_id, ends_at, created_at) values (?, ?, ?, ?, ?)",
          verifier,
          link.purpose(),
          link.principalId(),
          link.endsAt(),
          scope.now());
      scope.report(
          new ChangeRecord("one-time-link", "create", link.principalId().orElse("set-up"))
              .account(oversight.accountId())
              .after("purpose", link.purpose())
              .after("ends_at", link.endsAt())
              .by(actor, scope.now()));
      return link;
    });
  }

  /** Finds a link, without using it. */
  public Optional<Link> find(byte[] verifier) {
    return database.read(c ->
        Sql.first(
            c,
            "select * from one_time_link where verifier = ?",
            OneTimeLinks::map,
            (Object) verifier));
  }

  private static Link map(Row row) throws SQLException {
    return new Link(
        row.constant("purpose", Purpose.class),
        row.optionalText("principal_id"),
        row.instant("ends_at"));
  }

  /**
   * Uses a link that signs in.
   *
   * @param passwordVerifier a new password, where the link's purpose allows one
   * @return whom it signs in
   * @throws Refused {@code UNAUTHENTICATED} if it is unknown, used, expired or for something else
   */
  public Principal redeem(Actor actor, byte[] verifier, Optional<String> passwordVerifier) {
    return writer.edit(scope -> {
      var link = take(scope, verifier);
      var id = link.principalId().orElseThrow(OneTimeLinks::unknown);
      var principal =
          PrincipalTable.find(scope.connection(), id)
              .filter(found -> found.activeAt(scope.now()))
              .orElseThrow(OneTimeLinks::unknown);
      var self = new Actor("user:" + id, actor.requestId(), actor.address());
      if (link.purpose() == Purpose.RECOVERY) {
        PrincipalFactors.removeTotp(scope, self, id);
      }
      if (passwordVerifier.isPresent()) {
        if (link.purpose() == Purpose.SIGN_IN) {
          throw unknown();
        }
        PrincipalFactors.setPassword(scope, self, id, passwordVerifier.get());
      }
      scope.report(
          new ChangeRecord("one-time-link", "use", id)
              .after("purpose", link.purpose())
              .by(self, scope.now()));
      return principal;
    });
  }

  /**
   * Uses the link of the first start: makes the first person.
   *
   * @throws Refused {@code UNAUTHENTICATED} for the link; {@code CONFLICT} if there is a person
   *     already; {@code INVALID} naming every field
   */
  public Principal setUp(
      Actor actor, byte[] verifier, Principals.Draft draft, String passwordVerifier) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var link = take(scope, verifier);
      if (link.purpose() != Purpose.SET_UP) {
        throw unknown();
      }
      if (Sql.exists(c, "select 1 from principal where kind = 'user' limit 1")) {
        throw Refused.of(Kind.CONFLICT, "set-up-done", "There is an administrator already.");
      }
      PrincipalTable.check(c, Oversight.everybody(), draft, "").refuse("user");
      var id = PrincipalTable.insert(scope, actor, Oversight.everybody(), draft);
      PrincipalFactors.setPassword(
          scope, new Actor("user:" + id, actor.requestId(), actor.address()), id, passwordVerifier);
      return PrincipalTable.find(c, id).orElseThrow();
    });
  }

  private static Link take(Change.Scope scope, byte[] verifier) throws SQLException {
    var c = scope.connection();
    var link =
        Sql.first(
                c,
                "select * from one_time_link where verifier = ?",
                OneTimeLinks::map,
                (Object) verifier)
            .filter(found -> found.endsAt().isAfter(scope.now()))
            .orElseThrow(OneTimeLinks::unknown);
    Sql.update(c, "delete from one_time_link where verifier = ?", (Object) verifier);
    return link;
  }

  private static Refused unknown() {
    return Refused.of(
        Kind.UNAUTHENTICATED, "link-unknown", "This link was used already, or has expired.");
  }

  /**
   * Keeps that a challenge was answered; whether it was not answered before.
   *
   * @param endsAt from when on nobody takes it any more
   */
  public boolean useChallenge(byte[] verifier, Instant endsAt) {
    return writer.edit(scope -> {
      var c = scope.connection();
      Sql.update(c, "delete from used_challenge where ends_at < ?", scope.now());
      return Sql.update(
              c,
              "insert into used_challenge (verifier, ends_at) values (?, ?) on conflict (verifier) do nothing",
              verifier,
              endsAt)
          == 1;
    });
  }
}
