package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.est.EstSettings;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.DeviceGroups;
import dev.crest.server.store.DeviceGroups.DeviceGroupRecord;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.PolicyAssignments;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Device groups: devices of a division that are told apart in one way. */
@RestController
@RequestMapping("/api/v1/device-groups")
@Tag(name = "Device groups")
final class DeviceGroupController {
  private final DeviceGroups groups;
  private final PolicyAssignments assignments;
  private final EstSettings est;

  DeviceGroupController(DeviceGroups groups, PolicyAssignments assignments, EstSettings est) {
    this.groups = groups;
    this.assignments = assignments;
    this.est = est;
  }

  /**
   * What a device group is made of.
   *
   * @param divisionId cannot change
   * @param identityAttributes one to three inventory attributes that tell its devices apart, such
   *     as {@code serial_number}
   * @param customAttributes names of further attributes that its devices may have
   * @param desiredAttributes what its devices are to be told
   */
  record DeviceGroupDraft(
      String divisionId,
      String name,
      Optional<String> description,
      List<String> tags,
      List<String> identityAttributes,
      List<String> customAttributes,
      Map<String, String> desiredAttributes) {
    static DeviceGroupDraft of(DeviceGroupRecord group) {
      return new DeviceGroupDraft(
          group.divisionId(),
          group.name(),
          Optional.of(group.description()),
          group.tags(),
          group.identityAttributes(),
          group.customAttributes(),
          group.desiredAttributes());
    }

    DeviceGroups.Draft stored() {
      return new DeviceGroups.Draft(
          divisionId,
          name,
          description.orElse(""),
          tags,
          identityAttributes,
          customAttributes,
          desiredAttributes);
    }
  }

  /**
   * A device group as the API shows it.
   *
   * @param enabled a disabled group takes no new device
   * @param assignments the policies assigned to it with their EST URLs; where one group is shown
   */
  record DeviceGroupView(
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
      Optional<List<PolicyAssignmentView>> assignments,
      long version,
      Instant createdAt,
      Instant updatedAt)
      implements HasVersion {
    static DeviceGroupView of(
        DeviceGroupRecord group, Optional<List<PolicyAssignmentView>> assignments) {
      return new DeviceGroupView(
          group.id(),
          group.accountId(),
          group.divisionId(),
          group.name(),
          group.description(),
          group.tags(),
          group.enabled(),
          group.identityAttributes(),
          group.customAttributes(),
          group.desiredAttributes(),
          assignments,
          group.version(),
          group.createdAt(),
          group.updatedAt());
    }
  }

  @GetMapping
  @Requires(Permission.DEVICE_GROUP_READ)
  @Filters(
      value = {"name", "division_id", "enabled", "tag", "created_at_from", "created_at_to"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listDeviceGroups", summary = "List device groups")
  Page<DeviceGroupView> list(Reach reach, ListQuery query) {
    return groups.list(reach, query).map(group -> DeviceGroupView.of(group, Optional.empty()));
  }

  @GetMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_READ)
  @Operation(
      operationId = "getDeviceGroup",
      summary = "Show a device group with its policy assignments and their EST URLs")
  DeviceGroupView find(Reach reach, @PathVariable String id) {
    var assigned =
        assignments.list(reach, id).stream()
            .map(assignment -> PolicyAssignmentView.of(assignment, est))
            .toList();
    return DeviceGroupView.of(existing(reach, id), Optional.of(assigned));
  }

  private DeviceGroupRecord existing(Reach reach, String id) {
    return groups
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "device-group-unknown", "There is no such device group."));
  }

  @PostMapping
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createDeviceGroup", summary = "Create a device group")
  DeviceGroupView create(Reach reach, Actor actor, @RequestBody DeviceGroupDraft draft) {
    return DeviceGroupView.of(groups.create(actor, reach, draft.stored()), Optional.empty());
  }

  @PatchMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @Operation(operationId = "updateDeviceGroup", summary = "Change a device group")
  DeviceGroupView update(
      Reach reach, Actor actor, @PathVariable String id, Patch<DeviceGroupDraft> patch) {
    return patch.apply(
        () -> {
          var known = existing(reach, id);
          return new Patch.Current<>(DeviceGroupDraft.of(known), known.version());
        },
        (draft, version) ->
            DeviceGroupView.of(
                groups.update(actor, reach, id, version, draft.stored()), Optional.empty()));
  }

  @PostMapping("/{id}/enable")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @Operation(operationId = "enableDeviceGroup", summary = "Let a group take new devices again")
  DeviceGroupView enable(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return DeviceGroupView.of(
        groups.setEnabled(actor, reach, id, ifMatch.version(), true), Optional.empty());
  }

  @PostMapping("/{id}/disable")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @Operation(
      operationId = "disableDeviceGroup",
      summary = "Let a group take no new device; those that it has go on")
  DeviceGroupView disable(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return DeviceGroupView.of(
        groups.setEnabled(actor, reach, id, ifMatch.version(), false), Optional.empty());
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteDeviceGroup", summary = "Delete a device group without devices")
  void delete(Reach reach, Actor actor, @PathVariable String id) {
    groups.delete(actor, reach, id);
  }
}
