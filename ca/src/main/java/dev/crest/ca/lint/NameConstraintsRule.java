package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.NameConstraints;

/** CERT-18: only in CA certificates, and it must constrain something. */
final class NameConstraintsRule implements Rule {
  @Override
  public String id() {
    return "name-constraints";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.10";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.nameConstraints, NameConstraints.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    if (candidate.purpose() != Purpose.AUTHORITY) {
      return Optional.of("nameConstraints in a certificate that is no CA's");
    }
    return extension.get().getPermittedSubtrees() == null
            && extension.get().getExcludedSubtrees() == null
        ? Optional.of("nameConstraints constrains nothing")
        : Optional.empty();
  }
}
