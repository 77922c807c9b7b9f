package dev.crest.pkix;

import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which CA certificates were found to be signed by which. That a key verifies a signature
 * never changes, so nothing here goes stale; everything that depends on time, anchors or policy is
 * judged anew each time. End entities are not kept: there are too many and each comes once.
 *
 * <p>Thread-safe. Holds at most 4,096 pairs.
 */
final class IssuanceMemory {
  private static final int MAX_PAIRS = 4096;
  private static final Set<String> VERIFIED = ConcurrentHashMap.newKeySet();

  private IssuanceMemory() {}

  /** Whether the issuer's key verifies the subject's signature. */
  static boolean verified(Certificate issuer, Certificate subject) {
    if (!subject.isAuthority()) {
      return subject.isSignedBy(issuer);
    }
    var hex = HexFormat.of();
    var pair = hex.formatHex(issuer.fingerprint()) + hex.formatHex(subject.fingerprint());
    if (VERIFIED.contains(pair)) {
      return true;
    }
    boolean verified = subject.isSignedBy(issuer);
    if (verified) {
      // Forgetting all at once is rare and costs one signature a pair.
      if (VERIFIED.size() >= MAX_PAIRS) {
        VERIFIED.clear();
      }
      VERIFIED.add(pair);
    }
    return verified;
  }
}
