package dev.crest.server.csr;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Names;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.Extension;

/**
 * A renewed certificate keeps its subject and SAN to the byte. By policy the names in the CSR are
 * ignored, or must be identical as RFC 7030 §4.2.2 has it (S-REENROLL-01): the subject by RFC 5280
 * §7.1, the SAN as its whole extension value.
 */
final class RenewedIdentity implements Check {
  private static final String CODE = "identity-changed";

  @Override
  public void examine(Submission submission, Draft draft) {
    submission
        .grant()
        .renewed()
        .ifPresent(renewed -> {
          var old = renewed.certificate();
          if (submission.policy().reenrollment() == Reenrollment.RFC_7030) {
            compare(submission, old, draft);
          }
          draft.subject(old.subject());
          draft.subjectAltNames(old.subjectAltName());
        });
  }

  private static void compare(Submission submission, Certificate old, Draft draft) {
    if (!Names.same(submission.request().subject(), old.subject())) {
      draft.fault(
          CODE,
          "subject",
          "The subject must be that of the certificate being renewed (RFC 7030 §4.2.2).");
    }
    var asked = submission.extension(Extension.subjectAlternativeName);
    var kept = old.extension(Extension.subjectAlternativeName);
    boolean same =
        asked.isPresent() == kept.isPresent()
            && asked.stream().allMatch(a -> kept.stream().anyMatch(k -> sameValue(a, k)));
    if (!same) {
      draft.fault(
          CODE,
          "san",
          "The subject alternative names must be those of the certificate being renewed (RFC 7030"
              + " §4.2.2).");
    }
  }

  private static boolean sameValue(Extension one, Extension other) {
    return Arrays.equals(one.getExtnValue().getOctets(), other.getExtnValue().getOctets());
  }
}
