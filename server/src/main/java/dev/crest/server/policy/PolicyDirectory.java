package dev.crest.server.policy;

import java.util.Optional;

/**
 * Stored policies, as enrolment needs them: cached snapshots, at most a second old. Implemented by
 * the store; thread-safe.
 *
 * <p>All methods throw {@link dev.crest.server.refusal.Refused} of kind {@code UNAVAILABLE} while
 * the store is down and nothing is cached.
 */
public interface PolicyDirectory {
  /** Finds by id such as {@code IOT_…}, whatever its state. */
  Optional<CertificateManagementPolicy> byId(String id);

  /** Finds by label. */
  Optional<CertificateManagementPolicy> byLabel(String label);

  /** Finds the default policy. */
  Optional<CertificateManagementPolicy> byDefault();

  /** Finds a policy, whatever its state, by a device group that it is assigned to. */
  Optional<AssignedPolicy> assigned(String policyId, String groupId);
}
