package dev.crest.ca.lint;

import java.util.Optional;

/** Every extension holds one value of its own type; what is a list of at least one is not empty. */
final class ExtensionSyntaxRule implements Rule {
  @Override
  public String id() {
    return "extension-syntax";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var extension : candidate.extensions()) {
      if (!ExtensionSyntax.holds(extension)) {
        return Optional.of("extension " + extension.oid() + " does not hold a value of its type");
      }
    }
    return Optional.empty();
  }
}
