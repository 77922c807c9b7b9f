package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-08: a CA has a subject; anyone else has a subject or a critical subjectAltName; and
 * subjectAltName is not critical where there is a subject.
 */
final class SubjectPresenceRule implements Rule {
  @Override
  public String id() {
    return "subject-presence";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var san = candidate.extension(Extension.subjectAlternativeName);
    if (candidate.subject().size() > 0) {
      return san.filter(CandidateExtension::critical).isPresent()
          ? Optional.of("subjectAltName is critical although there is a subject")
          : Optional.empty();
    }
    if (candidate.purpose() == Purpose.AUTHORITY) {
      return Optional.of("the subject of a CA is empty");
    }
    if (san.isEmpty()) {
      return Optional.of("there is neither a subject nor a subjectAltName");
    }
    return san.get().critical()
        ? Optional.empty()
        : Optional.of("the subject is empty and subjectAltName is not critical");
  }
}
