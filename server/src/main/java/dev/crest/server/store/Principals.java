package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * People and programs that use the management API, with their roles. Thread-safe; every change
 * leaves an audit record.
 *
 * <p>A change is refused with {@code FORBIDDEN} where a role, before or after, reaches further than
 * the oversight, and with {@code CONFLICT} where it would leave nobody to administer the system.
 */
public final class Principals {
  private static final List<String> BELONGINGS =
      List.of(
          "role_assignment",
          "api_key",
          "principal_certificate",
          "principal_password",
          "principal_totp",
          "recovery_code",
          "passkey",
          "external_identity",
          "session",
          "one_time_link");

  private final Writer writer;
  private final Database database;
  private final PrincipalKeys keys;

  Principals(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
    this.keys = new PrincipalKeys(writer, database);
  }

  /** Kinds of principal. */
  public enum Kind {
    USER,
    SERVICE_USER
  }

  /**
   * A role somewhere.
   *
   * @param role its name in lower case
   * @param accountId where; empty for every account
   * @param divisions in which divisions; empty for all
   */
  public record RoleAssignment(
      String role, Optional<String> accountId, Optional<Set<String>> divisions) {}

  /**
   * A person or program.
   *
   * @param name what it signs in as, unique, lower case
   * @param endsAt from when on it is nobody any more
   */
  public record Principal(
      String id,
      Kind kind,
      String name,
      String displayName,
      String description,
      Optional<String> email,
      boolean enabled,
      Optional<Instant> endsAt,
      Instant createdAt,
      Instant updatedAt,
      long version,
      List<RoleAssignment> roles) {
    /** Whether it may sign in at a time. */
    public boolean activeAt(Instant now) {
      return enabled && endsAt.map(now::isBefore).orElse(true);
    }

    Principal withRoles(List<RoleAssignment> others) {
      return new Principal(
          id,
          kind,
          name,
          displayName,
          description,
          email,
          enabled,
          endsAt,
          createdAt,
          updatedAt,
          version,
          others);
    }
  }

  /** What is to become a principal. */
  public record Draft(
      Kind kind,
      String name,
      String displayName,
      String description,
      Optional<String> email,
      Optional<Instant> endsAt,
      List<RoleAssignment> roles) {
    /** Returns the draft of what there is. */
    public static Draft of(Principal principal) {
      return new Draft(
          principal.kind(),
          principal.name(),
          principal.displayName(),
          principal.description(),
          principal.email(),
          principal.endsAt(),
          principal.roles());
    }

    /** Returns the same with other roles. */
    public Draft withRoles(List<RoleAssignment> others) {
      return new Draft(kind, name, displayName, description, email, endsAt, others);
    }
  }

  /** Returns their API keys and certificates. */
  public PrincipalKeys keys() {
    return keys;
  }

  /** Returns a page; filters are name, role, enabled and account. */
  public Page<Principal> list(Oversight oversight, Kind kind, ListQuery query) {
    return database.read(c -> {
      var listing =
          new Listing<Principal>(database, query, "p.id")
              .sort("name", Listing.SortKey.text("p.name"))
              .sort("created_at", Listing.SortKey.number("p.created_at"))
              .where("p.kind = ?", kind.name().toLowerCase(Locale.ROOT))
              .contains("name", "p.name", "p.display_name")
              .flag("enabled", "p.enabled");
      oversight.accountId().ifPresent(account -> having(listing, "r.account_id", account));
      listing.value("role").ifPresent(role -> having(listing, "r.role", role));
      listing.value("account").ifPresent(account -> having(listing, "r.account_id", account));
      return listing
          .page(c, "select p.* from principal p", row -> PrincipalTable.map(c, row))
          .map(oversight::shown);
    });
  }

  private static void having(Listing<Principal> listing, String column, String value) {
    listing.where(
        "exists (select 1 from role_assignment r where r.principal_id = p.id and "
            + column
            + " = ?)",
        value);
  }

  /** Finds by id. */
  public Optional<Principal> find(Oversight oversight, Kind kind, String id) {
    return find(id)
        .filter(principal -> principal.kind() == kind && oversight.sees(principal))
        .map(oversight::shown);
  }

