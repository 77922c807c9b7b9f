package dev.crest.server.store;

/**
 * What administrators make, change and take away, by noun. Everything is checked and written in one
 * transaction together with its audit record, and refused with every fault at once.
 */
public record Catalog(
    Accounts accounts,
    Profiles profiles,
    AuthenticationPolicies authenticationPolicies,
    CertificateManagementPolicies policies,
    Lifecycle lifecycle,
    CertificateRecords certificates,
    DeviceGroups deviceGroups,
    PolicyAssignments policyAssignments,
    Devices devices,
    DeviceStates deviceStates,
    DeviceHistory deviceHistory) {}
