package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Accounts. Thread-safe; every change leaves an audit record. */
public final class Accounts {
  private static final String LIFECYCLE_POLICIES =
      "certificate_management_policy where account_id = ? and model = 'device_lifecycle' and deleted = 0";

  private final Writer writer;
  private final Database database;
  private final Divisions divisions;

  Accounts(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
    this.divisions = new Divisions(writer, database);
  }

  /** What an account may use. */
  public enum Plan {
    /** Issuance only. */
    ESSENTIALS,
    /** Device lifecycle too. */
    ADVANCED
  }

  /**
   * An account.
   *
   * @param name unique
   * @param certificateLimit how many valid certificates it is licensed for; shown, not enforced
   * @param version goes up with every change
   */
  public record Account(
      String id,
      String name,
      Plan plan,
      OptionalLong certificateLimit,
      long version,
      Instant createdAt,
      Instant updatedAt) {}

  /** What is to become of an account. */
  public record Draft(String name, Plan plan, OptionalLong certificateLimit) {}

  /**
   * What counts against a licence.
   *
   * @param certificates those that are neither expired nor revoked
   * @param users people with a role in the account
   */
  public record Usage(long certificates, long users) {}

  /** A sub-tenant of an account; its name is unique there. */
  public record Division(
      String id,
      String accountId,
      String name,
      String description,
      long version,
      Instant createdAt,
      Instant updatedAt) {}

  /** Makes an account without a limit, see {@link #create(Actor, Draft)}. */
  public Account create(Actor actor, String name, Plan plan) {
    return create(actor, new Draft(name, plan, OptionalLong.empty()));
  }

  /**
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public Account create(Actor actor, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      check(c, "", draft);
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          "insert into account (id, name, plan, certificate_limit, created_at, updated_at) values (?, ?, ?, ?, ?, ?)",
          id,
          draft.name(),
          draft.plan(),
          draft.certificateLimit(),
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord("account", "create", id)
              .account(id)
              .after("name", draft.name())
              .after("plan", draft.plan())
              .after("certificate_limit", draft.certificateLimit())
              .by(actor, scope.now()));
      return find(c, id).orElseThrow();
    });
  }

  /**
   * Changes an account, for somebody whose reach is all of it.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming every field; {@code CONFLICT} if it
   *     was changed meanwhile, the name is taken, or the plan would forbid policies that exist
   */
  public Account update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known =
          find(c, id)
              .filter(account -> reach.whole() && reach.accountId().equals(account.id()))
              .orElseThrow(() -> Faults.notFound("account"));
      Faults.refuseChanged("account", expectedVersion, known.version());
      check(c, id, draft);
      refuseLesserPlan(c, known, draft.plan());
      Sql.update(
          c,
          "update account set name = ?, plan = ?, certificate_limit = ?, version = version + 1, updated_at = ? where id = ?",
          draft.name(),
          draft.plan(),
          draft.certificateLimit(),
          scope.now(),
          id);
      scope.report(
          new ChangeRecord("account", "update", id)
              .account(id)
              .changed("name", known.name(), draft.name())
              .changed("plan", known.plan(), draft.plan())
              .changed("certificate_limit", known.certificateLimit(), draft.certificateLimit())
              .by(actor, scope.now()));
      return find(c, id).orElseThrow();
    });
  }

  private static void check(Connection c, String id, Draft draft) throws SQLException {
    new Faults()
        .name(draft.name())
        .require(
            draft.certificateLimit().isEmpty() || draft.certificateLimit().getAsLong() > 0,
            "certificate_limit",
            "must be at least 1")
        .clash(
            Sql.exists(c, "select 1 from account where name = ? and id <> ?", draft.name(), id),
            "name",
            "is taken")
        .refuse("account");
  }

  private static void refuseLesserPlan(Connection c, Account known, Plan plan) throws SQLException {
    if (known.plan() == Plan.ADVANCED && plan == Plan.ESSENTIALS) {
      var names = Uses.names(c, LIFECYCLE_POLICIES, known.id());
      if (!names.isEmpty()) {
        throw Refused.of(
            Kind.CONFLICT,
            "account-plan-in-use",
            List.of(
                Fault.of(
                    "plan",
                    "Certificate policies need the Advanced plan for secure device lifecycle: "
                        + String.join(", ", names)
                        + ".")));
      }
    }
  }

  /**
   * Lists every account, for whoever runs the installation. Filters: {@code name} (contains),
   * {@code plan}; sort keys: {@code name}, {@code created_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<Account> list(ListQuery query) {
    return list(new Listing<>(database, query, "a.id"));
  }

  /** Lists some accounts, see {@link #list(ListQuery)}. */
  public Page<Account> list(Set<String> ids, ListQuery query) {
    return list(new Listing<Account>(database, query, "a.id").among("a.id", ids));
  }

  private Page<Account> list(Listing<Account> listing) {
    listing
        .contains("name", "a.name")
        .constant("plan", "a.plan", Plan.class)
        .sort("name", Listing.SortKey.text("a.name"))
        .sort("created_at", Listing.SortKey.number("a.created_at"));
    return database.read(c -> listing.page(c, "select a.* from account a", Accounts::account));
  }

  /** Finds an account, whoever asks. */
  public Optional<Account> find(String id) {
    return database.read(c -> find(c, id));
  }

  /** Finds the account where it is within reach. */
  public Optional<Account> find(Reach reach, String id) {
    return reach.accountId().equals(id) ? find(id) : Optional.empty();
  }

  /** Counts what an account uses of its licence. */
  public Usage usage(String accountId, Instant now) {
    return database.read(c ->
        new Usage(
            count(
                c,
                "certificate where division_id in (select id from division where account_id = ?)"
                    + " and status in (0, 1, 3) and renewed in (0, 1) and not_after > ?",
                accountId,
                now),
            count(
                c,
                """
                principal where kind = 'user' and id in
                  (select principal_id from role_assignment where account_id = ?)\
                """,
                accountId)));
  }

  private static long count(Connection c, String from, Object... values) throws SQLException {
    return Sql.first(
            c, "select count(*) as number from " + from, row -> row.number("number"), values)
        .orElse(0L);
  }

  /** Returns every account by name. */
  public List<Account> all() {
    return database.read(
        c -> Sql.list(c, "select * from account order by name", Accounts::account));
  }

  /** Makes a division, see {@link Divisions#create}. */
  public Division createDivision(Actor actor, String accountId, String name, String description) {
    return divisions.create(actor, accountId, name, description);
  }

  static Optional<Account> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, "select * from account where id = ?", Accounts::account, id);
  }

  static Optional<Division> division(Connection connection, String id) throws SQLException {
    return Divisions.find(connection, id);
  }

  private static Account account(Row row) throws SQLException {
    return new Account(
        row.text("id"),
        row.text("name"),
        Plan.valueOf(row.text("plan").toUpperCase(Locale.ROOT)),
        row.optionalNumber("certificate_limit"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