  /** Finds by id, whoever it is. */
  public Optional<Principal> find(String id) {
    return database.read(c -> PrincipalTable.find(c, id));
  }

  /** Finds by name, without regard to case. */
  public Optional<Principal> byName(String name) {
    return database.read(c ->
        Sql.first(
            c,
            "select * from principal where name = ?",
            row -> PrincipalTable.map(c, row),
            PrincipalTable.folded(name)));
  }

  /** Whether there is any person. */
  public boolean anyUser() {
    return database.read(c -> Sql.exists(c, "select 1 from principal where kind = 'user' limit 1"));
  }

  /**
   * Makes a person or program; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String create(Actor actor, Draft draft) {
    return create(actor, Oversight.everybody(), draft).id();
  }

  /**
   * Makes a person or program.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public Principal create(Actor actor, Oversight oversight, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var title = PrincipalTable.title(draft.kind());
      PrincipalTable.refuseFurther(oversight, draft.roles());
      PrincipalTable.check(c, oversight, draft, "").refuse(title);
      var id = PrincipalTable.insert(scope, actor, oversight, draft);
      return PrincipalTable.find(c, id).orElseThrow();
    });
  }

  /**
   * Replaces everything but the kind.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field, {@code NOT_FOUND}
   */
  public Principal update(
      Actor actor, Oversight oversight, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var title = PrincipalTable.title(draft.kind());
      var before = PrincipalTable.changeable(c, oversight, draft.kind(), id);
      Faults.refuseChanged(title, expectedVersion, before.version());
      PrincipalTable.refuseFurther(oversight, draft.roles());
      PrincipalTable.check(c, oversight, draft, id).refuse(title);
      return LastAdministrator.kept(
          scope,
          () -> {
            PrincipalTable.update(scope, actor, oversight, before, draft);
            return PrincipalTable.find(c, id).orElseThrow();
          });
    });
  }

  /**
   * Switches on or off; does nothing where it is so already. Whoever is switched off is signed out.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public Principal setEnabled(
      Actor actor, Oversight oversight, Kind kind, String id, boolean enabled) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var before = PrincipalTable.changeable(c, oversight, kind, id);
      if (before.enabled() == enabled) {
        return before;
      }
      return LastAdministrator.kept(scope, () -> switched(scope, actor, oversight, before));
    });
  }

  private static Principal switched(
      Change.Scope scope, Actor actor, Oversight oversight, Principal before) throws SQLException {
    var c = scope.connection();
    boolean enabled = !before.enabled();
    Sql.update(
        c,
        "update principal set enabled = ?, updated_at = ?, version = version + 1 where id = ?",
        enabled,
        scope.now(),
        before.id());
    if (!enabled) {
      Sql.update(c, "delete from session where principal_id = ?", before.id());
      Sql.update(c, "delete from one_time_link where principal_id = ?", before.id());
    }
    scope.report(
        new ChangeRecord(
                PrincipalTable.title(before.kind()), enabled ? "enable" : "disable", before.id())
            .account(oversight.accountId())
            .before("enabled", !enabled)
            .after("enabled", enabled)
            .by(actor, scope.now()));
    return PrincipalTable.find(c, before.id()).orElseThrow();
  }

  /**
   * Deletes for good, with keys, factors and sessions.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public void delete(Actor actor, Oversight oversight, Kind kind, String id) {
    writer.edit(scope -> {
      var c = scope.connection();
      var before = PrincipalTable.changeable(c, oversight, kind, id);
      return LastAdministrator.kept(
          scope,
          () -> {
            for (var table : BELONGINGS) {
              Sql.update(c, "delete from " + table + " where principal_id = ?", id);
            }
            Sql.update(c, "delete from principal where id = ?", id);
            scope.report(
                new ChangeRecord(PrincipalTable.title(kind), "delete", id)
                    .account(oversight.accountId())
                    .before("name", before.name())
                    .before("roles", PrincipalTable.written(before.roles()))
                    .by(actor, scope.now()));
            return id;
          });
    });
  }
}
