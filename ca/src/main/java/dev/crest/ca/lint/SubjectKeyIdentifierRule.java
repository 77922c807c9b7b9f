package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyIdentifier;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** CERT-11: every certificate has one, made by method 1 of RFC 7093 §2. */
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
    return Arrays.equals(extension.get().getKeyIdentifier(), KeyIdentifier.of(candidate.key()))
        ? Optional.empty()
        : Optional.of("subjectKeyIdentifier is not that of the public key");
  }
}
