package dev.crest.server.policy;

import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.ClientFitness;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a device may ask for a further certificate with one that it got from this server: only on
 * the URL of a group that the other certificate's policy is assigned to as well, and for its own
 * identity, which the device's record is compared with later. Everywhere else such a certificate
 * authenticates its own renewal and nothing else.
 */
final class DeviceCertificateRule {
  private DeviceCertificateRule() {}

  /**
   * Returns the device's certificate; empty where the caller presents none, or one that is a
   * credential of the policy, so that the usual rule judges it.
   */
  static Optional<IssuedCertificate> judge(
      CertificateHolder holder, AssignedPolicy assigned, Instant now) {
    var issued = holder.issued().filter(certificate -> certificate.deviceId().isPresent());
    boolean credential = holder.candidates().stream().anyMatch(assigned.policy()::accepts);
    if (issued.isEmpty() || credential) {
      return Optional.empty();
    }
    var accepted = assigned.assignment().accepts(issued.get().policyId());
    if (accepted.isEmpty()) {
      return Optional.empty();
    }
    if (!accepted.get()) {
      throw forbidden(
          "certificate-operational",
          "A certificate of an operational policy gets operational certificates only.");
    }
    CertificateRule.inForce(holder, now);
    CertificateRule.notWithdrawn(issued.get());
    if (issued.get().status() == IssuedCertificate.Status.SUPERSEDED) {
      throw forbidden(
          "certificate-superseded",
          "The client certificate has been renewed; present its successor.");
    }
    ClientFitness.obstacle(holder.certificate())
        .ifPresent(obstacle -> {
          throw forbidden(obstacle.reason(), obstacle.message());
        });
    return issued;
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
