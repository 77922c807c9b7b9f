package dev.crest.server.store;

import dev.crest.server.device.DeviceAttributes;
import dev.crest.server.device.DeviceIdentity;
import dev.crest.server.device.DeviceState;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.DeviceGroups.DeviceGroupRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices, as people and programs register and look after them; enrolment does its part in the
 * ledger. Thread-safe; every change leaves an audit record.
 */
public final class Devices {
  private static final String NOUN = "device";

  static final String SAME_IDENTITY =
      "select 1 from device where account_id = ? and identity = ? and state <> 'deleted'";

  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  private final Writer writer;
  private final Database database;

  Devices(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * What can be said of a device.
   *
   * @param name empty for one made of its identity
   */
  public record Draft(
      String name,
      Map<String, String> inventory,
      Map<String, String> custom,
      Map<String, String> desired) {
    public Draft {
      inventory = Map.copyOf(inventory);
      custom = Map.copyOf(custom);
      desired = Map.copyOf(desired);
    }
  }

  /**
   * Lists; filters {@code group_id}, {@code division_id}, {@code state}, {@code name} (its
   * beginning), {@code identity} (a value of an identity attribute), {@code attribute} ({@code
   * <name>=<value>} of an inventory or custom attribute), {@code tag} (of its group) and {@code
   * created_at_from}/{@code created_at_to}; by {@code created_at}, the newest first, {@code name}
   * or id.
   */
  public Page<DeviceRecord> list(Reach reach, ListQuery query) {
    return database.read(c -> {
      var listing =
          new Listing<DeviceRecord>(database, query, "d.id")
              .within(reach, "d.account_id", "d.division_id")
              .sort("created_at", Listing.SortKey.number("d.created_at"))
              .sort("name", new Listing.SortKey("d.name_key", false))
              .usually("-created_at")
              .equal("group_id", "d.group_id")
              .equal("division_id", "d.division_id")
              .constant("state", "d.state", DeviceState.class)
              .between("created_at", "d.created_at");
      DeviceFilters.add(listing, reach);
      return listing.page(c, "select d.* from device d", DeviceRecord::map);
    });
  }

  public Optional<DeviceRecord> find(Reach reach, String id) {
    return database.read(c -> DeviceRecord.find(c, reach, id, ""));
  }

  /**
   * Registers a device ahead of its first certificate, which it then gets like a new one.
   *
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field; {@code CONFLICT} where
   *     the group takes no new device
   */
  public DeviceRecord register(Actor actor, Reach reach, String groupId, Draft draft) {
    return writer.edit(scope -> registerOne(scope, actor, reach, groupId, draft));
  }

  /**
   * A row of a job that registers a device.
   *
   * @param claim which row
   * @param draft what is said of the device
   */
  public record RowDraft(RowClaim claim, Draft draft) {}

  /**
   * Registers devices for rows of a job, all in one transaction: each row is done, or has failed,
   * together with what becomes of its device.
   *
   * @throws Refused {@link RowClaim#taken} where a row is no longer the run's to complete; nothing
   *     is kept then
   */
  public void register(Actor actor, Reach reach, String groupId, List<RowDraft> rows) {
    int settled =
        writer.edit(scope -> {
          var done = new ArrayList<JobRowTable.Completion>();
          var failed = new ArrayList<RowFailure>();
          for (var row : rows) {
            try {
              var id = registerOne(scope, actor, reach, groupId, row.draft()).id();
              var completion = new RowCompletion(row.claim(), Optional.empty());
              done.add(new JobRowTable.Completion(completion, id));
            } catch (Refused refused) {
              // Everything is checked before anything is written.
              failed.add(new RowFailure(row.claim(), refused.faults()));
            }
          }
          var taken =
              JobRowTable.settle(scope.connection(), database.dialect(), done, failed, scope.now());
          if (!done.stream().allMatch(one -> taken.contains(one.row().claim()))) {
            throw RowClaim.taken();
          }
          return taken.size();
        });
    LOG.debug("{} rows settled", settled);
  }

  private static DeviceRecord registerOne(
      Change.Scope scope, Actor actor, Reach reach, String groupId, Draft draft)
      throws SQLException {
    var c = scope.connection();
    var faults = new Faults();
    var group = DeviceGroups.find(c, reach, groupId);
    if (group.isEmpty()) {
      faults.unknown("group_id");
    }
    var custom =
        group
            .map(known -> Set.copyOf(known.customAttributes()))
            .orElse(Set.copyOf(draft.custom().keySet()));
    var checked = check(draft, custom, faults);
    if (group.isPresent()) {
      unusedIdentity(c, group.get(), draft, checked, faults);
    }
    faults.refuse(NOUN);
    var home = group.orElseThrow();
    refuseDisabled(home);
    var id = Identifiers.next(scope.now());
    insert(scope, id, home, checked, actor);
    var made = DeviceRecord.existing(c, reach, id);
    scope.report(
        made.change("register")
            .after("name", made.name())
            .after("inventory", made.inventory())
            .after("custom", made.custom())
            .after("desired", made.desired())
            .by(actor, scope.now()));
    return made;
  }

  /** Returns the draft with its values in their one spelling. */
  private static Draft check(Draft draft, Set<String> custom, Faults faults) {
    if (!draft.name().isEmpty()) {
      faults.name(draft.name());
    }
    return new Draft(
        draft.name(),
        DeviceFields.values("inventory", draft.inventory(), DeviceAttributes.INVENTORY, faults),
        DeviceFields.values("custom", draft.custom(), custom, faults),
        DeviceFields.desired("desired", draft.desired(), faults));
  }

  /** Requires an identity that no other device of the account has. */
  private static void unusedIdentity(
      Connection c, DeviceGroupRecord group, Draft draft, Draft checked, Faults faults)
      throws SQLException {
    for (var name : group.identityAttributes()) {
      faults.require(
          draft.inventory().containsKey(name),
          "inventory." + name,
          "is needed: it tells the group's devices apart");
    }
    if (checked.inventory().keySet().containsAll(group.identityAttributes())) {
      faults.clash(
          Sql.exists(c, SAME_IDENTITY, group.accountId(), identity(group, checked).digest()),
          "inventory." + group.identityAttributes().getFirst(),
          "there is a device with this identity already");
    }
  }

  private static DeviceIdentity identity(DeviceGroupRecord group, Draft checked) {
    var values = new HashMap<>(checked.inventory());
    values.keySet().retainAll(Set.copyOf(group.identityAttributes()));
    return DeviceIdentity.of(values);
  }

  private static void refuseDisabled(DeviceGroupRecord group) {
    if (!group.enabled()) {
      throw Refused.of(
          Kind.CONFLICT, "group-disabled", "The device group is disabled and takes no new device.");
    }
  }

  private static String name(DeviceGroupRecord group, Draft draft) {
    return draft.name().isEmpty() ? identity(group, draft).title() : draft.name();
  }

  private static void insert(
      Change.Scope scope, String id, DeviceGroupRecord group, Draft draft, Actor actor)
      throws SQLException {
    var name = name(group, draft);
    Sql.update(
        scope.connection(),
        """
        insert into device (id, account_id, division_id, group_id, name, name_key, state, identity, inventory, custom,
          desired, registered_by, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, 'registered', ?, ?, ?, ?, ?, ?, ?)\
        """,
        id,
        group.accountId(),
        group.divisionId(),
        group.id(),
        name,
        DeviceTable.nameKey(name),
        identity(group, draft).digest(),
        Json.write(draft.inventory()),
        Json.write(draft.custom()),
        Json.write(draft.desired()),
        actor.name(),
        scope.now(),
        scope.now());
    insertAttributes(scope.connection(), group, id, draft);
  }

  private static void insertAttributes(
      Connection c, DeviceGroupRecord group, String id, Draft draft) throws SQLException {
    var all = new HashMap<>(draft.custom());
    all.putAll(draft.inventory());
    Sql.batch(
        c,
        DeviceTable.INSERT_ATTRIBUTE,
        DeviceTable.attributes(
            group.accountId(), id, all, new HashSet<>(group.identityAttributes())));
  }

  /**
   * Changes what is said of a device; what makes its identity stays.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT} naming every field
   */
  public DeviceRecord update(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Draft draft) {
    return writer.edit(
        scope -> updated(scope, actor, reach, forUpdate(scope, reach, id, expectedVersion), draft));
  }

  /**
   * Changes what is said of a device and moves it to another group, or does neither.
   *
   * @throws Refused as {@link #update} and {@link #move} do
   */
  public DeviceRecord change(
      Actor actor,
      Reach reach,
      String id,
      OptionalLong expectedVersion,
      String groupId,
      Draft draft) {
    return writer.edit(scope -> {
      var before = forUpdate(scope, reach, id, expectedVersion);
      return updated(scope, actor, reach, moved(scope, actor, reach, before, groupId), draft);
    });
  }

  private static DeviceRecord updated(
      Change.Scope scope, Actor actor, Reach reach, DeviceRecord before, Draft draft)
      throws SQLException {
    var c = scope.connection();
    var group = DeviceGroups.existing(c, reach, before.groupId());
    var faults = new Faults();
    var checked = check(draft, Set.copyOf(group.customAttributes()), faults);
    for (var name : group.identityAttributes()) {
      faults.require(
          Objects.equals(before.inventory().get(name), checked.inventory().get(name)),
          "inventory." + name,
          "identifies the device and cannot be changed");
    }
    faults.refuse(NOUN);
    write(scope, group, before, checked);
    var after = DeviceRecord.existing(c, reach, before.id());
    scope.report(
        after
            .change("update")
            .changed("name", before.name(), after.name())
            .changed("inventory", before.inventory(), after.inventory())
            .changed("custom", before.custom(), after.custom())
            .changed("desired", before.desired(), after.desired())
            .by(actor, scope.now()));
    return after;
  }

  private static void write(
      Change.Scope scope, DeviceGroupRecord group, DeviceRecord before, Draft draft)
      throws SQLException {
    var c = scope.connection();
    var name = name(group, draft);
    Sql.update(
        c,
        """
        update device set name = ?, name_key = ?, inventory = ?, custom = ?, desired = ?, updated_at = ?,
          version = version + 1
        where id = ?\
        """,
        name,
        DeviceTable.nameKey(name),
        Json.write(draft.inventory()),
        Json.write(draft.custom()),
        Json.write(draft.desired()),
        scope.now(),
        before.id());
    var old = new HashMap<>(before.custom());
    old.putAll(before.inventory());
    // By the whole key, so that no index by device is needed.
    Sql.batch(
        c,
        "delete from device_attribute where account_id = ? and name = ? and value = ? and device_id = ?",
        old.entrySet().stream()
            .map(attribute ->
                new Object[] {
                  before.accountId(), attribute.getKey(), attribute.getValue(), before.id()
                })
            .toList());
    insertAttributes(c, group, before.id(), draft);
  }

  /**
   * Moves a device to another group of its division that tells devices apart by the same
   * attributes.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT}
   */
  public DeviceRecord move(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, String groupId) {
    return writer.edit(
        scope -> moved(scope, actor, reach, forUpdate(scope, reach, id, expectedVersion), groupId));
  }

  private static DeviceRecord moved(
      Change.Scope scope, Actor actor, Reach reach, DeviceRecord before, String groupId)
      throws SQLException {
    var c = scope.connection();
    if (before.groupId().equals(groupId)) {
      return before;
    }
    var from = DeviceGroups.existing(c, reach, before.groupId());
    var to =
        DeviceGroups.find(c, reach, groupId)
            .filter(group -> group.divisionId().equals(before.divisionId()));
    var faults = new Faults();
    if (to.isEmpty()) {
      faults.require(false, "group_id", "there is no such thing in the device's division");
    } else {
      faults.require(
          new HashSet<>(to.get().identityAttributes())
              .equals(new HashSet<>(from.identityAttributes())),
          "group_id",
          "must be a group that tells devices apart by the same attributes: "
              + String.join(", ", from.identityAttributes()));
    }
    faults.refuse(NOUN);
    refuseDisabled(to.orElseThrow());
    Sql.update(
        c,
        "update device set group_id = ?, updated_at = ?, version = version + 1 where id = ?",
        groupId,
        scope.now(),
        before.id());
    scope.report(
        before
            .change("move")
            .before("group_id", before.groupId())
            .after("group_id", groupId)
            .by(actor, scope.now()));
    return DeviceRecord.existing(c, reach, before.id());
  }

  private DeviceRecord forUpdate(
      Change.Scope scope, Reach reach, String id, OptionalLong expectedVersion)
      throws SQLException {
    var device =
        DeviceRecord.forUpdate(scope.connection(), database.dialect(), reach, id, expectedVersion);
    if (device.state() == DeviceState.DELETED) {
      throw Refused.of(Kind.CONFLICT, "device-state", "The device was deleted.");
    }
    return device;
  }
}
