package dev.crest.ca.lint;

import dev.crest.ca.profile.WebAddress;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;

/** No policy twice, and no qualifier but a CPS pointer, which is an ASCII URI. */
final class CertificatePoliciesRule implements Rule {
  @Override
  public String id() {
    return "certificate-policies";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.4";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    var extension = candidate.typed(Extension.certificatePolicies, CertificatePolicies.class);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    var policies = extension.get().getPolicyInformation();
    if (Arrays.stream(policies).map(PolicyInformation::getPolicyIdentifier).distinct().count()
        < policies.length) {
      return Optional.of("certificatePolicies names a policy twice");
    }
    return Arrays.stream(policies).allMatch(CertificatePoliciesRule::goodQualifiers)
        ? Optional.empty()
        : Optional.of("certificatePolicies has a qualifier other than the URI of a CPS");
  }

  private static boolean goodQualifiers(PolicyInformation policy) {
    var qualifiers = policy.getPolicyQualifiers();
    if (qualifiers == null) {
      return true;
    }
    for (var encoded : qualifiers) {
      var qualifier = PolicyQualifierInfo.getInstance(encoded);
      if (!PolicyQualifierId.id_qt_cps.equals(qualifier.getPolicyQualifierId())
          || !(qualifier.getQualifier() instanceof ASN1IA5String uri)
          || !WebAddress.isHttp(uri.getString())) {
        return false;
      }
    }
    return qualifiers.size() > 0;
  }
}
