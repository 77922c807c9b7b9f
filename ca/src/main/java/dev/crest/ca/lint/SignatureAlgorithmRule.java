package dev.crest.ca.lint;

import java.util.Optional;

/**
 * CERT-20: the algorithm is one that the issuer's key signs with, with at least SHA-256, and its
 * parameters are exactly those of its RFC: NULL for RSA (RFC 4055 §5), absent for ECDSA (RFC 5758
 * §3.2), EdDSA (RFC 8410 §3) and ML-DSA (RFC 9881 §2). RSASSA-PSS is not issued.
 */
final class SignatureAlgorithmRule implements Rule {
  @Override
  public String id() {
    return "signature-algorithm";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.1.2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var algorithm = candidate.signature();
    var family = SignatureFamily.of(algorithm.getAlgorithm());
    if (family.isEmpty()) {
      return Optional.of("the signature algorithm is not one that this CA may use");
    }
    var signingKey = candidate.issuer().map(IssuingAuthority::keyType).or(candidate::keyType);
    if (signingKey.isEmpty() || !family.get().fits(signingKey.get())) {
      return Optional.of("the signature algorithm does not fit the issuer's key");
    }
    return family.get().parametersFit(algorithm)
        ? Optional.empty()
        : Optional.of("the signature algorithm's parameters are not exactly those of its RFC");
  }
}
