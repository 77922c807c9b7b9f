package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-13, CERT-14: a CA says cA TRUE; anyone else says nothing or an empty SEQUENCE.
 *
 * <pre>
 * BasicConstraints ::= SEQUENCE {
 *     cA                BOOLEAN DEFAULT FALSE,
 *     pathLenConstraint INTEGER (0..MAX) OPTIONAL }
 * </pre>
 */
final class BasicConstraintsRule implements Rule {
  @Override
  public String id() {
    return "basic-constraints";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.9";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.basicConstraints, BasicConstraints.class);
    if (candidate.purpose() == Purpose.AUTHORITY) {
      return extension.filter(BasicConstraints::isCA).isPresent()
          ? Optional.empty()
          : Optional.of("basicConstraints of a CA does not say cA TRUE");
    }
    if (extension.filter(BasicConstraints::isCA).isPresent()) {
      return Optional.of("basicConstraints says cA TRUE");
    }
    return candidate
            .typed(Extension.basicConstraints, BasicConstraints.class)
            .filter(value -> !empty(candidate))
            .isPresent()
        ? Optional.of("basicConstraints is not an empty SEQUENCE")
        : Optional.empty();
  }

  private static boolean empty(Candidate candidate) {
    return candidate
        .extension(Extension.basicConstraints)
        .flatMap(CandidateExtension::value)
        .filter(value -> value instanceof ASN1Sequence sequence && sequence.size() == 0)
        .isPresent();
  }
}
