package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyIdentifier;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * CERT-11: every certificate has one, made by method 1 of RFC 7093 §2. A CA that came from
 * elsewhere keeps the one that it has when it is renewed, so that what it issued still fits: there
 * method 1 of RFC 5280 §4.2.1.2 (SHA-1) is good too.
 */
final class SubjectKeyIdentifierRule implements Rule {
  @Override
  public String id() {
    return "subject-key-identifier";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.subjectKeyIdentifier, SubjectKeyIdentifier.class);
    if (extension.isEmpty()) {
      return Optional.of("has no subjectKeyIdentifier");
    }
    var found = extension.get().getKeyIdentifier();
    boolean fits =
        Arrays.equals(found, KeyIdentifier.of(candidate.key()))
            || (candidate.purpose() == Purpose.AUTHORITY
                && Arrays.equals(found, KeyIdentifier.customary(candidate.key())));
    return fits
        ? Optional.empty()
        : Optional.of("subjectKeyIdentifier is not that of the public key");
  }
}
