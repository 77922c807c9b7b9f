package dev.crest.server.device;

import dev.crest.server.auth.Caller;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.csr.CheckedRequest;
import dev.crest.server.csr.DeviceValues;
import dev.crest.server.policy.Grant;
import dev.crest.server.policy.GroupAssignment;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the device that a request is for, and judges whether the request may have a certificate for
 * it. Thread-safe.
 */
public final class DeviceRegistrar implements DeviceValues {
  private final DeviceDirectory directory;
  private final InstantSource clock;

  public DeviceRegistrar(DeviceDirectory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Returns inventory and custom attributes of the device; of one that nobody has registered yet,
   * its identity.
   */
  @Override
  public Map<String, String> attributes(Grant grant, Map<String, List<String>> identifying) {
    return grant
        .assignment()
        .flatMap(assignment -> identity(assignment, identifying))
        .map(identity ->
            directory
                .byIdentity(grant.policy().accountId(), identity)
                .map(KnownDevice::attributes)
                .orElse(identity.attributes()))
        .orElse(Map.of());
  }

  /** What does not identify a device is said later, of the names that are going to be certified. */
  private static Optional<DeviceIdentity> identity(
      GroupAssignment assignment, Map<String, List<String>> identifying) {
    try {
      return Optional.of(IdentityMapping.identity(assignment, IdentityMapping.of(identifying)));
    } catch (Refused e) {
      return Optional.empty();
    }
  }

  /**
   * Finds the device: that of the certificate being renewed, or on a device group's URL the one
   * that the names stand for. Empty where the certificate is to belong to no device.
   *
   * @throws Refused {@code INVALID} naming every field that identifies the device and does not do
   *     so
   */
  public Optional<RequestedDevice> find(CheckedRequest checked, Grant grant) {
    if (grant.renewed().isPresent()) {
      return grant
          .renewed()
          .flatMap(IssuedCertificate::deviceId)
          .flatMap(directory::byId)
          .map(RequestedDevice.Known::new);
    }
    return grant
        .assignment()
        .map(assignment -> {
          var identity = IdentityMapping.identity(assignment, checked);
          return directory
              .byIdentity(grant.policy().accountId(), identity)
              .<RequestedDevice>map(RequestedDevice.Known::new)
              .orElseGet(() -> new RequestedDevice.Unknown(identity));
        });
  }

  /**
   * Requires that the device, and the one whose certificate the caller presents, are in service:
   * otherwise they get nothing, not even a reply that was lost.
   *
   * @throws Refused {@code FORBIDDEN} for a disabled or deleted device
   */
  public void requireInService(Optional<RequestedDevice> requested, Grant grant) {
    var known =
        requested.flatMap(device ->
            device instanceof RequestedDevice.Known(var found)
                ? Optional.of(found)
                : Optional.empty());
    known.ifPresent(DeviceRegistrar::inService);
    presented(grant.caller())
        .flatMap(IssuedCertificate::deviceId)
        .filter(id -> known.map(KnownDevice::id).filter(id::equals).isEmpty())
        .flatMap(directory::byId)
        .ifPresent(DeviceRegistrar::inService);
  }

  private static void inService(KnownDevice device) {
    switch (device.state()) {
      case DISABLED ->
          throw forbidden(
              "device-disabled",
              "The device is disabled and gets no certificate until an administrator enables it.");
      case DELETED ->
          throw forbidden(
              "device-deleted",
              "The device was deleted and gets no certificate; an administrator can register it"
                  + " anew.");
      case REGISTERED, PROVISIONED -> {}
    }
  }

  /**
   * Judges whether the request may have a certificate for a device that is in service or unknown.
   *
   * @param freshId the id of a device that is going to be registered
   * @throws Refused {@code FORBIDDEN} where it may not, saying what would help
   */
  public DeviceClaim claim(RequestedDevice requested, Grant grant, String freshId) {
    return switch (requested) {
      case RequestedDevice.Known(var device) when grant.renewed().isPresent() ->
          new DeviceClaim.Further(device.id());
      case RequestedDevice.Known(var device) ->
          TakeoverRule.judge(device, grant, presented(grant.caller()), clock.instant());
      case RequestedDevice.Unknown(var identity) -> register(identity, grant, freshId);
    };
  }

  private static DeviceClaim register(DeviceIdentity identity, Grant grant, String freshId) {
    if (grant.deviceCertificate().isPresent()) {
      throw TakeoverRule.otherDevice();
    }
    var assignment = grant.assignment().orElseThrow();
    if (!assignment.groupEnabled()) {
      throw forbidden(
          "group-disabled",
          "The device group is disabled and takes no new device; those that it has go on.");
    }
    return new DeviceClaim.Register(
        freshId,
        grant.policy().accountId(),
        grant.policy().divisionId(),
        assignment.groupId(),
        identity.title(),
        identity);
  }

  private static Optional<IssuedCertificate> presented(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _, Caller.Operator _ -> Optional.empty();
      case CertificateHolder holder -> holder.issued();
      case PasscodeHolder holder -> holder.certificate().flatMap(CertificateHolder::issued);
    };
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
