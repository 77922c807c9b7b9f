package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-03: the issuer is not empty and byte-identical to the subject of the CA's certificate, since
 * clients compare bytes; in a self-signed certificate to its own subject.
 */
final class IssuerNameRule implements Rule {
  @Override
  public String id() {
    return "issuer-name";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.4";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    if (candidate.issuerName().size() == 0) {
      return Optional.of("the issuer is empty");
    }
    var expected = candidate.issuer().map(IssuingAuthority::subject).orElseGet(candidate::subject);
    return candidate.issuerName().encodedLike(expected)
        ? Optional.empty()
        : Optional.of("the issuer is not byte-identical to the subject of the CA's certificate");
  }
}
