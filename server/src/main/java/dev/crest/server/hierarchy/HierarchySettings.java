package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.PublicationUrls;
import dev.crest.pkix.KeyType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What the CAs of a first start look like, and what their certificates point to. Changing names,
 * keys or lengths later changes nothing that exists.
 *
 * @param organization the organization in every CA's name
 * @param keyType of root, issuing and infrastructure CA
 * @param rootLength how long the root is valid
 * @param authorityLength how long the CAs below it are valid
 * @param serverLength how long the server's own TLS certificate is valid; renewed after two thirds
 * @param publicationBase plain-HTTP base URL of CRL, CA certificate and OCSP; empty leaves the URLs
 *     out of certificates
 */
public record HierarchySettings(
    String organization,
    KeyType keyType,
    Duration rootLength,
    Duration authorityLength,
    Duration serverLength,
    Optional<String> publicationBase) {

  public HierarchySettings {
    var problems = new ArrayList<String>();
    if (organization.isBlank() || organization.length() > 40) {
      problems.add("organization must have 1 to 40 characters");
    }
    if (authorityLength.compareTo(Duration.ofHours(1)) < 0
        || rootLength.compareTo(authorityLength) < 0) {
      problems.add(
          "the root must not end before the authorities below it, and they last an hour at least");
    }
    if (serverLength.compareTo(Duration.ofHours(1)) < 0
        || serverLength.compareTo(authorityLength) > 0) {
      problems.add(
          "the server certificate lasts an hour at least and not longer than its authority");
    }
    publicationBase
        .filter(base -> !isPlainHttp(base))
        .ifPresent(base -> problems.add("publication base must be an http:// URL"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /**
   * Returns P-256 throughout: twenty years for the root, ten for the CAs below, ninety days for the
   * server.
   */
  public static HierarchySettings defaults() {
    return new HierarchySettings(
        "Crest",
        KeyType.EC_P256,
        Duration.ofDays(20 * 365L),
        Duration.ofDays(10 * 365L),
        Duration.ofDays(90),
        Optional.empty());
  }

  /** Returns what certificates of a CA point to. */
  PublicationUrls urls(String authorityId) {
    if (publicationBase.isEmpty()) {
      return PublicationUrls.none();
    }
    var base = publicationBase.get().replaceAll("/+$", "");
    return new PublicationUrls(
        Optional.of(base + "/crl/" + authorityId + ".crl"),
        Optional.of(base + "/ca/" + authorityId + ".cer"),
        Optional.of(base + "/ocsp/" + authorityId));
  }

  private static boolean isPlainHttp(String base) {
    try {
      var uri = URI.create(base);
      return "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawQuery() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
