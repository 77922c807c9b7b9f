package dev.crest.ca.lint;

import java.util.Optional;

/** A certificate must be valid at some time. */
final class ValidityOrderRule implements Rule {
  @Override
  public String id() {
    return "validity-order";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.5";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var from = candidate.notBefore().instant();
    var to = candidate.notAfter().instant();
    return from.isPresent() && to.isPresent() && to.get().isBefore(from.get())
        ? Optional.of("notAfter lies before notBefore")
        : Optional.empty();
  }
}
