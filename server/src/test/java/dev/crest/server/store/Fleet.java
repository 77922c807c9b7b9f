package dev.crest.server.store;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.device.DeviceClaim;
import dev.crest.server.device.DeviceIdentity;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.store.DeviceGroups.DeviceGroupRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A division with a device group whose devices have a serial number, and what can be done to it.
 */
final class Fleet {
  final Domain domain;
  final Catalog catalog;
  final Reach reach;
  final CertificateManagementPolicy policy;
  final DeviceGroupRecord group;

  Fleet(Store store) {
    domain = Domain.withDevices(store);
    catalog = domain.catalog;
    reach = Reach.account(domain.accountId);
    policy = policy("Lifecycle");
    group = group(draft("Line 1", "serial_number"));
  }

  CertificateManagementPolicy policy(String name) {
    return catalog
        .policies()
        .create(
            Domain.ADMIN, domain.policy(name).managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST)));
  }

  DeviceGroups.Draft draft(String name, String... identity) {
    return new DeviceGroups.Draft(
        domain.divisionId, name, "", List.of(), List.of(identity), List.of(), Map.of());
  }

  DeviceGroupRecord group(DeviceGroups.Draft draft) {
    return catalog.deviceGroups().create(Domain.ADMIN, reach, draft);
  }

  static PolicyAssignments.Draft assigning(String policyId) {
    return new PolicyAssignments.Draft(
        policyId,
        Usage.BOOTSTRAP,
        "Birth",
        Optional.empty(),
        Map.of("subject.serial_number", "serial_number"));
  }

  static Devices.Draft device(String serialNumber) {
    return new Devices.Draft("", Map.of("serial_number", serialNumber), Map.of(), Map.of());
  }

  DeviceRecord register(String serialNumber) {
    return catalog.devices().register(Domain.ADMIN, reach, group.id(), device(serialNumber));
  }

  DeviceRecord device(DeviceRecord known) {
    return catalog.devices().find(reach, known.id()).orElseThrow();
  }

  DeviceRecord disable(DeviceRecord device) {
    return catalog
        .deviceStates()
        .disable(Domain.ADMIN, reach, device.id(), OptionalLong.empty(), "stolen");
  }

  DeviceRecord delete(DeviceRecord device) {
    return catalog.deviceStates().delete(Domain.ADMIN, reach, device.id(), OptionalLong.empty());
  }

  /** Returns the right to register a device by its first certificate. */
  DeviceClaim.Register registering(String serialNumber) {
    return new DeviceClaim.Register(
        Identifiers.next(Instant.now()),
        domain.accountId,
        domain.divisionId,
        group.id(),
        serialNumber,
        identity(serialNumber));
  }

  static DeviceIdentity identity(String serialNumber) {
    return DeviceIdentity.of(Map.of("serial_number", serialNumber));
  }

  /** Returns an issuance for a device. */
  Issuance issuance(DeviceClaim claim, Optional<String> credentialId) {
    return with(domain.issuance(credentialId), claim);
  }

  Issuance with(Issuance issuance, DeviceClaim claim) {
    var event = domain.event("device.provision", claim.deviceId());
    return new Issuance(
        issuance.certificateId(),
        issuance.certificate(),
        issuance.authorityId(),
        issuance.policyId(),
        issuance.profileId(),
        issuance.accountId(),
        issuance.divisionId(),
        issuance.credentialId(),
        issuance.usageLimit(),
        issuance.renewedCertificateId(),
        issuance.resubmission(),
        issuance.event(),
        Optional.of(new Issuance.ForDevice(claim, List.of(about(event)))));
  }

  private static AuditEvent about(AuditEvent event) {
    return new AuditEvent(
        event.at(),
        event.actor(),
        event.action(),
        event.outcome(),
        event.reason(),
        event.accountId(),
        event.divisionId(),
        Optional.of("device"),
        event.resourceId(),
        event.requestId(),
        event.address(),
        event.details());
  }
}
