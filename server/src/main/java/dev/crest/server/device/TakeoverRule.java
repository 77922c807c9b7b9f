package dev.crest.server.device;

import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.auth.IssuedCertificate.Status;
import dev.crest.server.policy.Grant;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.util.Optional;

/**
 * No silent takeover: whoever knows a passcode and a serial number is not yet that device. A device
 * that has had a certificate gets a further one with its own current certificate, or once by an
 * administrator's grant. One that was registered ahead and has had none gets its first one like a
 * new device: that is what it was registered for.
 */
final class TakeoverRule {
  private TakeoverRule() {}

  /**
   * @param device in service, found by the names that are going to be certified
   * @param presented the certificate of this server that the caller proved to hold, whether or not
   *     it was what authenticated it
   * @throws Refused {@code FORBIDDEN}, saying what would help
   */
  static DeviceClaim judge(
      KnownDevice device, Grant grant, Optional<IssuedCertificate> presented, Instant now) {
    if (grant.deviceCertificate().filter(own -> !isOf(device, own)).isPresent()) {
      throw otherDevice();
    }
    var groupId = grant.assignment().orElseThrow().groupId();
    if (!device.groupId().equals(groupId)) {
      throw forbidden(
          "device-other-group",
          "A device with this identity is registered already, but not in this device group: an"
              + " administrator can move it.");
    }
    if (presented.filter(own -> isOf(device, own) && isCurrent(own, now)).isPresent()) {
      return new DeviceClaim.Further(device.id());
    }
    if (device.provisionedAt().isEmpty() || granted(device, now)) {
      return new DeviceClaim.Alone(device);
    }
    throw forbidden(
        "device-exists",
        "A device with this identity has a certificate already. It gets a further one by presenting"
            + " its own current certificate in the TLS handshake (simplereenroll renews that one),"
            + " or after an administrator has granted it a new enrolment.");
  }

  private static boolean isOf(KnownDevice device, IssuedCertificate certificate) {
    return certificate.deviceId().filter(device.id()::equals).isPresent();
  }

  private static boolean isCurrent(IssuedCertificate issued, Instant now) {
    var certificate = issued.certificate();
    return issued.status() == Status.VALID
        && !now.isBefore(certificate.notBefore())
        && !now.isAfter(certificate.notAfter());
  }

  private static boolean granted(KnownDevice device, Instant now) {
    return device.grantedUntil().filter(now::isBefore).isPresent();
  }

  static Refused otherDevice() {
    return forbidden(
        "device-certificate-of-another",
        "The client certificate belongs to another device than the one that the request names.");
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
