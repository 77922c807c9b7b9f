package dev.crest.ca.lint;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-14: a CA below another one has a smaller path length than its issuer, and at least zero; so
 * an issuing CA (path length 0) never signs a CA.
 */
final class PathLengthRule implements Rule {
  @Override
  public String id() {
    return "path-length";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.9";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    if (candidate.purpose() != Purpose.AUTHORITY || candidate.issuer().isEmpty()) {
      return Optional.empty();
    }
    var allowed = candidate.issuer().get().pathLength();
    if (allowed.isPresent() && allowed.getAsInt() == 0) {
      return Optional.of("the issuer's path length allows no CA below it");
    }
    var own =
        candidate
            .typed(Extension.basicConstraints, BasicConstraints.class)
            .map(BasicConstraints::getPathLenConstraint);
    if (own.isEmpty()) {
      return Optional.of("a CA below another one has no path length");
    }
    boolean tooLong =
        allowed.isPresent() && own.get().compareTo(BigInteger.valueOf(allowed.getAsInt())) >= 0;
    return tooLong || own.get().signum() < 0
        ? Optional.of("the path length is not smaller than the issuer's")
        : Optional.empty();
  }
}
