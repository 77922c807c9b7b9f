package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * People and programs that use the management API, with their roles and keys. Thread-safe; every
 * change leaves an audit record.
 */
public final class Principals {
  private static final String INSERT =
      """
      insert into principal (id, kind, name, display_name, description, email, enabled, ends_at, created_at,
        updated_at, version)
      values (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 1)\
      """;
  private static final String INSERT_KEY =
      """
      insert into api_key (id, principal_id, name, verifier, shown_prefix, ends_at, created_at)
      values (?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String OF_KEY =
      """
      select p.*, k.id as key_id, k.ends_at as key_ends_at
      from api_key k join principal p on p.id = k.principal_id where k.verifier = ?\
      """;

  private final Writer writer;
  private final Database database;

  Principals(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
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
  }

  /** What is to become a principal. */
  public record Draft(
      Kind kind,
      String name,
      String displayName,
      String description,
      Optional<String> email,
      Optional<Instant> endsAt,
      List<RoleAssignment> roles) {}

  /** An API key that was found. */
  public record FoundKey(String keyId, Principal principal, Optional<Instant> endsAt) {}

  /**
   * Makes a person or program; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String create(Actor actor, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var name = draft.name().toLowerCase(Locale.ROOT);
      var faults = new Faults().name(draft.name()).description(draft.description());
      faults
          .clash(Sql.exists(c, "select 1 from principal where name = ?", name), "name", "is taken")
          .refuse("principal");
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          INSERT,
          id,
          draft.kind(),
          name,
          draft.displayName(),
          draft.description(),
          draft.email(),
          draft.endsAt(),
          scope.now(),
          scope.now());
      assign(scope, id, draft.roles());
      scope.report(
          new ChangeRecord(title(draft.kind()), "create", id)
              .after("name", name)
              .after("display_name", draft.displayName())
              .after("email", draft.email())
              .after("ends_at", draft.endsAt())
              .after("roles", written(draft.roles()))
              .by(actor, scope.now()));
      return id;
    });
  }

  private static String title(Kind kind) {
    return kind == Kind.USER ? "user" : "service-user";
  }

  private static void assign(Change.Scope scope, String id, List<RoleAssignment> roles)
      throws SQLException {
    for (var role : roles) {
      Sql.update(
          scope.connection(),
          "insert into role_assignment (id, principal_id, role, account_id, divisions) values (?, ?, ?, ?, ?)",
          Identifiers.next(scope.now()),
          id,
          role.role(),
          role.accountId(),
          role.divisions().map(Principals::written));
    }
  }

  private static String written(List<RoleAssignment> roles) {
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

  /**
   * Adds an API key; returns its id.
   *
   * @param verifier SHA-256 of the key
   * @param shownPrefix how the key begins
   * @throws Refused {@code INVALID} naming every field, {@code NOT_FOUND} for the principal
   */
  public String addKey(
      Actor actor,
      String principalId,
      String name,
      byte[] verifier,
      String shownPrefix,
      Optional<Instant> endsAt) {
    return writer.edit(scope -> {
      var principal =
          find(scope.connection(), principalId).orElseThrow(() -> Faults.notFound("principal"));
      new Faults()
          .name(name)
          .require(
              endsAt.map(end -> end.isAfter(scope.now())).orElse(true),
              "ends_at",
              "must be in the future")
          .refuse("api-key");
      var id = Identifiers.next(scope.now());
      Sql.update(
          scope.connection(),
          INSERT_KEY,
          id,
          principalId,
          name,
          verifier,
          shownPrefix,
          endsAt,
          scope.now());
      scope.report(
          new ChangeRecord("api-key", "create", id)
              .after("principal", principal.name())
              .after("name", name)
              .after("ends_at", endsAt)
              .by(actor, scope.now()));
      return id;
    });
  }

  /** Finds whose key has this verifier, whatever the state of either. */
  public Optional<FoundKey> byKey(byte[] verifier) {
    return database.read(c ->
        Sql.first(
            c,
            OF_KEY,
            row ->
                new FoundKey(
                    row.text("key_id"), principal(c, row), row.optionalInstant("key_ends_at")),
            (Object) verifier));
  }

  /** Finds by name, without regard to case. */
  public Optional<Principal> byName(String name) {
    return database.read(c ->
        Sql.first(
            c,
            "select * from principal where name = ?",
            row -> principal(c, row),
            name.toLowerCase(Locale.ROOT)));
  }

  /** Finds by id. */
  public Optional<Principal> find(String id) {
    return database.read(c -> find(c, id));
  }

  private static Optional<Principal> find(Connection c, String id) throws SQLException {
    return Sql.first(c, "select * from principal where id = ?", row -> principal(c, row), id);
  }

  private static Principal principal(Connection c, Row row) throws SQLException {
    return new Principal(
        row.text("id"),
        row.constant("kind", Kind.class),
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
                    row.optionalText("divisions").map(text -> Set.of(text.split(",")))),
            id));
  }
}
