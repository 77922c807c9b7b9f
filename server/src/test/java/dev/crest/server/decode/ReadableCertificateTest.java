package dev.crest.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.testkit.HeldCertificate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Certificates in words. */
class ReadableCertificateTest {
  private static final HeldCertificate ISSUER =
      new HeldCertificate.Builder().commonName("Issuing").certificateAuthority(0).build();

  @Test
  @DisplayName("every extension of a device's certificate has words")
  void deviceCertificate() {
    var uri = new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/1.crl");
    var held =
        new HeldCertificate.Builder()
            .commonName("pump\u202e7")
            .dns("pump.example")
            .ip("2001:db8::7")
            .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement)
            .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_cmcRA)
            .extension(
                Extension.cRLDistributionPoints,
                false,
                new CRLDistPoint(
                    new DistributionPoint[] {
                      new DistributionPoint(
                          new DistributionPointName(new GeneralNames(uri)), null, null)
                    }))
            .extension(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri))
            .extension(
                Extension.certificatePolicies,
                false,
                new CertificatePolicies(
                    new PolicyInformation(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"))))
            .extension(
                new ASN1ObjectIdentifier("1.2.3.4"),
                false,
                "\u0004\u0001a".getBytes(StandardCharsets.US_ASCII))
            .signedBy(ISSUER)
            .build();

    var words = ReadableCertificate.of(held.certificate());

    assertThat(words.subject()).startsWith("CN=pump").doesNotContain("\u202e");
    assertThat(words.issuer()).isEqualTo("CN=Issuing");
    assertThat(words.subjectAltNames()).containsExactly("dns:pump.example", "ip:2001:db8::7");
    assertThat(words.key()).isEqualTo("EC P-256");
    assertThat(words.signatureAlgorithm()).isEqualTo("ecdsa-with-SHA256");
    assertThat(words.sha256()).hasSize(64);
    assertThat(words.sha1()).hasSize(40);
    assertThat(words.keySha256()).hasSize(64);
    assertThat(said(words))
        .containsEntry("keyUsage", List.of("digitalSignature", "keyAgreement"))
        .containsEntry("extKeyUsage", List.of("clientAuth", "id-kp-cmcRA"))
        .containsEntry("subjectAltName", words.subjectAltNames())
        .containsEntry("cRLDistributionPoints", List.of("uri:http://crl.example/1.crl"))
        .containsEntry("authorityInfoAccess", List.of("OCSP uri:http://crl.example/1.crl"))
        .containsEntry("certificatePolicies", List.of("1.3.6.1.4.1.99999.1"))
        .containsEntry("1.2.3.4", List.of("#040161"))
        .containsKeys("subjectKeyIdentifier", "authorityKeyIdentifier");
  }

  @Test
  @DisplayName("an authority's constraints have words; what is malformed comes as it is")
  void authority() {
    var permitted = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example"));
    var held =
        new HeldCertificate.Builder()
            .certificateAuthority(1)
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(new GeneralSubtree[] {permitted}, null))
            .extension(Extension.certificatePolicies, false, new byte[] {5, 0})
            .build();

    assertThat(said(ReadableCertificate.of(held.certificate())))
        .containsEntry("basicConstraints", List.of("certificate authority", "path length 1"))
        .containsEntry("nameConstraints", List.of("permitted dns:example"))
        .containsEntry("certificatePolicies", List.of("#0500"));
  }

  private static Map<String, List<String>> said(ReadableCertificate words) {
    return words.extensions().stream()
        .collect(Collectors.toMap(ReadableExtension::name, ReadableExtension::values));
  }
}
