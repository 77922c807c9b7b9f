package dev.crest.ca.lint;

import java.util.Optional;

/** CERT-01: version 3, because every certificate of ours has extensions. */
final class VersionRule implements Rule {
  @Override
  public String id() {
    return "version";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.1";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    return candidate.version() == 3
        ? Optional.empty()
        : Optional.of("is not a version 3 certificate");
  }
}
