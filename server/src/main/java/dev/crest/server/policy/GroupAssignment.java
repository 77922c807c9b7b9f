package dev.crest.server.policy;

import java.util.Map;
import java.util.Optional;

/**
 * A policy's assignment to a device group, as enrolment on the group's URL needs it: an immutable
 * snapshot.
 *
 * @param groupId the device group
 * @param groupEnabled a disabled group takes no new device; those it has go on
 * @param usage what the policy is used for in the group
 * @param mapping which certificate field, such as {@code subject.common_name}, gives which identity
 *     attribute, such as {@code serial_number}; each identity attribute of the group once
 * @param usages the usage of every policy that is assigned to the group, by policy id
 */
public record GroupAssignment(
    String groupId,
    boolean groupEnabled,
    Usage usage,
    Map<String, String> mapping,
    Map<String, Usage> usages) {
  public GroupAssignment {
    mapping = Map.copyOf(mapping);
    usages = Map.copyOf(usages);
  }

  /** What a policy is used for in a device group. */
  public enum Usage {
    /** The first certificate of a device, its birth certificate. */
    BOOTSTRAP,
    /** Certificates for daily work, got with the first one. */
    OPERATIONAL
  }

  /**
   * Whether a device's certificate of another (or the same) policy of the group may ask for one of
   * this usage: a birth certificate may ask for any, an operational one only for its like. Empty
   * where the other policy is not assigned to the group.
   */
  Optional<Boolean> accepts(String otherPolicyId) {
    return Optional.ofNullable(usages.get(otherPolicyId))
        .map(other -> other == Usage.BOOTSTRAP || usage == Usage.OPERATIONAL);
  }
}
