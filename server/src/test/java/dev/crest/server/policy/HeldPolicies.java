package dev.crest.server.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Policies held in memory. */
public final class HeldPolicies implements PolicyDirectory {
  private final List<CertificateManagementPolicy> policies;

  public HeldPolicies(CertificateManagementPolicy... policies) {
    this.policies = Arrays.asList(policies);
  }

  @Override
  public Optional<CertificateManagementPolicy> byId(String id) {
    return policies.stream().filter(policy -> policy.id().equals(id)).findFirst();
  }

  @Override
  public Optional<CertificateManagementPolicy> byLabel(String label) {
    return policies.stream().filter(policy -> policy.labels().contains(label)).findFirst();
  }

  @Override
  public Optional<CertificateManagementPolicy> byDefault() {
    return policies.stream().filter(CertificateManagementPolicy::isDefault).findFirst();
  }

  /** No policy is assigned to a device group here. */
  @Override
  public Optional<AssignedPolicy> assigned(String policyId, String groupId) {
    return Optional.empty();
  }
}
