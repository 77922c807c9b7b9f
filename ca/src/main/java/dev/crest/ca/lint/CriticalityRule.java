package dev.crest.ca.lint;

import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** CERT-10, CERT-11, CERT-13, CERT-17, CERT-18: extensions that must or must not be critical. */
final class CriticalityRule implements Rule {
  private static final Set<ASN1ObjectIdentifier> NEVER =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.subjectKeyIdentifier,
          Extension.cRLDistributionPoints,
          Extension.authorityInfoAccess,
          Extension.certificatePolicies,
          Extension.noRevAvail);

  @Override
  public String id() {
    return "criticality";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var extension : candidate.extensions()) {
      if (NEVER.contains(extension.oid()) && extension.critical()) {
        return Optional.of("extension " + extension.oid() + " must not be critical");
      }
      if (mustBe(extension.oid(), candidate.purpose()) && !extension.critical()) {
        return Optional.of("extension " + extension.oid() + " must be critical");
      }
    }
    return Optional.empty();
  }

  private static boolean mustBe(ASN1ObjectIdentifier oid, Purpose purpose) {
    return switch (purpose) {
      case AUTHORITY ->
          oid.equals(Extension.nameConstraints)
              || oid.equals(Extension.basicConstraints)
              || oid.equals(Extension.keyUsage);
      case END_ENTITY, SERVICE -> false;
    };
  }
}
