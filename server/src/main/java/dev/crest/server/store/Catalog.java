package dev.crest.server.store;

import java.util.Arrays;
import java.util.List;

/**
 * What administrators make, change and take away, by noun. Everything is checked and written in one
 * transaction together with its audit record, and refused with every fault at once.
 */
public record Catalog(
    Accounts accounts,
    Divisions divisions,
    Templates templates,
    Profiles profiles,
    AuthenticationPolicies authenticationPolicies,
    Credentials credentials,
    CertificateManagementPolicies policies,
    Lifecycle lifecycle,
    CertificateRecords certificates,
    DeviceGroups deviceGroups,
    PolicyAssignments policyAssignments,
    Devices devices,
    DeviceStates deviceStates,
    DeviceHistory deviceHistory,
    Principals principals,
    PrincipalFactors factors,
    SessionRecords sessions,
    OneTimeLinks oneTimeLinks,
    IdempotencyKeys idempotencyKeys) {

  /** Returns every part, each of its own class. */
  public List<Object> parts() {
    return Arrays.stream(Catalog.class.getRecordComponents())
        .<Object>map(component -> {
          try {
            return component.getAccessor().invoke(this);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's parts can be read", e);
          }
        })
        .toList();
  }
}
