package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Device groups. Thread-safe; every change leaves an audit record. */
public final class DeviceGroups {
  private static final String NOUN = "device-group";

  static final String BY_ID = "select * from device_group where id = ?";
  static final String HAS_DEVICES = "select 1 from device where group_id = ? limit 1";

  private final Writer writer;
  private final Database database;

  DeviceGroups(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A device group.
   *
   * @param name unique in the account
   * @param enabled a disabled group takes no new device
   * @param identityAttributes the inventory attributes that tell its devices apart, in order
   * @param customAttributes names of further attributes that its devices may have
   * @param desiredAttributes what its devices are to be told
   */
  public record DeviceGroupRecord(
      String id,
      String accountId,
      String divisionId,
      String name,
      String description,
      List<String> tags,
      boolean enabled,
      List<String> identityAttributes,
      List<String> customAttributes,
      Map<String, String> desiredAttributes,
      Instant createdAt,
      Instant updatedAt,
      long version) {}

  /** What is to become a device group; the fields are those of {@link DeviceGroupRecord}. */
  public record Draft(
      String divisionId,
      String name,
      String description,
      List<String> tags,
      List<String> identityAttributes,
      List<String> customAttributes,
      Map<String, String> desiredAttributes) {
    public Draft {
      tags = List.copyOf(tags);
      identityAttributes = List.copyOf(identityAttributes);
      customAttributes = List.copyOf(customAttributes);
      desiredAttributes = Map.copyOf(desiredAttributes);
    }
  }

  /**
   * Lists; filters {@code name} (its beginning), {@code division_id}, {@code enabled}, {@code tag}
   * and {@code created_at_from}/{@code created_at_to}; by name, {@code created_at} or id.
   */
  public Page<DeviceGroupRecord> list(Reach reach, ListQuery query) {
    return database.read(c -> {
      var listing =
          new Listing<DeviceGroupRecord>(database, query, "g.id")
              .within(reach, "g.account_id", "g.division_id")
              .sort("name", new Listing.SortKey("g.name_key", false))
              .sort("created_at", Listing.SortKey.number("g.created_at"))
              .prefix("name", "g.name_key")
              .equal("division_id", "g.division_id")
              .flag("enabled", "g.enabled")
              .between("created_at", "g.created_at");
      listing
          .value("tag")
          .ifPresent(tag ->
              listing.where("g.id in (select group_id from device_group_tag where tag = ?)", tag));
      return listing.page(c, "select g.* from device_group g", DeviceGroups::map);
    });
  }

  public Optional<DeviceGroupRecord> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id));
  }

  /**
   * Makes a group.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public DeviceGroupRecord create(Actor actor, Reach reach, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var faults = new Faults();
      var division =
          Accounts.division(c, draft.divisionId())
              .filter(known -> reach.covers(known.accountId(), known.id()));
      if (division.isEmpty()) {
        faults.unknown("division_id");
      }
      faults.require(
          division.isEmpty() || advanced(c, reach.accountId()),
          "division_id",
          "its account needs an Advanced plan for device groups");
      check(c, reach.accountId(), "", draft, faults);
      var id = Identifiers.next(scope.now());
      insert(scope, id, reach.accountId(), draft);
      var made = find(c, reach, id).orElseThrow();
      scope.report(
          describe(new ChangeRecord(NOUN, "create", id), made)
              .account(made.accountId())
              .division(made.divisionId())
              .by(actor, scope.now()));
      return made;
    });
  }

  private static boolean advanced(Connection c, String accountId) throws SQLException {
    return Accounts.find(c, accountId)
        .filter(account -> account.plan() == Accounts.Plan.ADVANCED)
        .isPresent();
  }

  private static void check(Connection c, String accountId, String self, Draft draft, Faults faults)
      throws SQLException {
    faults.name(draft.name()).description(draft.description());
    DeviceFields.tags(draft.tags(), faults);
    DeviceFields.identity(draft.identityAttributes(), faults);
    DeviceFields.custom(draft.customAttributes(), faults);
    DeviceFields.desired("desired_attributes", draft.desiredAttributes(), faults);
    faults
        .clash(
            Sql.exists(
                c,
                "select 1 from device_group where account_id = ? and name = ? and id <> ?",
                accountId,
                draft.name(),
                self),
            "name",
            "is taken in this account")
        .refuse(NOUN);
  }

  private static void insert(Change.Scope scope, String id, String accountId, Draft draft)
      throws SQLException {
    Sql.update(
        scope.connection(),
        """
        insert into device_group (id, account_id, division_id, name, name_key, description, tags, enabled,
          identity_attributes, custom_attributes, desired_attributes, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)\
        """,
        id,
        accountId,
        draft.divisionId(),
        draft.name(),
        DeviceTable.nameKey(draft.name()),
        draft.description(),
        DeviceFields.write(draft.tags()),
        DeviceFields.write(draft.identityAttributes()),
        DeviceFields.write(draft.customAttributes()),
        Json.write(draft.desiredAttributes()),
        scope.now(),
        scope.now());
    insertTags(scope, id, draft.tags());
  }

  private static void insertTags(Change.Scope scope, String id, List<String> tags)
      throws SQLException {
    Sql.batch(
        scope.connection(),
        "insert into device_group_tag (tag, group_id) values (?, ?)",
        tags.stream().map(tag -> new Object[] {tag, id}).toList());
  }

  /**
   * Changes a group. Its division stays; its identity attributes stay once it has devices or
   * assigned policies.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT} naming every field
   */
  public DeviceGroupRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var before = existing(c, reach, id);
      Faults.refuseChanged(NOUN, expectedVersion, before.version());
      var faults = new Faults();
      faults.require(
          draft.divisionId().equals(before.divisionId()), "division_id", "cannot be changed");
      boolean sameIdentity =
          new HashSet<>(draft.identityAttributes())
              .equals(new HashSet<>(before.identityAttributes()));
      faults.clash(
          !sameIdentity && Sql.exists(c, HAS_DEVICES, id),
          "identity_attributes",
          "cannot be changed, since the group has devices");
      faults.clash(
          !sameIdentity
              && Sql.exists(c, "select 1 from policy_assignment where group_id = ? limit 1", id),
          "identity_attributes",
          "cannot be changed while policies are assigned to the group");
      check(c, before.accountId(), id, draft, faults);
      write(scope, id, draft);
      var after = existing(c, reach, id);
      scope.report(changes(before, after).by(actor, scope.now()));
      return after;
    });
  }

  private static void write(Change.Scope scope, String id, Draft draft) throws SQLException {
    Sql.update(
        scope.connection(),
        """
        update device_group set name = ?, name_key = ?, description = ?, tags = ?, identity_attributes = ?,
          custom_attributes = ?, desired_attributes = ?, updated_at = ?, version = version + 1
        where id = ?\
        """,
        draft.name(),
        DeviceTable.nameKey(draft.name()),
        draft.description(),
        DeviceFields.write(draft.tags()),
        DeviceFields.write(draft.identityAttributes()),
        DeviceFields.write(draft.customAttributes()),
        Json.write(draft.desiredAttributes()),
        scope.now(),
        id);
    Sql.update(scope.connection(), "delete from device_group_tag where group_id = ?", id);
    insertTags(scope, id, draft.tags());
  }

  private static ChangeRecord changes(DeviceGroupRecord before, DeviceGroupRecord after) {
    return new ChangeRecord(NOUN, "update", after.id())
        .account(after.accountId())
        .division(after.divisionId())
        .changed("name", before.name(), after.name())
        .changed("description", before.description(), after.description())
        .changed("tags", before.tags(), after.tags())
        .changed("identity_attributes", before.identityAttributes(), after.identityAttributes())
        .changed("custom_attributes", before.customAttributes(), after.customAttributes())
        .changed("desired_attributes", before.desiredAttributes(), after.desiredAttributes());
  }

  /**
   * Lets a group take new devices, or not; does nothing where it is so already. The devices that it
   * has go on either way.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} for another version
   */
  public DeviceGroupRecord setEnabled(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, boolean enabled) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var before = existing(c, reach, id);
      Faults.refuseChanged(NOUN, expectedVersion, before.version());
      if (before.enabled() == enabled) {
        return before;
      }
      Sql.update(
          c,
          "update device_group set enabled = ?, updated_at = ?, version = version + 1 where id = ?",
          enabled,
          scope.now(),
          id);
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          new ChangeRecord(NOUN, enabled ? "enable" : "disable", id)
              .account(before.accountId())
              .division(before.divisionId())
              .before("enabled", before.enabled())
              .after("enabled", enabled)
              .by(actor, scope.now()));
      return existing(c, reach, id);
    });
  }

  /**
   * Deletes a group, for good, with the assignments of policies to it.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} while it has devices that are not
   *     deleted
   */
  public void delete(Actor actor, Reach reach, String id) {
    writer.edit(scope -> {
      var c = scope.connection();
      var group = existing(c, reach, id);
      if (Sql.exists(
          c, "select 1 from device where group_id = ? and state <> 'deleted' limit 1", id)) {
        throw Refused.of(
            Kind.CONFLICT,
            "device-group-in-use",
            "The group has devices: move or delete them first.");
      }
      Sql.update(c, "delete from policy_assignment where group_id = ?", id);
      Sql.update(c, "delete from device_group_tag where group_id = ?", id);
      Sql.update(c, "delete from device_group where id = ?", id);
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          new ChangeRecord(NOUN, "delete", id)
              .account(group.accountId())
              .division(group.divisionId())
              .before("name", group.name())
              .by(actor, scope.now()));
      return group;
    });
  }

  static DeviceGroupRecord existing(Connection c, Reach reach, String id) throws SQLException {
    return find(c, reach, id).orElseThrow(() -> Faults.notFound(NOUN));
  }

  static Optional<DeviceGroupRecord> find(Connection c, Reach reach, String id)
      throws SQLException {
    return Sql.first(c, BY_ID, DeviceGroups::map, id)
        .filter(group -> reach.covers(group.accountId(), group.divisionId()));
  }

  private static ChangeRecord describe(ChangeRecord record, DeviceGroupRecord group) {
    return record
        .after("name", group.name())
        .after("description", group.description())
        .after("tags", group.tags())
        .after("identity_attributes", group.identityAttributes())
        .after("custom_attributes", group.customAttributes())
        .after("desired_attributes", group.desiredAttributes());
  }

  private static DeviceGroupRecord map(Row row) throws SQLException {
    return new DeviceGroupRecord(
        row.text("id"),
        row.text("account_id"),
        row.text("division_id"),
        row.text("name"),
        row.text("description"),
        DeviceFields.names(row.text("tags")),
        row.flag("enabled"),
        DeviceFields.names(row.text("identity_attributes")),
        DeviceFields.names(row.text("custom_attributes")),
        Json.readDetails(row.text("desired_attributes")),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.number("version"));
  }
}
