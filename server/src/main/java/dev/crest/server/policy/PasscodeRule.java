package dev.crest.server.policy;

import dev.crest.server.auth.Caller.PasscodeHolder;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Proof.Passcode;
import dev.crest.server.refusal.Refused;
import java.time.Instant;

/**
 * Which passcode of a policy's authentication policy the caller holds. To the caller every refusal
 * is one and the same; the reason and the credential's id are for the audit record.
 *
 * <p>The usage limit is not looked at here: {@link Grant#exhausted()} says why.
 */
final class PasscodeRule {
  private PasscodeRule() {}

  static Credential judge(PasscodeHolder holder, CertificateManagementPolicy policy, Instant now) {
    var credential =
        holder.candidates().stream()
            .filter(policy::accepts)
            .findFirst()
            .orElseThrow(() -> foreign(holder));
    switch (credential.usableAt(now)) {
      case DISABLED -> throw refused("passcode-disabled", credential);
      case NOT_YET_VALID -> throw refused("passcode-not-yet-valid", credential);
      case EXPIRED -> throw refused("passcode-expired", credential);
      case USABLE -> {}
    }
    if (!(credential.kind() instanceof Passcode passcode) || !passcode.admits(holder.userName())) {
      throw refused("passcode-user-name", credential);
    }
    return credential;
  }

  private static Refused foreign(PasscodeHolder holder) {
    var refused = Refused.unauthenticated("passcode-other-policy");
    return holder.candidates().stream()
        .findFirst()
        .map(credential -> refused.about(credential.id()))
        .orElse(refused);
  }

  private static Refused refused(String reason, Credential credential) {
    return Refused.unauthenticated(reason).about(credential.id());
  }
}
