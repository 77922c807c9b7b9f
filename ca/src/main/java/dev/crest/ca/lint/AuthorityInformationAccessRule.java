package dev.crest.ca.lint;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;

/** CERT-17: each access is caIssuers or ocsp with a plain http URI. */
final class AuthorityInformationAccessRule implements Rule {
  @Override
  public String id() {
    return "authority-information-access";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.2.1";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension =
        candidate.typed(Extension.authorityInfoAccess, AuthorityInformationAccess.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    var accesses = extension.get().getAccessDescriptions();
    return Arrays.stream(accesses).allMatch(AuthorityInformationAccessRule::good)
        ? Optional.empty()
        : Optional.of("authorityInfoAccess is not a list of caIssuers and ocsp at plain http URIs");
  }

  private static boolean good(AccessDescription access) {
    return (access.getAccessMethod().equals(AccessDescription.id_ad_caIssuers)
            || access.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
        && CrlDistributionPointsRule.plainHttp(access.getAccessLocation());
  }
}
