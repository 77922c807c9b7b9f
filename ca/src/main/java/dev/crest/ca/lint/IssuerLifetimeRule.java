package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-06: no certificate begins before or outlives its issuer's, because path validation fails
 * then although the certificate itself still looks valid.
 */
final class IssuerLifetimeRule implements Rule {
  @Override
  public String id() {
    return "issuer-lifetime";
  }

  @Override
  public String citation() {
    return "Crest CERT-06";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    return candidate.issuer().flatMap(issuer -> fault(candidate, issuer));
  }

  private static Optional<String> fault(Candidate candidate, IssuingAuthority issuer) {
    if (candidate.notBefore().instant().filter(issuer.notBefore()::isAfter).isPresent()) {
      return Optional.of("notBefore lies before the CA's own");
    }
    return candidate.notAfter().instant().filter(issuer.notAfter()::isBefore).isPresent()
        ? Optional.of("notAfter lies after the CA's own")
        : Optional.empty();
  }
}
