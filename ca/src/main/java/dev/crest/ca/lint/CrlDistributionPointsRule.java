package dev.crest.ca.lint;

import dev.crest.ca.profile.WebAddress;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * CERT-17: each point has a full name made of plain http URIs: never reasons alone, and no https or
 * ldaps (RFC 5280 §8).
 */
final class CrlDistributionPointsRule implements Rule {
  @Override
  public String id() {
    return "crl-distribution-points";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.13";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.cRLDistributionPoints, CRLDistPoint.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    var points = extension.get().getDistributionPoints();
    return Arrays.stream(points).allMatch(CrlDistributionPointsRule::good)
        ? Optional.empty()
        : Optional.of("cRLDistributionPoints is not a list of plain http URIs");
  }

  private static boolean good(DistributionPoint point) {
    var name = point.getDistributionPoint();
    return point.getReasons() == null
        && point.getCRLIssuer() == null
        && name != null
        && name.getType() == DistributionPointName.FULL_NAME
        && allHttp(GeneralNames.getInstance(name.getName()));
  }

  private static boolean allHttp(GeneralNames names) {
    return names.getNames().length > 0
        && Arrays.stream(names.getNames()).allMatch(CrlDistributionPointsRule::plainHttp);
  }

  static boolean plainHttp(GeneralName name) {
    return name.getTagNo() == GeneralName.uniformResourceIdentifier
        && WebAddress.isPlainHttp(((ASN1String) name.getName()).getString());
  }
}
