package dev.crest.ca.lint;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;

/**
 * CERT-19: where noRevAvail is there, nothing points to revocation information, and it is no CA's.
 */
final class NoRevAvailRule implements Rule {
  @Override
  public String id() {
    return "no-rev-avail";
  }

  @Override
  public String citation() {
    return "RFC 9608 §2";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    if (candidate.extension(Extension.noRevAvail).isEmpty()) {
      return Optional.empty();
    }
    if (candidate.purpose() == Purpose.AUTHORITY) {
      return Optional.of("noRevAvail in a CA certificate");
    }
    return candidate.extension(Extension.cRLDistributionPoints).isPresent() || namesOcsp(candidate)
        ? Optional.of("noRevAvail beside an address of revocation information")
        : Optional.empty();
  }

  private static boolean namesOcsp(Candidate candidate) {
    return candidate
        .typed(Extension.authorityInfoAccess, AuthorityInformationAccess.class)
        .filter(access ->
            Arrays.stream(access.getAccessDescriptions())
                .anyMatch(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp)))
        .isPresent();
  }
}
