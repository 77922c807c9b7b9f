package dev.crest.server.store;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.DeviceGroups.DeviceGroupRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Certificate management policies as they are assigned to device groups. Thread-safe; every change
 * leaves an audit record.
 */
public final class PolicyAssignments {
  /** The groups that a policy is assigned to, for {@link Uses}. */
  static final String GROUPS_OF =
      """
      (select g.name, 0 as deleted from policy_assignment a join device_group g on g.id = a.group_id
        where a.policy_id = ?) as assigned\
      """;

  private static final String NOUN = "policy-assignment";

  private final Writer writer;
  private final Database database;

  PolicyAssignments(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A policy's assignment to a group.
   *
   * @param name unique in the group
   * @param authenticationPolicyId whose credentials count on the group's URLs; empty for the
   *     policy's own
   * @param mapping which certificate field, such as {@code subject.common_name}, gives which
   *     identity attribute of the group
   */
  public record AssignmentRecord(
      String id,
      String groupId,
      String policyId,
      Usage usage,
      String name,
      Optional<String> authenticationPolicyId,
      Map<String, String> mapping,
      Instant createdAt,
      Instant updatedAt,
      long version) {}

  /** What is to become an assignment; the fields are those of {@link AssignmentRecord}. */
  public record Draft(
      String policyId,
      Usage usage,
      String name,
      Optional<String> authenticationPolicyId,
      Map<String, String> mapping) {
    public Draft {
      mapping = Map.copyOf(mapping);
    }
  }

  /**
   * Returns a group's assignments by name; there are few.
   *
   * @throws Refused {@code NOT_FOUND} for the group
   */
  public List<AssignmentRecord> list(Reach reach, String groupId) {
    return database.read(c -> {
      DeviceGroups.existing(c, reach, groupId);
      return Sql.list(
          c,
          "select * from policy_assignment where group_id = ? order by name",
          PolicyAssignments::map,
          groupId);
    });
  }

  public Optional<AssignmentRecord> find(Reach reach, String groupId, String id) {
    return database.read(c ->
        DeviceGroups.find(c, reach, groupId).isPresent() ? find(c, groupId, id) : Optional.empty());
  }

  /**
   * Assigns a policy.
   *
   * @throws Refused {@code NOT_FOUND} for the group; {@code INVALID} or {@code CONFLICT} naming
   *     every field
   */
  public AssignmentRecord create(Actor actor, Reach reach, String groupId, Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var group = DeviceGroups.existing(c, reach, groupId);
      check(c, group, "", draft);
      var id = Identifiers.next(scope.now());
      Sql.update(
          c,
          """
          insert into policy_assignment (id, group_id, policy_id, policy_usage, name, authentication_policy_id, mapping,
            created_at, updated_at)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
          """,
          id,
          groupId,
          draft.policyId(),
          draft.usage(),
          draft.name(),
          draft.authenticationPolicyId(),
          Json.write(draft.mapping()),
          scope.now(),
          scope.now());
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          record("create", group, id)
              .after("policy_id", draft.policyId())
              .after("usage", draft.usage())
              .after("name", draft.name())
              .after("authentication_policy_id", draft.authenticationPolicyId())
              .after("mapping", draft.mapping())
              .by(actor, scope.now()));
      return find(c, groupId, id).orElseThrow();
    });
  }

  /**
   * Changes an assignment.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} or {@code CONFLICT} naming every field
   */
  public AssignmentRecord update(
      Actor actor,
      Reach reach,
      String groupId,
      String id,
      OptionalLong expectedVersion,
      Draft draft) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var group = DeviceGroups.existing(c, reach, groupId);
      var before = existing(c, groupId, id);
      Faults.refuseChanged(NOUN, expectedVersion, before.version());
      check(c, group, id, draft);
      Sql.update(
          c,
          """
          update policy_assignment set policy_id = ?, policy_usage = ?, name = ?, authentication_policy_id = ?,
            mapping = ?, updated_at = ?, version = version + 1
          where id = ?\
          """,
          draft.policyId(),
          draft.usage(),
          draft.name(),
          draft.authenticationPolicyId(),
          Json.write(draft.mapping()),
          scope.now(),
          id);
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          record("update", group, id)
              .changed("policy_id", before.policyId(), draft.policyId())
              .changed("usage", before.usage(), draft.usage())
              .changed("name", before.name(), draft.name())
              .changed(
                  "authentication_policy_id",
                  before.authenticationPolicyId(),
                  draft.authenticationPolicyId())
              .changed("mapping", before.mapping(), draft.mapping())
              .by(actor, scope.now()));
      return existing(c, groupId, id);
    });
  }

  /**
   * Takes an assignment away: its URLs answer no more. Certificates stay and are renewed on the
   * policy's own URL.
   *
   * @throws Refused {@code NOT_FOUND}
   */
  public void delete(Actor actor, Reach reach, String groupId, String id) {
    writer.edit(scope -> {
      var c = scope.connection();
      var group = DeviceGroups.existing(c, reach, groupId);
      var known = existing(c, groupId, id);
      Sql.update(c, "delete from policy_assignment where id = ?", id);
      scope.outdates(Change.Cached.POLICIES);
      scope.report(
          record("delete", group, id)
              .before("name", known.name())
              .before("policy_id", known.policyId())
              .by(actor, scope.now()));
      return known;
    });
  }

  private static ChangeRecord record(String verb, DeviceGroupRecord group, String id) {
    return new ChangeRecord(NOUN, verb, id)
        .account(group.accountId())
        .division(group.divisionId())
        .after("group_id", group.id());
  }

  private static void check(Connection c, DeviceGroupRecord group, String self, Draft draft)
      throws SQLException {
    var faults = new Faults().name(draft.name());
    var policy =
        PolicyTable.byId(c, draft.policyId())
            .filter(known -> !known.deleted() && known.divisionId().equals(group.divisionId()));
    if (policy.isEmpty()) {
      faults.unknown("policy_id");
    } else {
      faults.require(
          policy.get().model() == Model.DEVICE_LIFECYCLE,
          "policy_id",
          "must be a policy for secure device lifecycle management");
    }
    faults.require(
        draft.authenticationPolicyId().isEmpty() || authenticates(c, group, draft),
        "authentication_policy_id",
        "there is no such thing in this division");
    mapping(group, policy, draft, faults);
    faults
        .clash(
            taken(c, group, "policy_id", draft.policyId(), self),
            "policy_id",
            "is assigned to this group already")
        .clash(taken(c, group, "name", draft.name(), self), "name", "is taken in this device group")
        .refuse(NOUN);
  }

  private static boolean authenticates(Connection c, DeviceGroupRecord group, Draft draft)
      throws SQLException {
    return Sql.exists(
        c,
        "select 1 from authentication_policy where id = ? and division_id = ? and deleted = 0",
        draft.authenticationPolicyId(),
        group.divisionId());
  }

  private static boolean taken(
      Connection c, DeviceGroupRecord group, String column, String value, String self)
      throws SQLException {
    return Sql.exists(
        c,
        "select 1 from policy_assignment where group_id = ? and " + column + " = ? and id <> ?",
        group.id(),
        value,
        self);
  }

  /** Every identity attribute comes from one field, and every field can be in a certificate. */
  private static void mapping(
      DeviceGroupRecord group,
      Optional<CertificateManagementPolicy> policy,
      Draft draft,
      Faults faults) {
    faults.require(
        draft.mapping().size() == group.identityAttributes().size()
            && Set.copyOf(draft.mapping().values()).equals(Set.copyOf(group.identityAttributes())),
        "mapping",
        "must give each identity attribute of the group once: "
            + String.join(", ", group.identityAttributes()));
    policy.ifPresent(known ->
        faults.require(
            draft.mapping().entrySet().stream()
                .allMatch(one -> gives(known.profile(), one.getKey(), one.getValue())),
            "mapping",
            "must map fields that the policy's profile requires or allows, such as"
                + " subject.common_name, and does not take from another attribute of the device"));
  }

  private static boolean gives(Profile profile, String field, String attribute) {
    boolean subject =
        profile.subject().stream()
            .anyMatch(rule ->
                rule.attribute().field().equals(field)
                    && gives(rule.include(), rule.sources(), rule.deviceAttribute(), attribute));
    boolean name =
        profile.subjectAltNames().stream()
            .anyMatch(rule ->
                rule.type().field().equals(field)
                    && gives(rule.include(), rule.sources(), rule.deviceAttribute(), attribute));
    return subject || name;
  }

  /** What tells the device cannot come from the device alone, nor from what else is known of it. */
  private static boolean gives(
      Include include, Set<Source> sources, Optional<String> fromDevice, String attribute) {
    return include != Include.NO
        && !sources.equals(Set.of(Source.DEVICE_ATTRIBUTE))
        && fromDevice.filter(name -> !name.equals(attribute)).isEmpty();
  }

  private static AssignmentRecord existing(Connection c, String groupId, String id)
      throws SQLException {
    return find(c, groupId, id).orElseThrow(() -> Faults.notFound(NOUN));
  }

  private static Optional<AssignmentRecord> find(Connection c, String groupId, String id)
      throws SQLException {
    return Sql.first(
        c,
        "select * from policy_assignment where id = ? and group_id = ?",
        PolicyAssignments::map,
        id,
        groupId);
  }

  private static AssignmentRecord map(Row row) throws SQLException {
    return new AssignmentRecord(
        row.text("id"),
        row.text("group_id"),
        row.text("policy_id"),
        row.constant("policy_usage", Usage.class),
        row.text("name"),
        row.optionalText("authentication_policy_id"),
        Json.readDetails(row.text("mapping")),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.number("version"));
  }
}
