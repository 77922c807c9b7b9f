package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Certificate templates, and the profiles that are made from them. Thread-safe; every change leaves
 * an audit record.
 */
public final class Profiles {
  private static final String SAME_TEMPLATE =
      """
      select 1 from certificate_template
      where coalesce(account_id, '') = ? and name = ? and deleted = 0\
      """;

  private static final String INSERT_TEMPLATE =
      """
      insert into certificate_template (id, account_id, name, description, content, enabled,
        deleted, created_at, updated_at)
      values (?, ?, ?, ?, ?, 1, 0, ?, ?)\
      """;

  private final Writer writer;
  private final Database database;

  Profiles(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * What is possible.
   *
   * @param accountId empty for one that is shipped and serves every account
   */
  public record Template(String id, Optional<String> accountId, String name, Profile content) {}

  /**
   * What is to become a profile.
   *
   * @param templateId what it narrows
   * @param divisions which divisions may use it; empty for all
   */
  public record Draft(
      String accountId,
      String templateId,
      String name,
      String description,
      Profile content,
      Set<String> divisions) {}

  /**
   * Makes a template; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String createTemplate(
      Actor actor, Optional<String> accountId, String name, String description, Profile content) {
    return writer.edit(scope -> {
      checkTemplate(scope.connection(), accountId, name, description, content);
      var id = Identifiers.next(scope.now());
      var json = ProfileJson.write(content);
      Sql.update(
          scope.connection(),
          INSERT_TEMPLATE,
          id,
          accountId,
          name,
          description,
          json,
          scope.now(),
          scope.now());
      scope.report(
          new ChangeRecord("certificate-template", "create", id)
              .account(accountId)
              .after("name", name)
              .after("description", description)
              .after("content", json)
              .by(actor, scope.now()));
      return id;
    });
  }

  private static void checkTemplate(
      Connection c, Optional<String> accountId, String name, String description, Profile content)
      throws SQLException {
    var faults = new Faults().name(name).description(description);
    if (accountId.isPresent() && Accounts.find(c, accountId.get()).isEmpty()) {
      faults.unknown("account_id");
    }
    faults.reading(() -> ProfileJson.read(ProfileJson.write(content)));
    faults
        .clash(Sql.exists(c, SAME_TEMPLATE, accountId.orElse(""), name), "name", "is taken")
        .refuse("certificate-template");
  }

  /** Finds a template that an account can use by its name, its own before a shipped one. */
  public Optional<Template> template(String accountId, String name) {
    return database.read(c ->
        Sql.first(
            c,
            """
            select * from certificate_template
            where coalesce(account_id, '') in (?, '') and name = ? and enabled = 1 and deleted = 0
            order by coalesce(account_id, '') desc\
            """,
            Profiles::template,
            accountId,
            name));
  }

  /**
   * Makes a profile; returns its id.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field, also those that go
   *     beyond the template
   */
  public String create(Actor actor, Draft draft) {
    return writer.edit(scope -> {
      check(scope.connection(), draft);
      var id = Identifiers.next(scope.now());
      insert(scope, id, draft);
      scope.report(
          new ChangeRecord("certificate-profile", "create", id)
              .account(draft.accountId())
              .after("name", draft.name())
              .after("description", draft.description())
              .after("template_id", draft.templateId())
              .after("divisions", String.join(" ", draft.divisions()))
              .after("content", ProfileJson.write(draft.content()))
              .by(actor, scope.now()));
      return id;
    });
  }

  private static void check(Connection c, Draft draft) throws SQLException {
    var faults = new Faults().name(draft.name()).description(draft.description());
    if (Accounts.find(c, draft.accountId()).isEmpty()) {
      faults.unknown("account_id");
    }
    for (var division : draft.divisions()) {
      if (!Accounts.division(c, division)
          .map(Accounts.Division::accountId)
          .equals(Optional.of(draft.accountId()))) {
        faults.unknown("divisions");
      }
    }
    var content = faults.reading(() -> ProfileJson.read(ProfileJson.write(draft.content())));
    var template = usableTemplate(c, draft);
    if (template.isEmpty()) {
      faults.unknown("template_id");
    } else if (content.isPresent()) {
      ProfileNarrowing.check(template.get().content(), content.get(), faults);
    }
    faults
        .clash(
            Sql.exists(
                c,
                "select 1 from certificate_profile where account_id = ? and name = ? and deleted = 0",
                draft.accountId(),
                draft.name()),
            "name",
            "is taken in this account")
        .refuse("certificate-profile");
  }

  private static Optional<Template> usableTemplate(Connection c, Draft draft) throws SQLException {
    return Sql.first(
        c,
        """
        select * from certificate_template
        where id = ? and coalesce(account_id, '') in (?, '') and enabled = 1 and deleted = 0\
        """,
        Profiles::template,
        draft.templateId(),
        draft.accountId());
  }

  private static void insert(Change.Scope scope, String id, Draft draft) throws SQLException {
    Sql.update(
        scope.connection(),
        """
        insert into certificate_profile (id, account_id, template_id, name, description, content, all_divisions, enabled,
          deleted, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)\
        """,
        id,
        draft.accountId(),
        draft.templateId(),
        draft.name(),
        draft.description(),
        ProfileJson.write(draft.content()),
        draft.divisions().isEmpty(),
        scope.now(),
        scope.now());
    Sql.batch(
        scope.connection(),
        "insert into certificate_profile_division (profile_id, division_id) values (?, ?)",
        draft.divisions().stream().map(division -> new Object[] {id, division}).toList());
  }

  private static Template template(Row row) throws SQLException {
    return new Template(
        row.text("id"),
        row.optionalText("account_id"),
        row.text("name"),
        Json.stored(row.text("content"), ProfileJson::read));
  }
}
