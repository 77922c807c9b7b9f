package dev.crest.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.Time;

/**
 * A second opinion on device certificates (RFC 5280 §4), read with Bouncy Castle and written apart
 * from the lint that Crest signs by.
 */
final class CertificateLint {
  /** id-kp-cmcRA (RFC 6402 §2.10), which no device gets. */
  private static final KeyPurposeId CMC_RA =
      KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.28"));

  private static final Set<KeyPurposeId> AUTHORITY_PURPOSES =
      Set.of(
          KeyPurposeId.anyExtendedKeyUsage,
          KeyPurposeId.id_kp_OCSPSigning,
          KeyPurposeId.id_kp_timeStamping,
          CMC_RA);

  private final List<String> findings = new ArrayList<>();
  private final Certificate certificate;
  private final Certificate issuer;
  private final Extensions extensions;

  private CertificateLint(Certificate certificate, Certificate issuer) {
    this.certificate = certificate;
    this.issuer = issuer;
    this.extensions = certificate.getTBSCertificate().getExtensions();
  }

  /** Returns what is wrong with an end-entity certificate, each finding with its requirement. */
  static List<String> findings(X509Certificate subject, X509Certificate authority) {
    try {
      var encoding = subject.getEncoded();
      var read = Certificate.getInstance(encoding);
      var lint = new CertificateLint(read, Certificate.getInstance(authority.getEncoded()));
      lint.expect(
          Arrays.equals(encoding, read.getEncoded(ASN1Encoding.DER)), "CERT-16 is not in DER");
      lint.frame();
      lint.validity();
      lint.names();
      lint.keyIdentifiers();
      lint.usages();
      lint.locations();
      return List.copyOf(lint.findings);
    } catch (CertificateEncodingException | IOException e) {
      throw new AssertionError("the certificate cannot be read", e);
    }
  }

  private void expect(boolean met, String finding) {
    if (!met) {
      findings.add(finding);
    }
  }

  private void frame() {
    var tbs = certificate.getTBSCertificate();
    expect(certificate.getVersionNumber() == 3, "CERT-01 is not version 3");
    expect(
        tbs.getSignature().equals(certificate.getSignatureAlgorithm()),
        "CERT-01 the inner signature algorithm is not the outer one");
    var serial = tbs.getSerialNumber().getValue();
    expect(serial.signum() > 0, "CERT-02 the serial number is not positive");
    expect(serial.bitLength() > 100, "CERT-02 the serial number is too short to be random");
    expect(serial.bitLength() < 160, "CERT-02 the serial number is longer than 20 octets");
    expect(!tbs.getIssuer().equals(tbs.getSubject()), "CERT-03 subject and issuer are the same");
    expect(parametersAreExact(certificate.getSignatureAlgorithm()), "CERT-20 parameters");
    var seen = new HashSet<>();
    for (var oid : extensions.getExtensionOIDs()) {
      expect(seen.add(oid), "CERT-16 an extension is there twice: " + oid);
    }
  }

  private static boolean parametersAreExact(AlgorithmIdentifier algorithm) {
    var parameters = algorithm.getParameters();
    return algorithm.getAlgorithm().on(PKCSObjectIdentifiers.pkcs_1)
        ? DERNull.INSTANCE.equals(parameters)
        : parameters == null;
  }

  private void validity() {
    var start = certificate.getStartDate();
    var end = certificate.getEndDate();
    for (var time : List.of(start, end)) {
      expect(isInTheRightForm(time), "CERT-04 the form of a time");
    }
    expect(start.getDate().before(end.getDate()), "CERT-04 ends before it starts");
    expect(!end.getDate().after(issuer.getEndDate().getDate()), "CERT-06 outlives its issuer");
  }

  private static boolean isInTheRightForm(Time time) {
    var text = time.getTime();
    return switch (time.toASN1Primitive()) {
      case ASN1UTCTime utc ->
          utc.getAdjustedTime().compareTo("2050") < 0 && utc.getTime().matches("\\d{12}GMT.*");
      case ASN1GeneralizedTime general ->
          text.compareTo("2050") >= 0 && general.getTimeString().matches("\\d{14}Z");
      default -> false;
    };
  }

