package dev.crest.ca.issuance;

import dev.crest.ca.profile.KeyIdentifier;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile.CertificatePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Writes the extensions of one certificate, in order (RFC 5280 §4.2.1). Not thread-safe. */
final class CertificateExtensions {
  private final List<Extension> list = new ArrayList<>(9);

  List<Extension> list() {
    return List.copyOf(list);
  }

  /** Adds extensions that were written before. */
  CertificateExtensions add(Collection<Extension> written) {
    list.addAll(written);
    return this;
  }

  private CertificateExtensions add(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      list.add(new Extension(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** {@code AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING, … }}. */
  CertificateExtensions authorityKeyIdentifier(byte[] issuerKeyIdentifier) {
    return add(
        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKeyIdentifier));
  }

  /** {@code SubjectKeyIdentifier ::= OCTET STRING}, by RFC 7093 §2 method 1. */
  CertificateExtensions subjectKeyIdentifier(SubjectPublicKeyInfo key) {
    return add(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifier.of(key)));
  }

  /** {@code KeyUsage ::= BIT STRING}, a named bit list without trailing zeros (CERT-16). */
  CertificateExtensions keyUsage(Set<KeyUsageBit> bits, boolean critical) {
    if (bits.isEmpty()) {
      return this;
    }
    int last = bits.stream().mapToInt(KeyUsageBit::position).max().getAsInt();
    var octets = new byte[last / 8 + 1];
    for (var bit : bits) {
      octets[bit.position() / 8] |= (byte) (0x80 >> bit.position() % 8);
    }
    return add(Extension.keyUsage, critical, new DERBitString(octets, 7 - last % 8));
  }

  /** {@code ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId}. */
  CertificateExtensions extendedKeyUsage(Collection<String> usages, boolean critical) {
    if (usages.isEmpty()) {
      return this;
    }
    var oids = new ASN1EncodableVector(usages.size());
    usages.forEach(usage -> oids.add(new ASN1ObjectIdentifier(usage)));
    return add(Extension.extendedKeyUsage, critical, new DERSequence(oids));
  }

  /**
   * {@code BasicConstraints ::= SEQUENCE {}}: not a CA, the default being left out (CERT-13).
   * Critical, so that no verifier passes over it.
   */
  CertificateExtensions endEntity() {
    return add(Extension.basicConstraints, true, new DERSequence());
  }

  /** {@code BasicConstraints ::= SEQUENCE { cA TRUE }}. */
  CertificateExtensions authority() {
    return add(Extension.basicConstraints, true, new BasicConstraints(true));
  }

  /** {@code BasicConstraints ::= SEQUENCE { cA TRUE, pathLenConstraint INTEGER }}. */
  CertificateExtensions authority(int pathLength) {
    return add(Extension.basicConstraints, true, new BasicConstraints(pathLength));
  }

  /** {@code SubjectAltName ::= GeneralNames}, critical only beside an empty subject (CERT-08). */
  CertificateExtensions subjectAltName(GeneralNames names, boolean subjectIsEmpty) {
    return add(Extension.subjectAlternativeName, subjectIsEmpty, names);
  }

  /** {@code CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation}. */
  CertificateExtensions certificatePolicies(List<CertificatePolicy> policies) {
    if (policies.isEmpty()) {
      return this;
    }
    var sequence = new ASN1EncodableVector(policies.size());
    policies.forEach(policy -> sequence.add(policy(policy)));
    return add(Extension.certificatePolicies, false, new DERSequence(sequence));
  }

  private static PolicyInformation policy(CertificatePolicy policy) {
    var oid = new ASN1ObjectIdentifier(policy.oid());
    var qualifiers = new ASN1EncodableVector(2);
    policy.cpsUri().ifPresent(uri -> qualifiers.add(new PolicyQualifierInfo(uri)));
    policy.userNotice().ifPresent(text -> qualifiers.add(notice(text)));
    return qualifiers.size() == 0
        ? new PolicyInformation(oid)
        : new PolicyInformation(oid, new DERSequence(qualifiers));
  }

  /** {@code UserNotice ::= SEQUENCE { explicitText UTF8String (SIZE (1..200)) }}. */
  private static PolicyQualifierInfo notice(String text) {
    return new PolicyQualifierInfo(
        PolicyQualifierId.id_qt_unotice, new DERSequence(new DERUTF8String(text)));
  }

  /**
   * Writes CRLDistributionPoints (one point, its full name one URI) and AuthorityInfoAccess, as far
   * as there are URLs (CERT-17).
   */
  CertificateExtensions published(PublicationUrls urls) {
    urls.crl()
        .ifPresent(url ->
            add(
                Extension.cRLDistributionPoints,
                false,
                new CRLDistPoint(
                    new DistributionPoint[] {
                      new DistributionPoint(
                          new DistributionPointName(new GeneralNames(uri(url))), null, null)
                    })));
    var accesses = new ArrayList<AccessDescription>();
    urls.ocsp()
        .ifPresent(
            url -> accesses.add(new AccessDescription(AccessDescription.id_ad_ocsp, uri(url))));
    urls.issuerCertificate()
        .ifPresent(url ->
            accesses.add(new AccessDescription(AccessDescription.id_ad_caIssuers, uri(url))));
    return accesses.isEmpty()
        ? this
        : add(
            Extension.authorityInfoAccess,
            false,
            new AuthorityInformationAccess(accesses.toArray(new AccessDescription[0])));
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }
}
