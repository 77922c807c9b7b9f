package dev.crest.server.policy;

import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.auth.ClientFitness;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Usability;
import dev.crest.server.auth.IssuedCertificate;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Instant;
import java.util.List;

/**
 * Which authentication certificate or authentication CA of a policy's authentication policy the
 * caller's certificate satisfies. Everything is judged at this moment, also for a certificate that
 * came with a resumed TLS session.
 */
final class CertificateRule {
  private CertificateRule() {}

  static Credential judge(
      CertificateHolder holder, CertificateManagementPolicy policy, Instant now) {
    inForce(holder, now);
    holder.issued().ifPresent(CertificateRule::notWithdrawn);
    ClientFitness.obstacle(holder.certificate())
        .ifPresent(obstacle -> {
          throw forbidden(obstacle.reason(), obstacle.message());
        });
    var own = holder.candidates().stream().filter(policy::accepts).toList();
    if (own.isEmpty()) {
      notTakenBack(holder, policy);
      return refuseForeign(holder);
    }
    return usable(own, now);
  }

  /** Refuses a certificate that is not yet or no longer valid. */
  static void inForce(CertificateHolder holder, Instant now) {
    var certificate = holder.certificate();
    if (now.isBefore(certificate.notBefore())) {
      throw forbidden("certificate-not-yet-valid", "The client certificate is not valid yet.");
    }
    if (now.isAfter(certificate.notAfter())) {
      throw forbidden("certificate-expired", "The client certificate has expired.");
    }
  }

  /**
   * Refuses a certificate of this server that was revoked or suspended. A superseded one is still
   * what it says, only its renewal is over.
   */
  static void notWithdrawn(IssuedCertificate issued) {
    switch (issued.status()) {
      case REVOKED ->
          throw forbidden("certificate-revoked", "The client certificate has been revoked.");
      case SUSPENDED ->
          throw forbidden("certificate-suspended", "The client certificate is suspended.");
      case VALID, SUPERSEDED -> {}
    }
  }

  /** Says why an authentication CA of this policy does not vouch for its own certificate. */
  private static void notTakenBack(CertificateHolder holder, CertificateManagementPolicy policy) {
    holder.withdrawn().stream()
        .filter(withdrawn -> policy.accepts(withdrawn.credential()))
        .findFirst()
        .ifPresent(withdrawn -> {
          throw forbidden(
                  withdrawn.reason(),
                  "The authority that issued the client certificate has revoked it, or cannot say"
                      + " at present that it has not.")
              .about(withdrawn.credential().id());
        });
  }

  private static Credential refuseForeign(CertificateHolder holder) {
    var refused =
        holder.issued().isPresent()
            ? forbidden(
                "certificate-only-renews",
                "A certificate issued by this server authenticates only its own simplereenroll.")
            : forbidden(
                holder.candidates().isEmpty() ? "certificate-foreign" : "certificate-other-policy",
                "This policy does not accept the client certificate.");
    throw holder.candidates().stream()
        .findFirst()
        .map(candidate -> refused.about(candidate.id()))
        .orElse(refused);
  }

  /** Any one good credential suffices; one with uses left comes first. */
  private static Credential usable(List<Credential> own, Instant now) {
    var usable = own.stream().filter(c -> c.usableAt(now) == Usability.USABLE).toList();
    if (usable.isEmpty()) {
      var first = own.getFirst();
      throw forbidden(
              reason(first.usableAt(now)),
              "The credential that the client certificate stands for cannot be used now.")
          .about(first.id());
    }
    return usable.stream().filter(c -> !c.usedUp()).findFirst().orElse(usable.getFirst());
  }

  private static String reason(Usability usability) {
    return switch (usability) {
      case DISABLED -> "credential-disabled";
      case NOT_YET_VALID -> "credential-not-yet-valid";
      case EXPIRED -> "credential-expired";
      case USABLE -> throw new IllegalArgumentException("a usable credential is not refused");
    };
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
