package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.policy.GroupAssignment;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.refusal.Kind;
import dev.crest.server.store.Lifecycle.Noun;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Device groups and the policies assigned to them, on each database. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class DeviceGroupsTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Fleet fleet;
  private DeviceGroups groups;
  private PolicyAssignments assignments;

  DeviceGroupsTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    fleet = new Fleet(store);
    groups = fleet.catalog.deviceGroups();
    assignments = fleet.catalog.policyAssignments();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName("a group keeps what it was made of, and its changes are on record")
  void made() {
    var draft =
        new DeviceGroups.Draft(
            fleet.domain.divisionId,
            "Pumps",
            "Hall 3",
            List.of("hall 3", "wet"),
            List.of("mac_address", "serial_number"),
            List.of("colour"),
            Map.of("env", "production"));

    var made = fleet.group(draft);
    var changed =
        groups.update(
            Domain.ADMIN,
            fleet.reach,
            made.id(),
            OptionalLong.of(1),
            new DeviceGroups.Draft(
                draft.divisionId(),
                "Valves",
                "Hall 3",
                List.of("dry"),
                List.of("serial_number"),
                List.of(),
                Map.of()));

    assertThat(made.tags()).containsExactly("hall 3", "wet");
    assertThat(made.identityAttributes()).containsExactly("mac_address", "serial_number");
    assertThat(made.desiredAttributes()).containsEntry("env", "production");
    assertThat(made.enabled()).isTrue();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(groups.find(fleet.reach, made.id())).contains(changed);
    var event = fleet.domain.events(store).getLast();
    assertThat(event.action()).isEqualTo("device-group.update");
    assertThat(event.details())
        .containsEntry("before.name", "Pumps")
        .containsEntry("after.name", "Valves")
        .doesNotContainKey("after.description");
    Refusals.refused(
        Kind.CONFLICT,
        () -> groups.update(Domain.ADMIN, fleet.reach, made.id(), OptionalLong.of(1), draft),
        "version");
  }

  @Test
  @DisplayName("everything that is wrong with a group is said at once")
  void badGroup() {
    Refusals.refused(
        Kind.INVALID,
        () ->
            fleet.group(
                new DeviceGroups.Draft(
                    "no-division",
                    " ",
                    "\u0000",
                    List.of("a", "a"),
                    List.of("shoe_size"),
                    List.of("serial_number", "Colour"),
                    Map.of("env", "  "))),
        "division_id",
        "name",
        "description",
        "tags",
        "identity_attributes",
        "custom_attributes",
        "custom_attributes",
        "desired_attributes.env");
    Refusals.refused(
        Kind.INVALID,
        () ->
            fleet.group(
                fleet.draft("Four", "mac_address", "serial_number", "cpu_id", "hardware_model")),
        "identity_attributes");
    Refusals.refused(
        Kind.CONFLICT, () -> fleet.group(fleet.draft("Line 1", "serial_number")), "name");
    var essentials = Domain.named(store, "Small");
    Refusals.refused(
        Kind.INVALID,
        () ->
            groups.create(
                Domain.ADMIN,
                Reach.account(essentials.accountId),
                new DeviceGroups.Draft(
                    essentials.divisionId,
                    "Pumps",
                    "",
                    List.of(),
                    List.of("serial_number"),
                    List.of(),
                    Map.of())),
        "division_id");
  }

  @Test
  @DisplayName("what tells devices apart stays once there are devices or assigned policies")
  void identityStays() {
    var other = fleet.draft("Line 1", "mac_address");
    var assignment =
        assignments.create(
            Domain.ADMIN, fleet.reach, fleet.group.id(), Fleet.assigning(fleet.policy.id()));
    Refusals.refused(
        Kind.CONFLICT,
        () -> groups.update(Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, other),
        "identity_attributes");
    assignments.delete(Domain.ADMIN, fleet.reach, fleet.group.id(), assignment.id());
    fleet.register("SN-1");
    Refusals.refused(
        Kind.CONFLICT,
        () -> groups.update(Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, other),
        "identity_attributes");
    groups.update(
        Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, fleet.draft("Line 2", "serial_number"));
  }

  @Test
  @DisplayName("a group is deleted only while it has no devices; a division with a group is in use")
  void deleted() {
    var device = fleet.register("SN-1");
    Refusals.refused(
        Kind.CONFLICT, () -> groups.delete(Domain.ADMIN, fleet.reach, fleet.group.id()));
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            fleet
                .catalog
                .divisions()
                .delete(Domain.ADMIN, fleet.reach, fleet.domain.divisionId, ANY));
    fleet.disable(device);
    fleet.delete(device);
    assignments.create(
        Domain.ADMIN, fleet.reach, fleet.group.id(), Fleet.assigning(fleet.policy.id()));

    groups.delete(Domain.ADMIN, fleet.reach, fleet.group.id());

    assertThat(groups.find(fleet.reach, fleet.group.id())).isEmpty();
    assertThat(store.policies().assigned(fleet.policy.id(), fleet.group.id())).isEmpty();
    assertThat(fleet.device(device).groupId()).isEqualTo(fleet.group.id());
  }

  @Test
  @DisplayName(
      "groups are found by the beginning of their name, tag, division and state, page by page")
  void listed() {
    for (int i = 0; i < 5; i++) {
      var draft = fleet.draft("Pump " + i, "serial_number");
      fleet.group(
          new DeviceGroups.Draft(
              draft.divisionId(),
              draft.name(),
              "",
              List.of(i % 2 == 0 ? "even" : "odd"),
              draft.identityAttributes(),
              List.of(),
              Map.of()));
    }
    var query = ListQuery.first().with("name", "pUMP");
    var first =
        groups.list(fleet.reach, new ListQuery(3, query.cursor(), query.sort(), query.filters()));
    var second =
        groups.list(fleet.reach, new ListQuery(3, first.next(), query.sort(), query.filters()));

    assertThat(first.items())
        .extracting(DeviceGroups.DeviceGroupRecord::name)
        .containsExactly("Pump 0", "Pump 1", "Pump 2");
    assertThat(second.items())
        .extracting(DeviceGroups.DeviceGroupRecord::name)
        .containsExactly("Pump 3", "Pump 4");
    assertThat(second.next()).isEmpty();
    assertThat(groups.list(fleet.reach, ListQuery.first().with("tag", "odd")).items()).hasSize(2);
    groups.setEnabled(Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, false);
    assertThat(groups.list(fleet.reach, ListQuery.first().with("enabled", "false")).items())
        .hasSize(1);
    assertThat(
            groups
                .list(fleet.reach, ListQuery.first().with("division_id", fleet.domain.divisionId))
                .items())
        .hasSize(6);
  }

  @Test
  @DisplayName("whoever cannot reach the division is told that there is no such group")
  void outOfReach() {
    var reach = Reach.divisions(fleet.domain.accountId, Set.of("another"));
    var id = fleet.group.id();
    assertThat(groups.find(reach, id)).isEmpty();
    assertThat(groups.list(reach, ListQuery.first()).items()).isEmpty();
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> groups.update(Domain.ADMIN, reach, id, ANY, fleet.draft("Line 1", "serial_number")));
    Refusals.refused(Kind.NOT_FOUND, () -> groups.setEnabled(Domain.ADMIN, reach, id, ANY, false));
    Refusals.refused(Kind.NOT_FOUND, () -> groups.delete(Domain.ADMIN, reach, id));
    Refusals.refused(Kind.NOT_FOUND, () -> assignments.list(reach, id));
    Refusals.refused(
        Kind.NOT_FOUND,
        () -> assignments.create(Domain.ADMIN, reach, id, Fleet.assigning(fleet.policy.id())));
    Refusals.refused(
        Kind.INVALID,
        () -> groups.create(Domain.ADMIN, reach, fleet.draft("Mine", "serial_number")),
        "division_id");
  }

  @Test
  @DisplayName(
      "an assigned policy is found by its group at once, with the assignment's credentials")
  void assigned() {
    var own =
        fleet
            .catalog
            .authenticationPolicies()
            .create(Domain.ADMIN, fleet.domain.divisionId, "Line 2", "");
    assertThat(store.policies().assigned(fleet.policy.id(), fleet.group.id())).isEmpty();
    var draft = Fleet.assigning(fleet.policy.id());
    var made = assignments.create(Domain.ADMIN, fleet.reach, fleet.group.id(), draft);

    var found = store.policies().assigned(fleet.policy.id(), fleet.group.id()).orElseThrow();
    assertThat(found.policy()).isEqualTo(fleet.policy);
    assertThat(found.assignment())
        .isEqualTo(
            new GroupAssignment(
                fleet.group.id(),
                true,
                Usage.BOOTSTRAP,
                Map.of("subject.serial_number", "serial_number"),
                Map.of(fleet.policy.id(), Usage.BOOTSTRAP)));

    assignments.update(
        Domain.ADMIN,
        fleet.reach,
        fleet.group.id(),
        made.id(),
        OptionalLong.of(1),
        new PolicyAssignments.Draft(
            fleet.policy.id(), Usage.OPERATIONAL, "Work", Optional.of(own), draft.mapping()));
    groups.setEnabled(Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, false);

    var changed = store.policies().assigned(fleet.policy.id(), fleet.group.id()).orElseThrow();
    assertThat(changed.policy().authenticationPolicyId()).contains(own);
    assertThat(changed.assignment().usage()).isEqualTo(Usage.OPERATIONAL);
    assertThat(changed.assignment().groupEnabled()).isFalse();
    Refusals.refused(
        Kind.CONFLICT,
        () -> fleet.catalog.lifecycle().delete(Domain.ADMIN, Noun.AUTHENTICATION_POLICY, own));
    assertThat(fleet.domain.events(store))
        .extracting(AuditEvent::action)
        .contains("policy-assignment.create", "policy-assignment.update", "device-group.disable");
  }

  @Test
  @DisplayName("everything that is wrong with an assignment is said at once")
  void badAssignment() {
    var issuance =
        fleet.catalog.policies().create(Domain.ADMIN, fleet.domain.policy("Issuance only"));
    Refusals.refused(Kind.INVALID, () -> assign(issuance.id(), Map.of()), "policy_id", "mapping");
    Refusals.refused(
        Kind.INVALID,
        () ->
            assignments.create(
                Domain.ADMIN,
                fleet.reach,
                fleet.group.id(),
                new PolicyAssignments.Draft(
                    "IOT_none",
                    Usage.BOOTSTRAP,
                    "",
                    Optional.of("none"),
                    Map.of("subject.common_name", "mac_address"))),
        "name",
        "policy_id",
        "authentication_policy_id",
        "mapping");
    Refusals.refused(
        Kind.INVALID,
        () -> assign(fleet.policy.id(), Map.of("subject.street_address", "serial_number")),
        "mapping");
    Refusals.refused(
        Kind.INVALID,
        () -> assign(fleet.policy.id(), Map.of("shoe.size", "serial_number")),
        "mapping");
    Refusals.refused(
        Kind.INVALID,
        () ->
            assign(
                fleet.policy.id(),
                Map.of(
                    "subject.serial_number",
                    "serial_number",
                    "subject.common_name",
                    "serial_number")),
        "mapping");
    assign(fleet.policy.id(), Map.of("subject.common_name", "serial_number"));
    Refusals.refused(
        Kind.CONFLICT,
        () -> assign(fleet.policy.id(), Map.of("subject.common_name", "serial_number")),
        "policy_id",
        "name");
  }

  private void assign(String policyId, Map<String, String> mapping) {
    assignments.create(
        Domain.ADMIN,
        fleet.reach,
        fleet.group.id(),
        new PolicyAssignments.Draft(policyId, Usage.BOOTSTRAP, "Birth", Optional.empty(), mapping));
  }
}
