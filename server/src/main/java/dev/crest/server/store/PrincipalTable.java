package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Principals.Draft;
import dev.crest.server.store.Principals.Principal;
import dev.crest.server.store.Principals.RoleAssignment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** SQL of principals and their roles. Stateless. */
final class PrincipalTable {
  private static final String INSERT =
      """
      insert into principal (id, kind, name, display_name, description, email, enabled, ends_at, created_at,
        updated_at, version)
      values (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 1)\
      """;
  private static final String UPDATE =
      """
      update principal set name = ?, display_name = ?, description = ?, email = ?, ends_at = ?, updated_at = ?,
        version = version + 1
      where id = ?\
      """;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");
  private static final int DISPLAY_NAME = 200;
  private static final int MOST_ROLES = 100;

  private PrincipalTable() {}

  static String title(Principals.Kind kind) {
    return kind == Principals.Kind.USER ? "user" : "service-user";
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static Optional<Principal> find(Connection c, String id) throws SQLException {
    return Sql.first(c, "select * from principal where id = ?", row -> map(c, row), id);
  }

  /**
   * Finds what is to be changed.
   *
   * @throws Refused {@code NOT_FOUND}; {@code FORBIDDEN} if it has a role outside of the oversight
   */
  static Principal changeable(Connection c, Oversight oversight, Principals.Kind kind, String id)
      throws SQLException {
    var found =
        find(c, id)
            .filter(principal -> principal.kind() == kind && oversight.sees(principal))
            .orElseThrow(() -> Faults.notFound(title(kind)));
    refuseFurther(oversight, found.roles());
    return found;
  }

  /**
   * @throws Refused {@code FORBIDDEN} if a role lies outside of the oversight
   */
  static void refuseFurther(Oversight oversight, List<RoleAssignment> roles) {
    if (!roles.stream().allMatch(oversight::covers)) {
      throw Refused.of(
          Kind.FORBIDDEN, "roles-further", "That has roles which reach further than your own.");
    }
  }

  /** Gathers what is wrong with a draft; {@code id} is empty for a new principal. */
  static Faults check(Connection c, Oversight oversight, Draft draft, String id)
      throws SQLException {
    var faults = new Faults().name(draft.name()).description(draft.description());
    faults
        .require(
            draft.displayName().length() <= DISPLAY_NAME
                && draft.displayName().chars().noneMatch(Character::isISOControl),
            "display_name",
            "must have at most " + DISPLAY_NAME + " printable characters")
        .require(
            draft.email().map(email -> EMAIL.matcher(email).matches()).orElse(true),
            "email",
            "must be an e-mail address")
        .require(
            draft.roles().size() <= MOST_ROLES, "roles", "must be at most " + MOST_ROLES + " roles")
        .require(
            oversight.accountId().isEmpty() || !draft.roles().isEmpty(),
            "roles",
            "must be at least one in your account");
    for (int i = 0; i < Math.min(draft.roles().size(), MOST_ROLES); i++) {
      check(c, draft.roles().get(i), "roles[" + i + "]", faults);
    }
    boolean taken =
        Sql.exists(
            c, "select 1 from principal where name = ? and id <> ?", folded(draft.name()), id);
    return faults.clash(taken, "name", "is taken");
  }

  private static void check(Connection c, RoleAssignment role, String field, Faults faults)
      throws SQLException {
    var account = role.accountId();
    if (account.isPresent() && Accounts.find(c, account.get()).isEmpty()) {
      faults.unknown(field + ".account_id");
    }
    if (role.divisions().isEmpty()) {
      return;
    }
    var divisions = role.divisions().get();
    faults
        .require(
            account.isPresent(), field + ".account_id", "must be given, since divisions are named")
        .require(
            !divisions.isEmpty(),
            field + ".division_ids",
            "must name one or more; leave it out for all divisions");
    for (var division : divisions) {
      var found = Accounts.division(c, division);
      if (found.isEmpty() || !Optional.of(found.get().accountId()).equals(account)) {
        faults.require(false, field + ".division_ids", "has one that is not in this account");
        return;
      }
    }
  }

  /** Inserts a checked draft; returns its id. */
  static String insert(Change.Scope scope, Actor actor, Oversight oversight, Draft draft)
      throws SQLException {
    var id = Identifiers.next(scope.now());
    Sql.update(
        scope.connection(),
        INSERT,
        id,
        draft.kind(),
        folded(draft.name()),
        draft.displayName(),
        draft.description(),
        draft.email(),
        draft.endsAt(),
        scope.now(),
        scope.now());
    assign(scope, id, draft.roles());
    scope.report(
        new ChangeRecord(title(draft.kind()), "create", id)
            .account(oversight.accountId())
            .after("name", folded(draft.name()))
            .after("display_name", draft.displayName())
            .after("email", draft.email())
            .after("ends_at", draft.endsAt())
            .after("roles", written(draft.roles()))
            .by(actor, scope.now()));
    return id;
  }

  /** Replaces a principal by a checked draft. */
  static void update(
      Change.Scope scope, Actor actor, Oversight oversight, Principal before, Draft draft)
      throws SQLException {
    Sql.update(
        scope.connection(),
        UPDATE,
        folded(draft.name()),
        draft.displayName(),
        draft.description(),
        draft.email(),
        draft.endsAt(),
        scope.now(),
        before.id());
    var record =
        new ChangeRecord(title(before.kind()), "update", before.id())
            .account(oversight.accountId());
    changed(record, "name", before.name(), folded(draft.name()));
    changed(record, "display_name", before.displayName(), draft.displayName());
    changed(record, "description", before.description(), draft.description());
    changed(record, "email", before.email(), draft.email());
    changed(record, "ends_at", before.endsAt(), draft.endsAt());
    if (!Set.copyOf(before.roles()).equals(Set.copyOf(draft.roles()))) {
      Sql.update(
          scope.connection(), "delete from role_assignment where principal_id = ?", before.id());
      assign(scope, before.id(), draft.roles());
      changed(record, "roles", written(before.roles()), written(draft.roles()));
    }
    scope.report(record.by(actor, scope.now()));
  }

  private static void changed(ChangeRecord record, String field, Object before, Object after) {
    if (!before.equals(after)) {
      record.before(field, before).after(field, after);
    }
  }

  private static void assign(Change.Scope scope, String id, List<RoleAssignment> roles)
      throws SQLException {
    for (var role : List.copyOf(new java.util.LinkedHashSet<>(roles))) {
      Sql.update(
          scope.connection(),
          "insert into role_assignment (id, principal_id, role, account_id, divisions) values (?, ?, ?, ?, ?)",
          Identifiers.next(scope.now()),
          id,
          role.role(),
          role.accountId(),
          role.divisions().map(PrincipalTable::written));
    }
  }

  static String written(List<RoleAssignment> roles) {
    return String.join(
        " ",
        roles.stream()
            .map(role ->
                role.role()
                    + role.accountId().map(account -> "@" + account).orElse("")
                    + role.divisions().map(all -> "/" + written(all)).orElse(""))
            .toList());
  }

  private static String written(Set<String> divisions) {
    return String.join(",", divisions.stream().sorted().toList());
  }

  static Principal map(Connection c, Row row) throws SQLException {
    return new Principal(
        row.text("id"),
        row.constant("kind", Principals.Kind.class),
        row.text("name"),
        row.text("display_name"),
        row.text("description"),
        row.optionalText("email"),
        row.flag("enabled"),
        row.optionalInstant("ends_at"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.number("version"),
        roles(c, row.text("id")));
  }

  private static List<RoleAssignment> roles(Connection c, String id) throws SQLException {
    return List.copyOf(
        Sql.list(
            c,
            "select * from role_assignment where principal_id = ? order by id",
            row ->
                new RoleAssignment(
                    row.text("role"),
                    row.optionalText("account_id"),
                    row.optionalText("divisions").map(PrincipalTable::read)),
            id));
  }

  private static Set<String> read(String divisions) {
    var read = new HashSet<>(List.of(divisions.split(",")));
    read.remove("");
    return Set.copyOf(read);
  }
}
