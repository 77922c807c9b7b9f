package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Switching on and off, deleting and restoring what administrators make. What is deleted stays,
 * without effect, and can be restored. Thread-safe; every change leaves an audit record.
 */
public final class Lifecycle {
  private static final String ASSIGNING_GROUPS =
      """
      (select distinct g.name, 0 as deleted from policy_assignment a join device_group g on g.id = a.group_id
        where a.authentication_policy_id = ?) as assigning\
      """;

  private final Writer writer;

  Lifecycle(Writer writer) {
    this.writer = writer;
  }

  /** What has such a life. */
  public enum Noun {
    CERTIFICATE_TEMPLATE(
        "certificate_template",
        "template_id",
        "certificate profiles",
        "certificate_profile where template_id = ? and deleted = 0",
        List.of()),
    CERTIFICATE_PROFILE(
        "certificate_profile",
        "profile_id",
        "certificate policies",
        "certificate_management_policy where profile_id = ? and deleted = 0",
        List.of("certificate_template")),
    AUTHENTICATION_POLICY(
        "authentication_policy",
        "authentication_policy_id",
        "certificate policies",
        "certificate_management_policy where authentication_policy_id = ? and deleted = 0",
        List.of()),
    CREDENTIAL("credential", "", "", "", List.of("authentication_policy")),
    CERTIFICATE_MANAGEMENT_POLICY(
        "certificate_management_policy",
        "",
        "",
        "",
        List.of("certificate_profile", "authentication_policy"));

    private final String table;
    private final String reference;
    private final String usersTitle;
    private final String users;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> needs;

    Noun(String table, String reference, String usersTitle, String users, List<String> needs) {
      this.table = table;
      this.reference = reference;
      this.usersTitle = usersTitle;
      this.users = users;
      this.needs = needs;
    }

    private String title() {
      return table.replace('_', '-');
    }
  }

  /**
   * One of them, for whom it may be, and as it was known to be.
   *
   * @param reach whose rights count; empty for the server itself
   * @param version the version that is known; empty for any
   */
  record Subject(Noun noun, String id, Optional<Reach> reach, OptionalLong version) {
    static Subject of(Noun noun, Reach reach, String id, OptionalLong version) {
      return new Subject(noun, id, Optional.of(reach), version);
    }

    static Subject of(Noun noun, String id) {
      return new Subject(noun, id, Optional.empty(), OptionalLong.empty());
    }
  }

  /** The state of one of them, and where it belongs. */
  private record State(
      boolean enabled,
      boolean deleted,
      Optional<String> accountId,
      Optional<String> divisionId,
      long version) {
    boolean within(Reach reach) {
      return accountId
          .filter(account ->
              divisionId
                  .map(division -> reach.covers(account, division))
                  .orElseGet(() -> reach.whole() && reach.accountId().equals(account)))
          .isPresent();
    }
  }

  /**
   * Switches on or off, whoever asks; does nothing where it is so already.
   *
   * @throws Refused {@code NOT_FOUND} for one that does not exist or is deleted
   */
  public void setEnabled(Actor actor, Noun noun, String id, boolean enabled) {
    writer.edit(scope -> setEnabled(scope, actor, Subject.of(noun, id), enabled));
  }

  /**
   * Switches on or off; does nothing where it is so already.
   *
   * @param version the version that is known; empty for any
   * @throws Refused {@code NOT_FOUND} for one that does not exist, is deleted or out of reach;
   *     {@code CONFLICT} if it was changed meanwhile
   */
  public void setEnabled(
      Actor actor, Reach reach, Noun noun, String id, OptionalLong version, boolean enabled) {
    writer.edit(scope -> setEnabled(scope, actor, Subject.of(noun, reach, id, version), enabled));
  }

  static boolean setEnabled(Change.Scope scope, Actor actor, Subject subject, boolean enabled)
      throws SQLException {
    var state = find(scope.connection(), subject, false);
    if (state.enabled() != enabled) {
      set(scope, subject, "enabled", enabled);
      var record =
          new ChangeRecord(subject.noun().title(), enabled ? "enable" : "disable", subject.id());
      report(scope, actor, state, record.before("enabled", !enabled).after("enabled", enabled));
    }
    return state.enabled() != enabled;
  }

  /**
   * Deletes, whoever asks, so that it can be restored.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} naming what is not deleted and uses it
   */
  public void delete(Actor actor, Noun noun, String id) {
    writer.edit(scope -> delete(scope, actor, Subject.of(noun, id)));
  }

  /**
   * Deletes, so that it can be restored.
   *
   * @param version the version that is known; empty for any
   * @throws Refused {@code NOT_FOUND}, also out of reach; {@code CONFLICT} if it was changed
   *     meanwhile, or naming what is not deleted and uses it
   */
  public void delete(Actor actor, Reach reach, Noun noun, String id, OptionalLong version) {
    writer.edit(scope -> delete(scope, actor, Subject.of(noun, reach, id, version)));
  }

