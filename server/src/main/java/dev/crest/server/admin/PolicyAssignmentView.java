package dev.crest.server.admin;

import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.server.est.EstSettings;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.store.PolicyAssignments.AssignmentRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A policy's assignment to a device group as the API shows it.
 *
 * @param mapping which certificate field gives which identity attribute
 * @param est the URLs on which the policy serves the group
 */
record PolicyAssignmentView(
    String id,
    String groupId,
    String name,
    Usage usage,
    String policyId,
    Optional<String> authenticationPolicyId,
    Map<String, String> mapping,
    EstUrls.Hosts est,
    long version,
    Instant createdAt,
    Instant updatedAt)
    implements HasVersion {
  static PolicyAssignmentView of(AssignmentRecord assignment, EstSettings settings) {
    return new PolicyAssignmentView(
        assignment.id(),
        assignment.groupId(),
        assignment.name(),
        assignment.usage(),
        assignment.policyId(),
        assignment.authenticationPolicyId(),
        assignment.mapping(),
        EstUrls.hosts(
            new PolicySelector.DeviceGroup(assignment.policyId(), assignment.groupId()), settings),
        assignment.version(),
        assignment.createdAt(),
        assignment.updatedAt());
  }
}
