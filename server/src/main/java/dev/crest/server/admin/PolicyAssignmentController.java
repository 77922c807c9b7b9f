package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.est.EstSettings;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Page;
import dev.crest.server.store.PolicyAssignments;
import dev.crest.server.store.PolicyAssignments.AssignmentRecord;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
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

/**
 * Policy assignments: which certificate policies serve a device group, and how they tell devices.
 */
@RestController
@RequestMapping("/api/v1/device-groups/{group}/policy-assignments")
@Tag(name = "Device groups")
final class PolicyAssignmentController {
  private final PolicyAssignments assignments;
  private final EstSettings est;

  PolicyAssignmentController(PolicyAssignments assignments, EstSettings est) {
    this.assignments = assignments;
    this.est = est;
  }

  /**
   * What an assignment is made of.
   *
   * @param usage bootstrap for a device's first certificate, operational for those after it
   * @param authenticationPolicyId whose credentials count on the group's URLs; the policy's own
   *     where nothing is said
   * @param mapping which certificate field, such as {@code subject.common_name}, gives which
   *     identity attribute of the group
   */
  record PolicyAssignmentDraft(
      String name,
      Usage usage,
      String policyId,
      Optional<String> authenticationPolicyId,
      Map<String, String> mapping) {
    static PolicyAssignmentDraft of(AssignmentRecord assignment) {
      return new PolicyAssignmentDraft(
          assignment.name(),
          assignment.usage(),
          assignment.policyId(),
          assignment.authenticationPolicyId(),
          assignment.mapping());
    }

    PolicyAssignments.Draft stored() {
      return new PolicyAssignments.Draft(policyId, usage, name, authenticationPolicyId, mapping);
    }
  }

  @GetMapping
  @Requires(Permission.DEVICE_GROUP_READ)
  @Operation(
      operationId = "listPolicyAssignments",
      summary = "List the policy assignments of a device group; they fit one page")
  Page<PolicyAssignmentView> list(Reach reach, @PathVariable String group) {
    return new Page<>(assignments.list(reach, group), Optional.empty())
        .map(assignment -> PolicyAssignmentView.of(assignment, est));
  }

  @GetMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_READ)
  @Operation(
      operationId = "getPolicyAssignment",
      summary = "Show a policy assignment with its EST URLs")
  PolicyAssignmentView find(Reach reach, @PathVariable String group, @PathVariable String id) {
    return PolicyAssignmentView.of(existing(reach, group, id), est);
  }

  private AssignmentRecord existing(Reach reach, String group, String id) {
    return assignments
        .find(reach, group, id)
        .orElseThrow(() ->
            Refused.of(
                Kind.NOT_FOUND,
                "policy-assignment-unknown",
                "There is no such policy assignment."));
  }

  @PostMapping
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createPolicyAssignment", summary = "Assign a policy to a device group")
  PolicyAssignmentView create(
      Reach reach,
      Actor actor,
      @PathVariable String group,
      @RequestBody PolicyAssignmentDraft draft) {
    return PolicyAssignmentView.of(assignments.create(actor, reach, group, draft.stored()), est);
  }

  @PatchMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @Operation(operationId = "updatePolicyAssignment", summary = "Change a policy assignment")
  PolicyAssignmentView update(
      Reach reach,
      Actor actor,
      @PathVariable String group,
      @PathVariable String id,
      Patch<PolicyAssignmentDraft> patch) {
    return patch.apply(
        () -> {
          var known = existing(reach, group, id);
          return new Patch.Current<>(PolicyAssignmentDraft.of(known), known.version());
        },
        (draft, version) ->
            PolicyAssignmentView.of(
                assignments.update(actor, reach, group, id, version, draft.stored()), est));
  }

  @DeleteMapping("/{id}")
  @Requires(Permission.DEVICE_GROUP_CHANGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deletePolicyAssignment",
      summary = "Take a policy away from a device group; certificates stay")
  void delete(Reach reach, Actor actor, @PathVariable String group, @PathVariable String id) {
    assignments.delete(actor, reach, group, id);
  }
}
