package dev.crest.ca.lint;

import java.util.Optional;

/** CERT-16: no extension twice, and no empty list of extensions. */
final class DuplicateExtensionRule implements Rule {
  @Override
  public String id() {
    return "duplicate-extension";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extensions = candidate.extensions();
    if (extensions.isEmpty()) {
      return Optional.of("has no extensions");
    }
    for (int i = 1; i < extensions.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (extensions.get(i).oid().equals(extensions.get(j).oid())) {
          return Optional.of("has extension " + extensions.get(i).oid() + " twice");
        }
      }
    }
    return Optional.empty();
  }
}
