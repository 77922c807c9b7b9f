package dev.crest.ca.issuance;

import dev.crest.ca.profile.WebAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * URLs that go into certificates only where set (plain HTTP; CERT-17): CRL, issuer certificate,
 * OCSP responder.
 */
public record PublicationUrls(
    Optional<String> crl, Optional<String> issuerCertificate, Optional<String> ocsp) {
  /**
   * @throws IllegalArgumentException if one is not a plain http URL in ASCII
   */
  public PublicationUrls {
    Stream.of(crl, issuerCertificate, ocsp)
        .flatMap(Optional::stream)
        .filter(url -> !WebAddress.isPlainHttp(url))
        .findFirst()
        .ifPresent(url -> {
          throw new IllegalArgumentException(
              "addresses of CRL, issuer and OCSP must be plain http URLs (RFC 5280 §8)");
        });
  }

  /** No URL at all. */
  public static PublicationUrls none() {
    return new PublicationUrls(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
