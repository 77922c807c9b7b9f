package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Accounts and their divisions. Thread-safe; every change leaves an audit record. */
public final class Accounts {
  private final Writer writer;
  private final Database database;

  Accounts(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** What an account may use. */
  public enum Plan {
    /** Issuance only. */
    ESSENTIALS,
    /** Device lifecycle too. */
    ADVANCED
  }

  /** An account; its name is unique. */
  public record Account(String id, String name, Plan plan) {}

  /** A sub-tenant of an account; its name is unique there. */
  public record Division(String id, String accountId, String name, String description) {}

  /**
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public Account create(Actor actor, String name, Plan plan) {
    return writer.edit(scope -> {
      var c = scope.connection();
      new Faults()
          .name(name)
          .clash(Sql.exists(c, "select 1 from account where name = ?", name), "name", "is taken")
          .refuse("account");
      var account = new Account(Identifiers.next(scope.now()), name, plan);
      Sql.update(
          c,
          "insert into account (id, name, plan, created_at, updated_at) values (?, ?, ?, ?, ?)",
          account.id(),
          name,
          plan,
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord("account", "create", account.id())
              .account(account.id())
              .after("name", name)
              .after("plan", plan)
              .by(actor, scope.now()));
      return account;
    });
  }

  /**
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public Division createDivision(Actor actor, String accountId, String name, String description) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var faults = new Faults().name(name).description(description);
      if (find(c, accountId).isEmpty()) {
        faults.unknown("account_id");
      }
      faults
          .clash(
              Sql.exists(
                  c, "select 1 from division where account_id = ? and name = ?", accountId, name),
              "name",
              "is taken in this account")
          .refuse("division");
      var division = new Division(Identifiers.next(scope.now()), accountId, name, description);
      Sql.update(
          c,
          "insert into division (id, account_id, name, description, created_at, updated_at) values (?, ?, ?, ?, ?, ?)",
          division.id(),
          accountId,
          name,
          description,
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord("division", "create", division.id())
              .account(accountId)
              .division(division.id())
              .after("name", name)
              .after("description", description)
              .by(actor, scope.now()));
      return division;
    });
  }

  /**
   * Deletes a division that nothing uses, not even something deleted that can be restored.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} while it is in use
   */
  public void deleteDivision(Actor actor, String id) {
    writer.edit(scope -> {
      var c = scope.connection();
      var division = division(c, id).orElseThrow(() -> Faults.notFound("division"));
      refuseUsed(c, id);
      Sql.update(c, "delete from division where id = ?", id);
      scope.report(
          new ChangeRecord("division", "delete", id)
              .account(division.accountId())
              .division(id)
              .before("name", division.name())
              .before("description", division.description())
              .by(actor, scope.now()));
      return division;
    });
  }

  private static void refuseUsed(Connection c, String id) throws SQLException {
    for (var user :
        List.of(
            "select 1 from authentication_policy where division_id = ?",
            "select 1 from certificate_management_policy where division_id = ?",
            "select 1 from certificate_profile_division where division_id = ?",
            "select 1 from device_group where division_id = ?")) {
      if (Sql.exists(c, user + " limit 1", id)) {
        throw Refused.of(Kind.CONFLICT, "division-in-use", "The division is in use.");
      }
    }
  }

  /** Returns every account by name. */
  public List<Account> all() {
    return database.read(
        c -> Sql.list(c, "select * from account order by name", Accounts::account));
  }

  /** Returns an account's divisions by name. */
  public List<Division> divisions(String accountId) {
    return database.read(c ->
        Sql.list(
            c,
            "select * from division where account_id = ? order by name",
            Accounts::division,
            accountId));
  }

  static Optional<Account> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, "select * from account where id = ?", Accounts::account, id);
  }

  static Optional<Division> division(Connection connection, String id) throws SQLException {
    return Sql.first(connection, "select * from division where id = ?", Accounts::division, id);
  }

  private static Account account(Row row) throws SQLException {
    return new Account(
        row.text("id"), row.text("name"), Plan.valueOf(row.text("plan").toUpperCase(Locale.ROOT)));
  }

  private static Division division(Row row) throws SQLException {
    return new Division(
        row.text("id"), row.text("account_id"), row.text("name"), row.text("description"));
  }
}
