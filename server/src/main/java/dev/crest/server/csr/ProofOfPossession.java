package dev.crest.server.csr;

import dev.crest.pkix.Keys;
import dev.crest.pkix.MalformedInput;
import java.util.Set;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The CSR is signed with the key it names (RFC 2986 §3, RFC 7030 §3.4), with an algorithm that fits
 * the key (S-ENROLL-02). On serverkeygen key and signature are ignored, as RFC 7030 §4.4.1 has it.
 */
final class ProofOfPossession implements Check {
  private static final Set<?> WEAK_ALGORITHMS =
      Set.of(
          PKCSObjectIdentifiers.md2WithRSAEncryption,
          PKCSObjectIdentifiers.md4WithRSAEncryption,
          PKCSObjectIdentifiers.md5WithRSAEncryption,
          PKCSObjectIdentifiers.sha1WithRSAEncryption,
          PKCSObjectIdentifiers.sha224WithRSAEncryption,
          OIWObjectIdentifiers.sha1WithRSA,
          X9ObjectIdentifiers.ecdsa_with_SHA1,
          X9ObjectIdentifiers.ecdsa_with_SHA224);

  @Override
  public void examine(Submission submission, Draft draft) {
    // A key that is refused anyway proves nothing, and an absurd one would cost time to try.
    if (submission.generatesKey() || draft.faulty(KeyStrength.FIELD)) {
      return;
    }
    var request = submission.request();
    if (request.signatureVerifies()) {
      return;
    }
    if (WEAK_ALGORITHMS.contains(request.signatureAlgorithm().getAlgorithm())) {
      draft.fault(
          "signature-algorithm-weak",
          "signature",
          "The request is signed with a digest weaker than SHA-256.");
    } else if (!readable(submission)) {
      draft.fault("key-invalid", KeyStrength.FIELD, "The public key is not a valid key.");
    } else {
      draft.fault(
          "proof-of-possession-failed",
          "signature",
          "The request's signature does not verify with its own key, so it does not prove"
              + " possession of the private key.");
    }
  }

  private static boolean readable(Submission submission) {
    try {
      Keys.read(submission.request().publicKey());
      return true;
    } catch (MalformedInput e) {
      return false;
    }
  }
}
