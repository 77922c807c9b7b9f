package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-04: dates to the end of 2049 are UTCTime YYMMDDHHMMSSZ, later ones GeneralizedTime
 * YYYYMMDDHHMMSSZ without fractions.
 */
final class ValidityEncodingRule implements Rule {
  @Override
  public String id() {
    return "validity-encoding";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.5";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    return fault("notBefore", candidate.notBefore())
        .or(() -> fault("notAfter", candidate.notAfter()));
  }

  private static Optional<String> fault(String field, CertificateTime time) {
    if (time.instant().isEmpty()) {
      return Optional.of(field + " is not a date in whole seconds and UTC");
    }
    return time.encodedForItsYear()
        ? Optional.empty()
        : Optional.of(field + " must be UTCTime through 2049 and GeneralizedTime from 2050 on");
  }
}
