package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts.Division;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** Divisions, the sub-tenants of an account. Thread-safe; every change leaves an audit record. */
public final class Divisions {
  private static final String NOUN = "division";

  private final Writer writer;
  private final Database database;

  Divisions(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** What is to become of a division. */
  public record Draft(String name, String description) {}

  /**
   * Lists the divisions within reach. Filters: {@code search} (in name and description), {@code
   * name} (equal); sort keys: {@code name}, {@code created_at}, {@code updated_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<Division> list(Reach reach, ListQuery query) {
    var listing =
        new Listing<Division>(database, query, "d.id")
            .within(reach, "d.account_id", "d.id")
            .contains("search", "d.name", "d.description")
            .equal("name", "d.name")
            .sort("name", Listing.SortKey.text("d.name"))
            .sort("created_at", Listing.SortKey.number("d.created_at"))
            .sort("updated_at", Listing.SortKey.number("d.updated_at"));
    return database.read(c -> listing.page(c, "select d.* from division d", Divisions::division));
  }

  /** Finds a division where it is within reach. */
  public Optional<Division> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id));
  }

  /**
   * Makes a division.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public Division create(Actor actor, String accountId, String name, String description) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var faults = new Faults().name(name).description(description);
      if (Accounts.find(c, accountId).isEmpty()) {
        faults.unknown("account_id");
      }
      refuse(c, accountId, "", name, faults);
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          "insert into division (id, account_id, name, description, created_at, updated_at) values (?, ?, ?, ?, ?, ?)",
          id,
          accountId,
          name,
          description,
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord(NOUN, "create", id)
              .account(accountId)
              .division(id)
              .after("name", name)
              .after("description", description)
              .by(actor, scope.now()));
      return find(c, id).orElseThrow();
    });
  }

  private static void refuse(Connection c, String accountId, String id, String name, Faults faults)
      throws SQLException {
    faults
        .clash(
            Sql.exists(
                c,
                "select 1 from division where account_id = ? and name = ? and id <> ?",
                accountId,
                name,
                id),
            "name",
            "is taken in this account")
        .refuse(NOUN);
  }

  /**
   * Changes a division.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} naming every field; {@code CONFLICT} if it
   *     was changed meanwhile or the name is taken
   */
  public Division update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = existing(c, reach, id, expectedVersion);
      var faults = new Faults().name(draft.name()).description(draft.description());
      refuse(c, known.accountId(), id, draft.name(), faults);
      Sql.update(
          c,
          "update division set name = ?, description = ?, version = version + 1, updated_at = ? where id = ?",
          draft.name(),
          draft.description(),
          scope.now(),
          id);
      scope.report(
          new ChangeRecord(NOUN, "update", id)
              .account(known.accountId())
              .division(id)
              .changed("name", known.name(), draft.name())
              .changed("description", known.description(), draft.description())
              .by(actor, scope.now()));
      return find(c, id).orElseThrow();
    });
  }

  /**
   * Deletes a division that nothing uses, not even something deleted that can be restored.
   *
   * @param expectedVersion the version that is known; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code CONFLICT} if it was changed meanwhile, or naming what
   *     uses it
   */
  public void delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    writer.edit(scope -> {
      var c = scope.connection();
      var known = existing(c, reach, id, expectedVersion);
      uses(c, id).refuse(NOUN);
      Sql.update(c, "delete from division where id = ?", id);
      scope.report(
          new ChangeRecord(NOUN, "delete", id)
              .account(known.accountId())
              .division(id)
              .before("name", known.name())
              .before("description", known.description())
              .by(actor, scope.now()));
      return known;
    });
  }

  private static Uses uses(Connection c, String id) throws SQLException {
    return new Uses(c)
        .by("authentication policies", "authentication_policy where division_id = ?", id)
        .by("certificate policies", "certificate_management_policy where division_id = ?", id)
        .by(
            "certificate profiles",
            """
            certificate_profile where id in
              (select profile_id from certificate_profile_division where division_id = ?)\
            """,
            id)
        .by(
            "device groups",
            "(select name, 0 as deleted from device_group where division_id = ?) as grouped",
            id);
  }

  private static Division existing(
      Connection c, Reach reach, String id, OptionalLong expectedVersion) throws SQLException {
    var known = find(c, reach, id).orElseThrow(() -> Faults.notFound(NOUN));
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return known;
  }

  /** Finds a division where it is within reach. */
  static Optional<Division> find(Connection c, Reach reach, String id) throws SQLException {
    return find(c, id).filter(division -> reach.covers(division.accountId(), division.id()));
  }

  static Optional<Division> find(Connection c, String id) throws SQLException {
    return Sql.first(c, "select * from division where id = ?", Divisions::division, id);
  }

  private static Division division(Row row) throws SQLException {
    return new Division(
        row.text("id"),
        row.text("account_id"),
        row.text("name"),
        row.text("description"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
