package dev.crest.server.policy;

import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Whether a certificate may be renewed (RFC 7030 §4.2.2): one that this server issued under this
 * very policy, in good standing, at a time that the profile allows. It authenticates its own
 * renewal whatever its extended key usage says, since TLS proved possession of its key.
 */
final class RenewalRule {
  private RenewalRule() {}

  static IssuedCertificate judge(
      CertificateHolder holder, CertificateManagementPolicy policy, Instant now) {
    var issued =
        holder
            .issued()
            .orElseThrow(() ->
                forbidden(
                    "certificate-foreign",
                    "Only a certificate that this server issued can be renewed here."));
    return judge(issued, policy, now);
  }

  /** Judges a certificate that somebody wants to renew for its holder. */
  static IssuedCertificate judge(
      IssuedCertificate issued, CertificateManagementPolicy policy, Instant now) {
    if (!issued.policyId().equals(policy.id())) {
      throw forbidden(
          "certificate-other-policy",
          "The client certificate was issued under another policy and is renewed there.");
    }
    CertificateRule.notWithdrawn(issued);
    if (issued.status() == IssuedCertificate.Status.SUPERSEDED) {
      throw forbidden(
          "certificate-superseded",
          "The client certificate has already been renewed; present its successor.");
    }
    inTime(issued, policy, now);
    return issued;
  }

  private static void inTime(
      IssuedCertificate issued, CertificateManagementPolicy policy, Instant now) {
    var renewal = policy.profile().renewal();
    var certificate = issued.certificate();
    if (now.isBefore(certificate.notBefore())) {
      throw forbidden("certificate-not-yet-valid", "The client certificate is not valid yet.");
    }
    if (now.isAfter(certificate.notAfter().plus(renewal.expiredGrace()))) {
      throw forbidden(
          "certificate-expired",
          "The client certificate has expired and can no longer be renewed; enrol anew.");
    }
    switch (renewal.when()) {
      case ANY_TIME -> {}
      case NEVER ->
          throw forbidden("renewal-never", "Certificates of this profile are not renewed.");
      case ONLY_IN_WINDOW -> {
        var opens = certificate.notAfter().minus(renewal.windowBefore());
        if (now.isBefore(opens)) {
          throw forbidden(
              "renewal-too-early",
              "The client certificate can be renewed from "
                  + opens.truncatedTo(ChronoUnit.SECONDS)
                  + " on.");
        }
      }
    }
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
