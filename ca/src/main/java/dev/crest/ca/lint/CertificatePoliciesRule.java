package dev.crest.ca.lint;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.WebAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;

/**
 * No policy twice, and no qualifier but a CPS pointer, which is an ASCII URI, and a user notice of
 * one UTF8String of up to 200 characters, each at most once.
 */
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
        : Optional.of(
            "certificatePolicies has a qualifier other than the URI of a CPS and a short notice");
  }

  private static boolean goodQualifiers(PolicyInformation policy) {
    var qualifiers = policy.getPolicyQualifiers();
    if (qualifiers == null) {
      return true;
    }
    var seen = new HashSet<ASN1ObjectIdentifier>();
    for (var encoded : qualifiers) {
      var qualifier = PolicyQualifierInfo.getInstance(encoded);
      if (!seen.add(qualifier.getPolicyQualifierId()) || !good(qualifier)) {
        return false;
      }
    }
    return qualifiers.size() > 0;
  }

  private static boolean good(PolicyQualifierInfo qualifier) {
    if (PolicyQualifierId.id_qt_cps.equals(qualifier.getPolicyQualifierId())) {
      return qualifier.getQualifier() instanceof ASN1IA5String uri
          && WebAddress.isHttp(uri.getString());
    }
    return PolicyQualifierId.id_qt_unotice.equals(qualifier.getPolicyQualifierId())
        && qualifier.getQualifier() instanceof ASN1Sequence notice
        && notice.size() == 1
        && notice.getObjectAt(0) instanceof ASN1UTF8String text
        && !text.getString().isEmpty()
        && text.getString().codePointCount(0, text.getString().length()) <= Profile.LONGEST_NOTICE;
  }
}
