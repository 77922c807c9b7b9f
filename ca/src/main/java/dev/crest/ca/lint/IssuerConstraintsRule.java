package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-18: the names fit the name constraints of every CA above, so that what is issued will
 * validate.
 */
final class IssuerConstraintsRule implements Rule {
  @Override
  public String id() {
    return "issuer-constraints";
  }

  @Override
  public String citation() {
    return "RFC 5280 §6.1.4";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    return candidate
        .issuer()
        .flatMap(IssuingAuthority::constraints)
        .flatMap(constraints ->
            constraints.fault(candidate.subject().name(), candidate.subjectAltNames()));
  }
}
