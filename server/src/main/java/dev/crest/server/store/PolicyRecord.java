package dev.crest.server.store;

import dev.crest.server.policy.CertificateManagementPolicy;
import java.time.Instant;

/**
 * A certificate management policy as administrators see it.
 *
 * @param policy what enrolment sees; it counts as enabled there only while its profile is too
 * @param enabled whether the policy itself is switched on
 * @param version goes up with every change
 */
public record PolicyRecord(
    CertificateManagementPolicy policy,
    boolean enabled,
    long version,
    Instant createdAt,
    Instant updatedAt) {
  public String id() {
    return policy.id();
  }

  public AuthenticationPolicyRecord.Status status() {
    if (policy.deleted()) {
      return AuthenticationPolicyRecord.Status.DELETED;
    }
    return enabled
        ? AuthenticationPolicyRecord.Status.ACTIVE
        : AuthenticationPolicyRecord.Status.DISABLED;
  }
}
