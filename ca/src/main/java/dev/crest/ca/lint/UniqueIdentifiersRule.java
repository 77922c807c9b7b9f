package dev.crest.ca.lint;

import java.util.Optional;

/** issuerUniqueID and subjectUniqueID must not be generated. */
final class UniqueIdentifiersRule implements Rule {
  @Override
  public String id() {
    return "unique-identifiers";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.8";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    return candidate.uniqueIdentifiers()
        ? Optional.of("has an issuerUniqueID or subjectUniqueID")
        : Optional.empty();
  }
}
