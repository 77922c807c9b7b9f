package dev.crest.ca.lint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.bouncycastle.asn1.x509.ReasonFlags;

/** Faults of policies, addresses and name constraints, by the name of the golden file. */
final class GoldenAddressFaults {
  private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.2.3.4");

  private final Map<String, Consumer<GoldenTbs>> faults;

  private GoldenAddressFaults(Map<String, Consumer<GoldenTbs>> faults) {
    this.faults = faults;
  }

  static void add(Map<String, Consumer<GoldenTbs>> faults) {
    var golden = new GoldenAddressFaults(faults);
    golden.policies();
    golden.crls();
    golden.accesses();
    golden.revocation();
    golden.extension(
        "name-constraints--end-entity", Extension.nameConstraints, true, constraints("a.example"));
  }

  static NameConstraints constraints(String host) {
    return new NameConstraints(
        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, host))},
        null);
  }

  private void extension(
      String fault, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    faults.put(fault, tbs -> tbs.with(oid, critical, value));
  }

  private void policies() {
    policies("extension-syntax--certificate-policies-empty");
    policies(
        "certificate-policies--twice",
        new PolicyInformation(POLICY),
        new PolicyInformation(POLICY));
    policies(
        "certificate-policies--user-notice-in-ia5",
        new PolicyInformation(
            POLICY,
            new DERSequence(
                new PolicyQualifierInfo(
                    PolicyQualifierId.id_qt_unotice,
                    new DERSequence(new DERIA5String("read me"))))));
    policies(
        "certificate-policies--relative-cps",
        new PolicyInformation(POLICY, new DERSequence(new PolicyQualifierInfo("/cps"))));
  }

  private void policies(String fault, PolicyInformation... policies) {
    extension(fault, Extension.certificatePolicies, false, new DERSequence(policies));
  }

  private static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  private static DistributionPoint point(String url) {
    return new DistributionPoint(new DistributionPointName(new GeneralNames(uri(url))), null, null);
  }

  private void crls() {
    crls("extension-syntax--crl-distribution-points-empty");
    crls("crl-distribution-points--https", point("https://pki.example/1.crl"));
    crls("crl-distribution-points--ldap", point("ldap://pki.example/cn=1"));
    crls(
        "crl-distribution-points--reasons-alone",
        new DistributionPoint(null, new ReasonFlags(ReasonFlags.keyCompromise), null));
    crls(
        "crl-distribution-points--directory-name",
        new DistributionPoint(
            new DistributionPointName(new GeneralNames(new GeneralName(new X500Name("CN=crl")))),
            null,
            null));
  }

  private void crls(String fault, DistributionPoint... points) {
    extension(fault, Extension.cRLDistributionPoints, false, new DERSequence(points));
  }

  private void accesses() {
    access(
        "authority-information-access--https",
        AccessDescription.id_ad_ocsp,
        "https://pki.example/ocsp");
    access(
        "authority-information-access--other-method",
        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.3"),
        "http://pki.example/tsa");
    access(
        "authority-information-access--ldaps",
        AccessDescription.id_ad_caIssuers,
        "ldaps://pki.example/cn=ca");
  }

  private void access(String fault, ASN1ObjectIdentifier method, String url) {
    extension(
        fault,
        Extension.authorityInfoAccess,
        false,
        new DERSequence(new AccessDescription(method, uri(url))));
  }

  private void revocation() {
    faults.put(
        "no-rev-avail--beside-crl",
        tbs ->
            tbs.with(Extension.noRevAvail, false, DERNull.INSTANCE)
                .with(
                    Extension.cRLDistributionPoints,
                    false,
                    new DERSequence(point("http://pki.example/1.crl"))));
    faults.put(
        "no-rev-avail--beside-ocsp",
        tbs ->
            tbs.with(Extension.noRevAvail, false, DERNull.INSTANCE)
                .with(
                    Extension.authorityInfoAccess,
                    false,
                    new DERSequence(
                        new AccessDescription(
                            AccessDescription.id_ad_ocsp, uri("http://pki.example/ocsp")))));
  }

  static Map<String, Consumer<GoldenTbs>> constrained() {
    var faults = new LinkedHashMap<String, Consumer<GoldenTbs>>();
    faults.put("good", tbs -> inside(tbs, "device.good.example"));
    faults.put("issuer-constraints--outside-permitted", tbs -> inside(tbs, "device.other.example"));
    faults.put("issuer-constraints--excluded", tbs -> inside(tbs, "device.bad.good.example"));
    faults.put(
        "issuer-constraints--subject-outside",
        tbs -> inside(tbs, "device.good.example").subject = new X500Name("O=Other,CN=device"));
    faults.put(
        "issuer-constraints--email-in-subject",
        tbs ->
            inside(tbs, "device.good.example").subject =
                new X500Name("O=Crest,E=alice@other.example"));
    return faults;
  }

  private static GoldenTbs inside(GoldenTbs tbs, String host) {
    tbs.subject = new X500Name("O=Crest,CN=device");
    return tbs.names(new GeneralName(GeneralName.dNSName, host));
  }
}