  private void names() throws IOException {
    var tbs = certificate.getTBSCertificate();
    expect(
        Arrays.equals(
            tbs.getIssuer().getEncoded(ASN1Encoding.DER),
            issuer.getSubject().getEncoded(ASN1Encoding.DER)),
        "CERT-03 the issuer's name is not the CA's subject");
    for (var rdn : tbs.getSubject().getRDNs()) {
      for (var attribute : rdn.getTypesAndValues()) {
        expect(isWellTyped(attribute), "CERT-07 string type of " + attribute.getType());
      }
    }
    var alternatives = extensions.getExtension(Extension.subjectAlternativeName);
    boolean anonymous = tbs.getSubject().getRDNs().length == 0;
    expect(!anonymous || alternatives != null, "CERT-08 has no name at all");
    if (alternatives != null) {
      expect(alternatives.isCritical() == anonymous, "CERT-08 criticality of subjectAltName");
      var names = GeneralNames.getInstance(alternatives.getParsedValue()).getNames();
      expect(names.length > 0, "CERT-09 subjectAltName is empty");
      for (var name : names) {
        expect(isWellFormed(name), "CERT-09 subjectAltName " + name);
      }
    }
  }

  private static boolean isWellTyped(AttributeTypeAndValue attribute) {
    var value = attribute.getValue();
    var type = attribute.getType();
    if (type.equals(BCStyle.C)) {
      return value instanceof ASN1PrintableString country && country.getString().length() == 2;
    }
    if (type.equals(BCStyle.SERIALNUMBER) || type.equals(BCStyle.DN_QUALIFIER)) {
      return value instanceof ASN1PrintableString;
    }
    if (type.equals(BCStyle.EmailAddress) || type.equals(BCStyle.DC)) {
      return value instanceof ASN1IA5String;
    }
    return value instanceof ASN1PrintableString || value instanceof ASN1UTF8String;
  }

  private static boolean isWellFormed(GeneralName name) {
    var text = name.getName().toString();
    return switch (name.getTagNo()) {
      case GeneralName.dNSName ->
          text.matches("(\\*\\.)?([a-zA-Z0-9_-]{1,63}\\.)*[a-zA-Z0-9-]{1,63}");
      case GeneralName.uniformResourceIdentifier -> text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.+");
      case GeneralName.rfc822Name -> text.matches("[^@\\s]+@[^@\\s]+");
      default -> true;
    };
  }

  private void keyIdentifiers() {
    var own = extensions.getExtension(Extension.subjectKeyIdentifier);
    expect(own != null && !own.isCritical(), "CERT-11 no subject key identifier");
    var authority = extensions.getExtension(Extension.authorityKeyIdentifier);
    if (authority == null || authority.isCritical()) {
      findings.add("CERT-10 no authority key identifier");
      return;
    }
    var named = AuthorityKeyIdentifier.getInstance(authority.getParsedValue());
    var identifier =
        SubjectKeyIdentifier.fromExtensions(issuer.getTBSCertificate().getExtensions());
    expect(
        Arrays.equals(named.getKeyIdentifierOctets(), identifier.getKeyIdentifier()),
        "CERT-10 the authority key identifier is not the issuer's");
  }

  private void usages() {
    var usage = KeyUsage.fromExtensions(extensions);
    expect(usage != null, "CERT-12 no key usage");
    if (usage != null) {
      expect(!usage.hasUsages(KeyUsage.keyCertSign), "CERT-14 may sign certificates");
      expect(!usage.hasUsages(KeyUsage.cRLSign), "CERT-14 may sign CRLs");
      var key = certificate.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm();
      boolean rsa = key.equals(PKCSObjectIdentifiers.rsaEncryption);
      expect(
          !usage.hasUsages(rsa ? KeyUsage.keyAgreement : KeyUsage.keyEncipherment),
          "CERT-12 key usage does not fit the key");
    }
    var constraints = BasicConstraints.fromExtensions(extensions);
    expect(constraints == null || !constraints.isCA(), "CERT-14 is a CA");
    var purposes = ExtendedKeyUsage.fromExtensions(extensions);
    expect(
        purposes == null || AUTHORITY_PURPOSES.stream().noneMatch(purposes::hasKeyPurposeId),
        "CERT-15 an extended key usage that no device gets");
  }

  private void locations() {
    for (var oid : List.of(Extension.cRLDistributionPoints, Extension.authorityInfoAccess)) {
      var extension = extensions.getExtension(oid);
      if (extension != null) {
        expect(!extension.isCritical(), "CERT-17 is critical: " + oid);
        var octets = extension.getExtnValue().getOctets();
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        expect(!text.contains("https://"), "CERT-17 an https location in " + oid);
        expect(text.contains("http://"), "CERT-17 no http location in " + oid);
      }
    }
  }
}
