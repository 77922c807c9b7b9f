package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Listing.SortKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Certificate templates: the shipped ones, which serve every account and nobody changes, and those
 * of accounts, which are changed by whoever reaches all of the account. Thread-safe; every change
 * leaves an audit record.
 */
public final class Templates {
  static final String NOUN = "certificate-template";
  private static final String TABLE = "certificate_template";
  private static final String SELECT = "select t.* from certificate_template t";
  private static final String WITHIN = "(t.account_id is null or t.account_id = ?)";

  private final Writer writer;
  private final Database database;

  Templates(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A template.
   *
   * @param accountId empty for a shipped one
   * @param key what scripts call a shipped one, such as {@code device-tls-client}
   * @param content what it allows
   * @param version goes up with every change
   */
  public record TemplateRecord(
      String id,
      Optional<String> accountId,
      Optional<String> key,
      String name,
      String description,
      Profile content,
      boolean enabled,
      boolean deleted,
      long version,
      Instant createdAt,
      Instant updatedAt) {
    /** Whether it came with the program. */
    public boolean shipped() {
      return accountId.isEmpty();
    }
  }

  /**
   * What is to become a template.
   *
   * @param content a whole document of {@link ProfileJson}
   */
  public record Draft(String name, String description, String content) {
    public Draft(String name, String description, Profile content) {
      this(name, description, ProfileJson.write(content));
    }
  }

  /**
   * Lists what an account can use. Filters: {@code name} (contains), {@code shipped} ({@code true}
   * or {@code false}), {@code status} ({@code enabled}, {@code disabled}, {@code deleted}); sort
   * keys: {@code name}, {@code created_at}, {@code updated_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<TemplateRecord> list(Reach reach, ListQuery query) {
    var listing =
        new Listing<TemplateRecord>(database, query, "t.id")
            .where(WITHIN, reach.accountId())
            .contains("name", "t.name")
            .flag("shipped", "(case when t.account_id is null then 1 else 0 end)")
            .sort("name", SortKey.text("t.name"))
            .sort("created_at", SortKey.number("t.created_at"))
            .sort("updated_at", SortKey.number("t.updated_at"));
    CatalogState.filter(listing, "t");
    return database.read(c -> listing.page(c, SELECT, Templates::template));
  }

  /** Finds a template, also a deleted one, by its id or the key of a shipped one. */
  public Optional<TemplateRecord> find(Reach reach, String idOrKey) {
    return database.read(c -> find(c, reach.accountId(), idOrKey));
  }

  static Optional<TemplateRecord> find(Connection c, String accountId, String idOrKey)
      throws SQLException {
    return Sql.first(
        c,
        SELECT + " where (t.id = ? or t.shipped_key = ?) and " + WITHIN,
        Templates::template,
        idOrKey,
        idOrKey,
        accountId);
  }

  /**
   * Makes a template of an account.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field; {@code FORBIDDEN} where
   *     the reach is not all of the account
   */
  public TemplateRecord create(Actor actor, Reach reach, Draft draft) {
    refuseLimited(reach);
    return writer.edit(scope -> {
      var id = Identifiers.next(scope.now());
      var content = check(scope, reach.accountId(), "", draft);
      insert(scope, id, Optional.of(reach.accountId()), Optional.empty(), draft, content);
      scope.report(created(id, draft, content).account(reach.accountId()).by(actor, scope.now()));
      return find(scope.connection(), reach.accountId(), id).orElseThrow();
    });
  }

  /**
   * Changes a template of an account.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @throws Refused {@code NOT_FOUND}; {@code FORBIDDEN} for a shipped one, or where the reach is
   *     not all of the account; {@code INVALID} naming every field; {@code CONFLICT} if it was
   *     changed meanwhile, or profiles that are made from it would go beyond it
   */
  public TemplateRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = changeable(c, reach, id, expectedVersion, false);
      var content = check(scope, reach.accountId(), known.id(), draft);
      var json = ProfileJson.write(content);
      Sql.update(
          c,
          "update certificate_template set name = ?, description = ?, content = ?, version = version + 1, updated_at = ? where id = ?",
          draft.name(),
          draft.description(),
          json,
          scope.now(),
          known.id());
      scope.report(
          new ChangeRecord(NOUN, "update", known.id())
              .account(reach.accountId())
              .changed("name", known.name(), draft.name())
              .changed("description", known.description(), draft.description())
              .changed("content", ProfileJson.write(known.content()), json)
              .by(actor, scope.now()));
      return find(c, reach.accountId(), known.id()).orElseThrow();
    });
  }

  /**
   * Switches on or off: from a template that is off no profile is made; those that are stay.
   *
   * @throws Refused as {@link #update}
   */
  public TemplateRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      var known = changeable(scope.connection(), reach, id, expectedVersion, false);
      return known.enabled() == enabled
          ? known
          : set(scope, actor, known, enabled ? "enable" : "disable", "enabled", enabled);
    });
  }

  /**
   * Deletes, so that it can be restored.
   *
   * @throws Refused as {@link #update}; {@code CONFLICT} naming the profiles that are made from it
   */
  public TemplateRecord delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = changeable(c, reach, id, expectedVersion, false);
      var users =
          Sql.list(
              c,
              "select name from certificate_profile where template_id = ? and deleted = 0 order by name",
              row -> row.text("name"),
              known.id());
      CatalogState.refuseUsed(NOUN, "Certificate profiles", users);
      return set(scope, actor, known, "delete", "deleted", true);
    });
  }

  /**
   * Restores.
   *
   * @throws Refused as {@link #update}; {@code CONFLICT} if its name was taken meanwhile
   */
  public TemplateRecord restore(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = changeable(c, reach, id, expectedVersion, true);
      new Faults()
          .clash(taken(c, reach.accountId(), known.name(), known.id()), "name", "is taken")
          .refuse(NOUN);
      return set(scope, actor, known, "restore", "deleted", false);
    });
  }

  private static TemplateRecord set(
      Change.Scope scope,
      Actor actor,
      TemplateRecord known,
      String verb,
      String column,
      boolean value)
      throws SQLException {
    CatalogState.set(scope, TABLE, known.id(), column, value);
    scope.report(
        new ChangeRecord(NOUN, verb, known.id())
            .account(known.accountId())
            .before(column, !value)
            .after(column, value)
            .by(actor, scope.now()));
    return find(scope.connection(), known.accountId().orElse(""), known.id()).orElseThrow();
  }

  private static void refuseLimited(Reach reach) {
    if (!reach.whole()) {
      throw Refused.of(
          Kind.FORBIDDEN,
          NOUN + "-of-account",
          "Templates belong to the whole account, but your rights reach some divisions only.");
    }
  }

  private static TemplateRecord changeable(
      Connection c, Reach reach, String id, OptionalLong expectedVersion, boolean deleted)
      throws SQLException {
    var known =
        find(c, reach.accountId(), id)
            .filter(template -> template.deleted() == deleted)
            .orElseThrow(() -> Faults.notFound(NOUN));
    if (known.shipped()) {
      throw Refused.of(
          Kind.FORBIDDEN,
          NOUN + "-shipped",
          "A shipped template cannot be changed; make one of your own.");
    }
    refuseLimited(reach);
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return known;
  }

  private static Profile check(Change.Scope scope, String accountId, String id, Draft draft)
      throws SQLException {
    var c = scope.connection();
    var faults = new Faults().name(draft.name()).description(draft.description());
    var content = faults.reading(() -> ProfileJson.read(draft.content()));
    if (content.isPresent() && !id.isEmpty()) {
      var beyond = beyond(scope, id, content.get());
      faults.clash(
          !beyond.isEmpty(),
          "profile",
          "leaves no room for what these certificate profiles have: " + CatalogState.named(beyond));
    }
    faults.clash(taken(c, accountId, draft.name(), id), "name", "is taken").refuse(NOUN);
    return content.orElseThrow();
  }

  private static boolean taken(Connection c, String accountId, String name, String id)
      throws SQLException {
    return Sql.exists(
        c,
        "select 1 from certificate_template where account_id = ? and name = ? and id <> ? and deleted = 0",
        accountId,
        name,
        id);
  }

  /** Returns the names of profiles that would go beyond their template. */
  private static List<String> beyond(Change.Scope scope, String id, Profile content)
      throws SQLException {
    record Made(String name, Profile content) {}
    var beyond = new ArrayList<String>();
    for (var made :
        Sql.list(
            scope.connection(),
            "select name, content from certificate_profile where template_id = ? and deleted = 0 order by name",
            row -> new Made(row.text("name"), Json.stored(row.text("content"), ProfileJson::read)),
            id)) {
      var faults = new Faults();
      ProfileNarrowing.check(content, made.content(), scope.now(), faults);
      if (!faults.none()) {
        beyond.add(made.name());
      }
    }
    return beyond;
  }

  /**
   * Makes the shipped templates, or brings them up to date; changes nothing where they are. For the
   * start of every server.
   */
  public void ship() {
    var known = database.read(Templates::shipped);
    if (Arrays.stream(ShippedTemplate.values()).allMatch(t -> upToDate(t, known))) {
      return;
    }
    writer.edit(scope -> {
      var now = shipped(scope.connection());
      for (var template : ShippedTemplate.values()) {
        if (!upToDate(template, now)) {
          ship(scope, template, now.stream().anyMatch(t -> t.id().equals(template.id())));
        }
      }
      return now.size();
    });
  }

  private static List<TemplateRecord> shipped(Connection c) throws SQLException {
    return Sql.list(c, SELECT + " where t.shipped_key is not null", Templates::template);
  }

  private static boolean upToDate(ShippedTemplate template, List<TemplateRecord> known) {
    return known.stream()
        .anyMatch(t ->
            t.id().equals(template.id())
                && t.key().equals(Optional.of(template.key()))
                && t.name().equals(template.title())
                && t.description().equals(template.description())
                && t.enabled()
                && !t.deleted()
                && t.content().equals(template.content()));
  }

  private static void ship(Change.Scope scope, ShippedTemplate template, boolean known)
      throws SQLException {
    var draft = new Draft(template.title(), template.description(), template.content());
    if (known) {
      Sql.update(
          scope.connection(),
          """
          update certificate_template set name = ?, description = ?, content = ?, shipped_key = ?, enabled = 1,
            deleted = 0, version = version + 1, updated_at = ? where id = ?\
          """,
          draft.name(),
          draft.description(),
          draft.content(),
          template.key(),
          scope.now(),
          template.id());
    } else {
      insert(
          scope,
          template.id(),
          Optional.empty(),
          Optional.of(template.key()),
          draft,
          template.content());
    }
    var record = known ? new ChangeRecord(NOUN, "update", template.id()) : created(template, draft);
    scope.report(record.after("content", draft.content()).by(Actor.system(), scope.now()));
  }

  private static ChangeRecord created(ShippedTemplate template, Draft draft) {
    return created(template.id(), draft, template.content());
  }

  private static ChangeRecord created(String id, Draft draft, Profile content) {
    return new ChangeRecord(NOUN, "create", id)
        .after("name", draft.name())
        .after("description", draft.description())
        .after("content", ProfileJson.write(content));
  }

  private static void insert(
      Change.Scope scope,
      String id,
      Optional<String> accountId,
      Optional<String> key,
      Draft draft,
      Profile content)
      throws SQLException {
    Sql.update(
        scope.connection(),
        """
        insert into certificate_template (id, account_id, shipped_key, name, description, content, enabled, deleted,
          created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, 1, 0, ?, ?)\
        """,
        id,
        accountId,
        key,
        draft.name(),
        draft.description(),
        ProfileJson.write(content),
        scope.now(),
        scope.now());
  }

  private static TemplateRecord template(Row row) throws SQLException {
    var state = CatalogState.of(row);
    return new TemplateRecord(
        row.text("id"),
        row.optionalText("account_id"),
        row.optionalText("shipped_key"),
        row.text("name"),
        row.text("description"),
        Json.stored(row.text("content"), ProfileJson::read),
        state.enabled(),
        state.deleted(),
        state.version(),
        state.createdAt(),
        state.updatedAt());
  }
}
