package dev.crest.ca.issuance;

import java.util.Optional;

/**
 * URLs that go into certificates only where set (plain HTTP; CERT-17): CRL, issuer certificate,
 * OCSP responder.
 */
public record PublicationUrls(
    Optional<String> crl, Optional<String> issuerCertificate, Optional<String> ocsp) {
  /** No URL at all. */
  public static PublicationUrls none() {
    return new PublicationUrls(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