  static String delete(Change.Scope scope, Actor actor, Subject subject) throws SQLException {
    var noun = subject.noun();
    var state = find(scope.connection(), subject, false);
    if (!noun.users.isEmpty()) {
      var uses = new Uses(scope.connection()).by(noun.usersTitle, noun.users, subject.id());
      if (noun == Noun.AUTHENTICATION_POLICY) {
        uses.by("device groups", ASSIGNING_GROUPS, subject.id());
      }
      uses.refuse(noun.title());
    }
    set(scope, subject, "deleted", true);
    var record = new ChangeRecord(noun.title(), "delete", subject.id());
    report(scope, actor, state, record.before("deleted", false).after("deleted", true));
    return subject.id();
  }

  /**
   * Restores, whoever asks.
   *
   * @throws Refused {@code NOT_FOUND} for one that is not deleted; {@code CONFLICT} if its name or
   *     value was taken meanwhile, or what it needs is deleted
   */
  public void restore(Actor actor, Noun noun, String id) {
    writer.edit(scope -> restore(scope, actor, Subject.of(noun, id)));
  }

  /**
   * Restores.
   *
   * @param version the version that is known; empty for any
   * @throws Refused {@code NOT_FOUND} for one that is not deleted or out of reach; {@code CONFLICT}
   *     if it was changed meanwhile, its name or value was taken, or what it needs is deleted
   */
  public void restore(Actor actor, Reach reach, Noun noun, String id, OptionalLong version) {
    writer.edit(scope -> restore(scope, actor, Subject.of(noun, reach, id, version)));
  }

  static String restore(Change.Scope scope, Actor actor, Subject subject) throws SQLException {
    var noun = subject.noun();
    var state = find(scope.connection(), subject, true);
    for (var need : noun.needs) {
      refuseWithout(scope.connection(), noun, need, subject.id());
    }
    var record = new ChangeRecord(noun.title(), "restore", subject.id());
    if (noun == Noun.CERTIFICATE_MANAGEMENT_POLICY) {
      PolicyFitness.fitAgain(scope.connection(), subject.id(), record);
    }
    set(scope, subject, "deleted", false);
    report(scope, actor, state, record.before("deleted", true).after("deleted", false));
    return subject.id();
  }

  private static void refuseWithout(Connection c, Noun noun, String table, String id)
      throws SQLException {
    var reference =
        List.of(Noun.values()).stream()
            .filter(n -> n.table.equals(table))
            .findFirst()
            .orElseThrow()
            .reference;
    var needed =
        Sql.first(
            c,
            "select " + reference + " as needed from " + noun.table + " where id = ?",
            row -> row.text("needed"),
            id);
    // What is optional and not there is stored as an empty id.
    if (needed.filter(need -> !need.isEmpty()).isPresent()
        && !Sql.exists(
            c, "select 1 from " + table + " where deleted = 0 and id = ?", needed.get())) {
      throw Refused.of(
          Kind.CONFLICT,
          noun.title() + "-incomplete",
          "The " + table.replace('_', ' ') + " that it needs is deleted: restore that first.");
    }
  }

  private static State find(Connection c, Subject subject, boolean deleted) throws SQLException {
    var noun = subject.noun();
    var found =
        Sql.first(c, query(noun), Lifecycle::state, subject.id())
            .filter(state -> state.deleted() == deleted)
            .filter(state -> subject.reach().isEmpty() || state.within(subject.reach().get()))
            .orElseThrow(() -> Faults.notFound(noun.title()));
    Faults.refuseChanged(noun.title(), subject.version(), found.version());
    return found;
  }

  private static String query(Noun noun) {
    return switch (noun) {
      case CREDENTIAL ->
          """
          select c.enabled, c.deleted, c.version, a.account_id, a.division_id
          from credential c join authentication_policy a on a.id = c.authentication_policy_id where c.id = ?\
          """;
      case AUTHENTICATION_POLICY, CERTIFICATE_MANAGEMENT_POLICY ->
          "select enabled, deleted, version, account_id, division_id from "
              + noun.table
              + " where id = ?";
      case CERTIFICATE_TEMPLATE, CERTIFICATE_PROFILE ->
          "select enabled, deleted, version, account_id, null as division_id from "
              + noun.table
              + " where id = ?";
    };
  }

  private static State state(Row row) throws SQLException {
    return new State(
        row.flag("enabled"),
        row.flag("deleted"),
        row.optionalText("account_id"),
        row.optionalText("division_id"),
        row.number("version"));
  }

  private static void set(Change.Scope scope, Subject subject, String column, boolean value)
      throws SQLException {
    Sql.update(
        scope.connection(),
        "update "
            + subject.noun().table
            + " set "
            + column
            + " = ?, version = version + 1, updated_at = ? where id = ?",
        value,
        scope.now(),
        subject.id());
    // Few changes, cheap reads: everything that may be cached is read again.
    scope.outdates(Change.Cached.POLICIES);
    scope.outdates(Change.Cached.CREDENTIALS);
  }

  private static void report(Change.Scope scope, Actor actor, State state, ChangeRecord record) {
    scope.report(
        record.account(state.accountId()).division(state.divisionId()).by(actor, scope.now()));
  }
}
