package dev.crest.server.policy;

import dev.crest.server.auth.Caller;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.Optional;

/**
 * What a policy lets those do who request certificates through the management API. A policy out of
 * their reach is answered like one that does not exist; of one within, they are told what is wrong.
 */
final class OperatorRule {
  private OperatorRule() {}

  static CertificateManagementPolicy policy(
      Optional<CertificateManagementPolicy> found, Caller.Operator operator, Method method) {
    var policy =
        found
            .filter(known -> !known.deleted())
            .filter(known -> operator.covers(known.accountId(), known.divisionId()))
            .orElseThrow(
                () -> Refused.of(Kind.NOT_FOUND, "policy-unknown", "There is no such policy."));
    if (!policy.enabled()) {
      throw forbidden("policy-disabled", "The policy, or its certificate profile, is disabled.");
    }
    if (!policy.methods().contains(method)) {
      throw forbidden(
          "method-not-enabled",
          method == Method.BATCH_REQUEST
              ? "The policy does not take batch requests."
              : "The policy does not take single requests.");
    }
    return policy;
  }

  static void keypairGeneration(
      CertificateManagementPolicy policy, boolean keyFromServer, boolean renews) {
    var generation = policy.keypairGeneration();
    if (keyFromServer && generation == KeypairGeneration.LOCAL) {
      throw forbidden(
          "keypair-generation-local",
          "Under this policy key pairs are made by the requester: send a certification request.");
    }
    // Whether a renewed certificate keeps its key, only the request shows.
    if (!keyFromServer && !renews && generation == KeypairGeneration.SERVER_SIDE) {
      throw forbidden(
          "keypair-generation-server-side",
          "Under this policy key pairs are made by the server: send names instead of a"
              + " certification request.");
    }
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }
}
