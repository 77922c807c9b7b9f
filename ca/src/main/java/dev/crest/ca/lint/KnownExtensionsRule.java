package dev.crest.ca.lint;

import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * nothing is issued that Crest does not know the meaning of, whether or not it is critical,
 * and nothing about other CAs in certificates that are no CA's.
 */
final class KnownExtensionsRule implements Rule {
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.subjectKeyIdentifier,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.basicConstraints,
          Extension.subjectAlternativeName,
          Extension.nameConstraints,
          Extension.certificatePolicies,
          Extension.cRLDistributionPoints,
          Extension.authorityInfoAccess,
          Extension.noRevAvail);

  @Override
  public String id() {
    return "known-extensions";
  }

  @Override
  public String citation() {
    return "Crest A-25";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var extension : candidate.extensions()) {
      if (!KNOWN.contains(extension.oid())) {
        return Optional.of("has extension " + extension.oid() + ", which this CA does not issue");
      }
    }
    return Optional.empty();
  }
}
