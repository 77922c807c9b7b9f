package dev.crest.server.store;

import dev.crest.ca.profile.Profile;
import dev.crest.server.store.Profiles.Draft;
import dev.crest.server.store.Profiles.ProfileRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** SQL of certificate profiles and the divisions that may use them. Stateless. */
final class ProfileTable {
  static final String TABLE = "certificate_profile";
  static final String SELECT =
      """
      select f.*, t.name as template_name
      from certificate_profile f join certificate_template t on t.id = f.template_id\
      """;

  private ProfileTable() {}

  static Optional<ProfileRecord> byId(Connection c, String id) throws SQLException {
    return Sql.first(c, SELECT + " where f.id = ?", row -> profile(c, row), id);
  }

  /** Returns a condition: one of so many divisions may use the profile {@code f}. */
  static String usable(int divisions) {
    var places = String.join(", ", Collections.nCopies(divisions, "?"));
    return divisions == 0
        ? "f.all_divisions = 1"
        : "(f.all_divisions = 1 or f.id in (select profile_id from certificate_profile_division"
            + " where division_id in ("
            + places
            + ")))";
  }

  static ProfileRecord profile(Connection c, Row row) throws SQLException {
    var id = row.text("id");
    var state = CatalogState.of(row);
    return new ProfileRecord(
        id,
        row.text("account_id"),
        row.text("template_id"),
        row.text("template_name"),
        row.text("name"),
        row.text("description"),
        Json.stored(row.text("content"), ProfileJson::read),
        row.flag("all_divisions"),
        divisions(c, id),
        state.enabled(),
        state.deleted(),
        state.version(),
        state.createdAt(),
        state.updatedAt());
  }

  private static Set<String> divisions(Connection c, String id) throws SQLException {
    return Set.copyOf(
        Sql.list(
            c,
            "select division_id from certificate_profile_division where profile_id = ?",
            row -> row.text("division_id"),
            id));
  }

  static void insert(Change.Scope scope, String id, String templateId, Draft draft, Profile content)
      throws SQLException {
    Sql.update(
        scope.connection(),
        """
        insert into certificate_profile (id, account_id, template_id, name, description, content, all_divisions, enabled,
          deleted, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)\
        """,
        id,
        draft.accountId(),
        templateId,
        draft.name(),
        draft.description(),
        ProfileJson.write(content),
        draft.divisions().isEmpty(),
        scope.now(),
        scope.now());
    divisions(scope, id, draft);
  }

  static void update(Change.Scope scope, String id, Draft draft, Profile content)
      throws SQLException {
    Sql.update(
        scope.connection(),
        """
        update certificate_profile set name = ?, description = ?, content = ?, all_divisions = ?,
          version = version + 1, updated_at = ? where id = ?\
        """,
        draft.name(),
        draft.description(),
        ProfileJson.write(content),
        draft.divisions().isEmpty(),
        scope.now(),
        id);
    Sql.update(
        scope.connection(), "delete from certificate_profile_division where profile_id = ?", id);
    divisions(scope, id, draft);
  }

  private static void divisions(Change.Scope scope, String id, Draft draft) throws SQLException {
    Sql.batch(
        scope.connection(),
        "insert into certificate_profile_division (profile_id, division_id) values (?, ?)",
        draft.divisions().stream().map(division -> new Object[] {id, division}).toList());
  }
}
