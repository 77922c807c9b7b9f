package dev.crest.server.csr;

import dev.crest.ca.profile.Profile.Renewal.KeyPair;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;

/**
 * Which key a renewed certificate may have (RFC 7030 §4.2.2): the same (renewal), another (rekey),
 * or either. Where all keys are made by the server, a key from elsewhere cannot come in by renewal.
 */
final class KeyPairRule implements Check {
  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.renews() && submission.generatesKey()) {
      if (submission.profile().renewal().keyPair() == KeyPair.SAME) {
        changed(draft);
      }
    } else if (submission.renews()) {
      examine(submission, submission.keepsKey(), draft);
    }
  }

  private static void examine(Submission submission, boolean same, Draft draft) {
    var rule = submission.profile().renewal().keyPair();
    if (same && rule == KeyPair.NEW) {
      draft.fault(
          "key-reused", KeyStrength.FIELD, "A renewed certificate needs a new key pair here.");
    }
    if (!same && rule == KeyPair.SAME) {
      changed(draft);
    }
    if (!same
        && rule != KeyPair.SAME
        && submission.policy().keypairGeneration() == KeypairGeneration.SERVER_SIDE) {
      draft.fault(
          "key-not-made-by-server",
          KeyStrength.FIELD,
          "Under this policy key pairs are made by the server: renew with the same key, or use"
              + " serverkeygen for a new one.");
    }
  }

  private static void changed(Draft draft) {
    draft.fault(
        "key-changed",
        KeyStrength.FIELD,
        "A renewed certificate keeps its key pair here; enrol anew for another key.");
  }
}
