package dev.crest.ca.lint;

import dev.crest.ca.profile.KeyIdentifier;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-10: every certificate that is not self-signed has the issuer's subject key identifier,
 * exactly, and nothing else in it: issuer and serial number besides would bind it to one
 * certificate of the CA's key.
 */
final class AuthorityKeyIdentifierRule implements Rule {
  @Override
  public String id() {
    return "authority-key-identifier";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.1";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier.class);
    if (candidate.issuer().isEmpty() && extension.isEmpty()) {
      return Optional.empty();
    }
    if (extension.isEmpty()) {
      return Optional.of("has no authorityKeyIdentifier");
    }
    if (extension.get().getAuthorityCertIssuer() != null
        || extension.get().getAuthorityCertSerialNumber() != null) {
      return Optional.of("authorityKeyIdentifier names an issuer or serial number");
    }
    var expected =
        candidate
            .issuer()
            .map(IssuingAuthority::keyIdentifier)
            .orElseGet(() -> KeyIdentifier.of(candidate.key()));
    return Arrays.equals(extension.get().getKeyIdentifierOctets(), expected)
        ? Optional.empty()
        : Optional.of("authorityKeyIdentifier is not the issuer's subjectKeyIdentifier");
  }
}
