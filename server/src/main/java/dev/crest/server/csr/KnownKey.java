package dev.crest.server.csr;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key is certified for one subject only, never if it is a CA's or this server's, and never again
 * once it was revoked as compromised.
 */
final class KnownKey implements Check {
  private static final String CODE = "key-known";

  private final KnownKeys knownKeys;

  KnownKey(KnownKeys knownKeys) {
    this.knownKeys = knownKeys;
  }

  @Override
  public void examine(Submission submission, Draft draft) {
    if (submission.generatesKey() || draft.faulty(KeyStrength.FIELD)) {
      return;
    }
    switch (holder(submission, draft)) {
      case NOBODY -> {}
      case AUTHORITY ->
          draft.fault(
              CODE,
              KeyStrength.FIELD,
              "This key belongs to a certificate authority or to this server.");
      case COMPROMISED ->
          draft.fault(
              CODE, KeyStrength.FIELD, "This key was revoked as compromised; make a new one.");
      case ANOTHER_SUBJECT -> {
        // With names that are refused, the subject that asks is not known yet.
        if (!draft.faulty("subject")) {
          draft.fault(
              CODE,
              KeyStrength.FIELD,
              "This key is certified for another subject already; every device needs its own.");
        }
      }
    }
  }

  private KnownKeys.Holder holder(Submission submission, Draft draft) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return knownKeys.holder(
          digest.digest(submission.request().publicKey().getEncoded("DER")),
          submission.policy().accountId(),
          draft.subject().getEncoded("DER"));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a key and a name in memory can be encoded and digested", e);
    }
  }
}
