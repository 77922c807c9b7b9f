package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Switching on and off, deleting and restoring what administrators make. What is deleted stays,
 * without effect, and can be restored. Thread-safe; every change leaves an audit record.
 */
public final class Lifecycle {
  private final Writer writer;

  Lifecycle(Writer writer) {
    this.writer = writer;
  }

  /** What has such a life. */
  public enum Noun {
    CERTIFICATE_TEMPLATE(
        "certificate_template",
        "template_id",
        List.of("select 1 from certificate_profile where template_id = ? and deleted = 0"),
        List.of()),
    CERTIFICATE_PROFILE(
        "certificate_profile",
        "profile_id",
        List.of("select 1 from certificate_management_policy where profile_id = ? and deleted = 0"),
        List.of("certificate_template")),
    AUTHENTICATION_POLICY(
        "authentication_policy",
        "authentication_policy_id",
        List.of(
            "select 1 from certificate_management_policy where authentication_policy_id = ? and deleted = 0",
            "select 1 from policy_assignment where authentication_policy_id = ?"),
        List.of()),
    CREDENTIAL("credential", "", List.of(), List.of("authentication_policy")),
    CERTIFICATE_MANAGEMENT_POLICY(
        "certificate_management_policy",
        "",
        List.of(),
        List.of("certificate_profile", "authentication_policy"));

    private final String table;
    private final String reference;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> users;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> needs;

    Noun(String table, String reference, List<String> users, List<String> needs) {
      this.table = table;
      this.reference = reference;
      this.users = users;
      this.needs = needs;
    }

    private String title() {
      return table.replace('_', '-');
    }
  }

  /** The state of one of them, and where it belongs. */
  private record State(
      boolean enabled, boolean deleted, Optional<String> accountId, Optional<String> divisionId) {}

  /**
   * Switches on or off; does nothing where it is so already.
   *
   * @throws Refused {@code NOT_FOUND} for one that does not exist or is deleted
   */
  public void setEnabled(Actor actor, Noun noun, String id, boolean enabled) {
    writer.edit(scope -> {
      var state = find(scope.connection(), noun, id, false);
      if (state.enabled() != enabled) {
        set(scope, noun, id, "enabled", enabled);
        var record = new ChangeRecord(noun.title(), enabled ? "enable" : "disable", id);
        report(scope, actor, state, record.before("enabled", !enabled).after("enabled", enabled));
      }
      return state;
    });
  }

  /**
   * Deletes, so that it can be restored.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} while something that is not deleted uses
   *     it
   */
  public void delete(Actor actor, Noun noun, String id) {
    writer.edit(scope -> {
      var state = find(scope.connection(), noun, id, false);
      for (var user : noun.users) {
        if (Sql.exists(scope.connection(), user + " limit 1", id)) {
          throw Refused.of(Kind.CONFLICT, noun.title() + "-in-use", "It is in use.");
        }
      }
      set(scope, noun, id, "deleted", true);
      var record = new ChangeRecord(noun.title(), "delete", id);
      report(scope, actor, state, record.before("deleted", false).after("deleted", true));
      return state;
    });
  }

  /**
   * Restores.
   *
   * @throws Refused {@code NOT_FOUND} for one that is not deleted; {@code CONFLICT} if its name or
   *     value was taken meanwhile, or what it needs is deleted
   */
  public void restore(Actor actor, Noun noun, String id) {
    writer.edit(scope -> {
      var state = find(scope.connection(), noun, id, true);
      for (var need : noun.needs) {
        refuseWithout(scope.connection(), noun, need, id);
      }
      set(scope, noun, id, "deleted", false);
      var record = new ChangeRecord(noun.title(), "restore", id);
      report(scope, actor, state, record.before("deleted", true).after("deleted", false));
      return state;
    });
  }

  private static void refuseWithout(Connection c, Noun noun, String table, String id)
      throws SQLException {
    var reference =
        List.of(Noun.values()).stream()
            .filter(n -> n.table.equals(table))
            .findFirst()
            .orElseThrow()
            .reference;
    var sql =
        "select 1 from "
            + table
            + " where deleted = 0 and id = (select "
            + reference
            + " from "
            + noun.table
            + " where id = ?)";
    if (!Sql.exists(c, sql, id)) {
      throw Refused.of(
          Kind.CONFLICT,
          noun.title() + "-incomplete",
          "Something that it needs is deleted: restore that first.");
    }
  }

  private static State find(Connection c, Noun noun, String id, boolean deleted)
      throws SQLException {
    return Sql.first(c, query(noun), Lifecycle::state, id)
        .filter(state -> state.deleted() == deleted)
        .orElseThrow(() -> Faults.notFound(noun.title()));
  }

  private static String query(Noun noun) {
    return switch (noun) {
      case CREDENTIAL ->
          """
          select c.enabled, c.deleted, a.account_id, a.division_id
          from credential c join authentication_policy a on a.id = c.authentication_policy_id where c.id = ?\
          """;
      case AUTHENTICATION_POLICY, CERTIFICATE_MANAGEMENT_POLICY ->
          "select enabled, deleted, account_id, division_id from " + noun.table + " where id = ?";
      case CERTIFICATE_TEMPLATE, CERTIFICATE_PROFILE ->
          "select enabled, deleted, account_id, null as division_id from "
              + noun.table
              + " where id = ?";
    };
  }

  private static State state(Row row) throws SQLException {
    return new State(
        row.flag("enabled"),
        row.flag("deleted"),
        row.optionalText("account_id"),
        row.optionalText("division_id"));
  }

  private static void set(Change.Scope scope, Noun noun, String id, String column, boolean value)
      throws SQLException {
    Sql.update(
        scope.connection(),
        "update " + noun.table + " set " + column + " = ?, updated_at = ? where id = ?",
        value,
        scope.now(),
        id);
    // Few changes, cheap reads: everything that may be cached is read again.
    scope.outdates(Change.Cached.POLICIES);
    scope.outdates(Change.Cached.CREDENTIALS);
  }

  private static void report(Change.Scope scope, Actor actor, State state, ChangeRecord record) {
    scope.report(
        record.account(state.accountId()).division(state.divisionId()).by(actor, scope.now()));
  }
}
