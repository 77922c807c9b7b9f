package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Listing.SortKey;
import dev.crest.server.store.Templates.TemplateRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Certificate profiles, each made from a template and for all divisions or chosen ones. Whoever
 * reaches some divisions only sees the profiles that those may use, and changes those that no other
 * division may use. Thread-safe; every change leaves an audit record, and counts for the next
 * request.
 */
public final class Profiles {
  static final String NOUN = "certificate-profile";

  private final Writer writer;
  private final Database database;

  Profiles(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A profile.
   *
   * @param templateName name of its template
   * @param allDivisions whether every division may use it
   * @param divisions which divisions may where not all, as far as the reach goes
   * @param version goes up with every change
   */
  public record ProfileRecord(
      String id,
      String accountId,
      String templateId,
      String templateName,
      String name,
      String description,
      Profile content,
      boolean allDivisions,
      Set<String> divisions,
      boolean enabled,
      boolean deleted,
      long version,
      Instant createdAt,
      Instant updatedAt) {
    public ProfileRecord {
      divisions = Set.copyOf(divisions);
    }

    /** Returns the same without the divisions beyond a reach. */
    ProfileRecord within(Reach reach) {
      var seen = new TreeSet<>(divisions);
      seen.removeIf(division -> !reach.covers(accountId, division));
      return new ProfileRecord(
          id,
          accountId,
          templateId,
          templateName,
          name,
          description,
          content,
          allDivisions,
          seen,
          enabled,
          deleted,
          version,
          createdAt,
          updatedAt);
    }
  }

  /**
   * What is to become a profile.
   *
   * @param templateId what it narrows: an id, or the key of a shipped template
   * @param content a document of {@link ProfileJson}; a new profile may leave out what is to be as
   *     in the template
   * @param divisions which divisions may use it; empty for all
   */
  public record Draft(
      String accountId,
      String templateId,
      String name,
      String description,
      String content,
      Set<String> divisions) {
    public Draft {
      divisions = Set.copyOf(divisions);
    }

    public Draft(
        String accountId,
        String templateId,
        String name,
        String description,
        Profile content,
        Set<String> divisions) {
      this(accountId, templateId, name, description, ProfileJson.write(content), divisions);
    }
  }

  /**
   * Makes a template of an account; returns its id.
   *
   * @param accountId present
   * @throws Refused as {@link Templates#create}
   */
  public String createTemplate(
      Actor actor, Optional<String> accountId, String name, String description, Profile content) {
    return new Templates(writer, database)
        .create(
            actor,
            Reach.account(accountId.orElseThrow()),
            new Templates.Draft(name, description, content))
        .id();
  }

  /**
   * Lists profiles. Filters: {@code name} (contains), {@code template_id}, {@code division_id} (may
   * use it), {@code status} ({@code enabled}, {@code disabled}, {@code deleted}); sort keys: {@code
   * name}, {@code created_at}, {@code updated_at}.
   *
   * @throws Refused {@code INVALID} naming what is wrong with the query
   */
  public Page<ProfileRecord> list(Reach reach, ListQuery query) {
    var listing =
        new Listing<ProfileRecord>(database, query, "f.id")
            .where("f.account_id = ?", reach.accountId())
            .contains("name", "f.name")
            .equal("template_id", "f.template_id")
            .sort("name", SortKey.text("f.name"))
            .sort("created_at", SortKey.number("f.created_at"))
            .sort("updated_at", SortKey.number("f.updated_at"));
    reach.divisions().ifPresent(divisions -> usable(listing, divisions));
    listing.value("division_id").ifPresent(division -> usable(listing, Set.of(division)));
    CatalogState.filter(listing, "f");
    return database
        .read(c -> listing.page(c, ProfileTable.SELECT, row -> ProfileTable.profile(c, row)))
        .map(profile -> profile.within(reach));
  }

  private static void usable(Listing<ProfileRecord> listing, Set<String> divisions) {
    listing.where(ProfileTable.usable(divisions.size()), divisions.toArray());
  }

  /** Finds a profile, also a deleted one. */
  public Optional<ProfileRecord> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id)).map(profile -> profile.within(reach));
  }

  private static Optional<ProfileRecord> find(Connection c, Reach reach, String id)
      throws SQLException {
    return ProfileTable.byId(c, id)
        .filter(profile ->
            profile.accountId().equals(reach.accountId())
                && (profile.allDivisions()
                    || profile.divisions().stream()
                        .anyMatch(division -> reach.covers(profile.accountId(), division))));
  }

  /** Makes a profile for somebody who reaches all of its account; returns its id. */
  public String create(Actor actor, Draft draft) {
    return create(actor, Reach.account(draft.accountId()), draft).id();
  }

  /**
   * Makes a profile.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field, also those that go
   *     beyond the template
   */
  public ProfileRecord create(Actor actor, Reach reach, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var faults = new Faults();
      var template = usableTemplate(c, reach, draft.templateId(), faults);
      var content = content(template, draft.content(), scope.now(), faults);
      check(c, reach, draft, faults);
      refuse(c, reach, "", draft.name(), faults);
      var id = Identifiers.next(scope.now());
      ProfileTable.insert(scope, id, template.orElseThrow().id(), draft, content.orElseThrow());
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          new ChangeRecord(NOUN, "create", id)
              .account(reach.accountId())
              .after("name", draft.name())
              .after("description", draft.description())
              .after("template_id", template.get().id())
              .after("divisions", divisions(draft.divisions()))
              .after("content", ProfileJson.write(content.get()))
              .by(actor, scope.now()));
      return ProfileTable.byId(c, id).orElseThrow().within(reach);
    });
  }

  private static Optional<TemplateRecord> usableTemplate(
      Connection c, Reach reach, String templateId, Faults faults) throws SQLException {
    var template =
        Templates.find(c, reach.accountId(), templateId)
            .filter(known -> known.enabled() && !known.deleted());
    if (template.isEmpty()) {
      faults.unknown("template_id");
    }
    return template;
  }

  /** Merges a part over a template's content, and compares the two. */
  private static Optional<Profile> content(
      Optional<TemplateRecord> template, String part, Instant now, Faults faults) {
    var whole = template.map(known -> ProfileJson.write(known.content()));
    var content =
        faults.reading(
            () -> ProfileJson.read(whole.map(json -> ProfileJson.merge(json, part)).orElse(part)));
    if (template.isPresent() && content.isPresent()) {
      ProfileNarrowing.check(template.get().content(), content.get(), now, faults);
    }
    return content;
  }

  /**
   * Returns what a new profile would have for its content; makes nothing.
   *
   * @param templateId an id, or the key of a shipped template
   * @param part of a document over the template's
   * @throws Refused {@code INVALID} naming every field
   */
  public Profile draft(Reach reach, String templateId, String part, Instant now) {
    return database.read(c -> {
      var faults = new Faults();
      var content = content(usableTemplate(c, reach, templateId, faults), part, now, faults);
      faults.refuse(NOUN);
      return content.orElseThrow();
    });
  }

  /**
   * Changes a profile.
   *
   * @param expectedVersion the version that the draft was made from; empty for any
   * @param draft with a whole document, and the template as it is
   * @throws Refused {@code NOT_FOUND}; {@code FORBIDDEN} where others may use it too; {@code
   *     INVALID} naming every field; {@code CONFLICT} if it was changed meanwhile, or policies that
   *     use it would contradict it
   */
  public ProfileRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = changeable(c, reach, id, expectedVersion, false);
      var template = template(c, known);
      var faults = new Faults();
      faults.require(
          draft.templateId().equals(template.id())
              || template.key().equals(Optional.of(draft.templateId())),
          "template_id",
          "cannot be changed: make another profile");
      var content = faults.reading(() -> ProfileJson.read(draft.content()));
      if (content.isPresent()) {
        ProfileNarrowing.check(template.content(), content.get(), scope.now(), faults);
        ProfileUsers.check(c, id, content.get(), draft.divisions(), faults);
      }
      check(c, reach, draft, faults);
      refuse(c, reach, id, draft.name(), faults);
      ProfileTable.update(scope, id, draft, content.orElseThrow());
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          new ChangeRecord(NOUN, "update", id)
              .account(known.accountId())
              .changed("name", known.name(), draft.name())
              .changed("description", known.description(), draft.description())
              .changed("divisions", divisions(known.divisions()), divisions(draft.divisions()))
              .changed(
                  "content",
                  ProfileJson.write(known.content()),
                  ProfileJson.write(content.orElseThrow()))
              .by(actor, scope.now()));
      return ProfileTable.byId(c, id).orElseThrow().within(reach);
    });
  }

  /**
   * Switches on or off: policies whose profile is off are off themselves.
   *
   * @throws Refused as {@link #update}
   */
  public ProfileRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      var known = changeable(scope.connection(), reach, id, expectedVersion, false);
      return known.enabled() == enabled
          ? known.within(reach)
          : set(scope, actor, reach, known, enabled ? "enable" : "disable", "enabled", enabled);
    });
  }

  /**
   * Deletes, so that it can be restored.
   *
   * @throws Refused as {@link #update}; {@code CONFLICT} naming the policies that use it
   */
  public ProfileRecord delete(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var known = changeable(scope.connection(), reach, id, expectedVersion, false);
      CatalogState.refuseUsed(
          NOUN, "Certificate management policies", ProfileUsers.names(scope.connection(), id));
      return set(scope, actor, reach, known, "delete", "deleted", true);
    });
  }

  /**
   * Restores.
   *
   * @throws Refused as {@link #update}; {@code CONFLICT} if its name was taken meanwhile, its
   *     template is deleted, or it goes beyond what its template has become
   */
  public ProfileRecord restore(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var known = changeable(c, reach, id, expectedVersion, true);
      var template = template(c, known);
      var beyond = new Faults();
      ProfileNarrowing.check(template.content(), known.content(), scope.now(), beyond);
      var faults =
          new Faults()
              .clash(template.deleted(), "template_id", "is deleted: restore that first")
              .clash(!beyond.none(), "profile", "goes beyond what its template has become");
      refuse(c, reach, id, known.name(), faults);
      return set(scope, actor, reach, known, "restore", "deleted", false);
    });
  }

  private static ProfileRecord set(
      Change.Scope scope,
      Actor actor,
      Reach reach,
      ProfileRecord known,
      String verb,
      String column,
      boolean value)
      throws SQLException {
    CatalogState.set(scope, ProfileTable.TABLE, known.id(), column, value);
    scope.report(
        new ChangeRecord(NOUN, verb, known.id())
            .account(known.accountId())
            .before(column, !value)
            .after(column, value)
            .by(actor, scope.now()));
    return ProfileTable.byId(scope.connection(), known.id()).orElseThrow().within(reach);
  }

  private static ProfileRecord changeable(
      Connection c, Reach reach, String id, OptionalLong expectedVersion, boolean deleted)
      throws SQLException {
    var known =
        find(c, reach, id)
            .filter(profile -> profile.deleted() == deleted)
            .orElseThrow(() -> Faults.notFound(NOUN));
    if (!reach.whole() && !(!known.allDivisions() && covers(reach, known.divisions()))) {
      throw Refused.of(
          Kind.FORBIDDEN,
          NOUN + "-of-others",
          "The profile serves more divisions than your rights reach.");
    }
    Faults.refuseChanged(NOUN, expectedVersion, known.version());
    return known;
  }

  private static boolean covers(Reach reach, Set<String> divisions) {
    return divisions.stream().allMatch(division -> reach.covers(reach.accountId(), division));
  }

  private static TemplateRecord template(Connection c, ProfileRecord profile) throws SQLException {
    return Templates.find(c, profile.accountId(), profile.templateId())
        .orElseThrow(() -> new IllegalStateException("a profile has lost its template"));
  }

  private static void check(Connection c, Reach reach, Draft draft, Faults faults)
      throws SQLException {
    faults.name(draft.name()).description(draft.description());
    if (!draft.accountId().equals(reach.accountId())
        || Accounts.find(c, draft.accountId()).isEmpty()) {
      faults.unknown("account_id");
    }
    faults.require(
        reach.whole() || !draft.divisions().isEmpty(),
        "divisions",
        "must be named, since your rights do not reach all of the account");
    for (var division : draft.divisions()) {
      if (!reach.covers(reach.accountId(), division)
          || !Accounts.division(c, division)
              .map(Accounts.Division::accountId)
              .equals(Optional.of(reach.accountId()))) {
        faults.unknown("divisions");
      }
    }
  }

  private static void refuse(Connection c, Reach reach, String id, String name, Faults faults)
      throws SQLException {
    faults
        .clash(
            Sql.exists(
                c,
                "select 1 from certificate_profile where account_id = ? and name = ? and id <> ? and deleted = 0",
                reach.accountId(),
                name,
                id),
            "name",
            "is taken in this account")
        .refuse(NOUN);
  }

  private static String divisions(Set<String> divisions) {
    return divisions.isEmpty() ? "all" : String.join(" ", new TreeSet<>(divisions));
  }
}
