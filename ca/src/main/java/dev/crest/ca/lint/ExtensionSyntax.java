package dev.crest.ca.lint;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Reads extension values by their types (RFC 5280 §4.2.1). */
final class ExtensionSyntax {
  private static final Map<ASN1ObjectIdentifier, Function<ASN1Primitive, ASN1Encodable>> READERS =
      Map.ofEntries(
          Map.entry(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance),
          Map.entry(Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance),
          Map.entry(Extension.keyUsage, KeyUsage::getInstance),
          Map.entry(Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance),
          Map.entry(Extension.basicConstraints, BasicConstraints::getInstance),
          Map.entry(Extension.subjectAlternativeName, GeneralNames::getInstance),
          Map.entry(Extension.nameConstraints, NameConstraints::getInstance),
          Map.entry(Extension.certificatePolicies, CertificatePolicies::getInstance),
          Map.entry(Extension.cRLDistributionPoints, CRLDistPoint::getInstance),
          Map.entry(Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance),
          Map.entry(Extension.noRevAvail, ASN1Null::getInstance));

  private ExtensionSyntax() {}

  /** Returns the typed value; empty where it is not one of its type, or the type is unknown. */
  static Optional<ASN1Encodable> read(ASN1ObjectIdentifier oid, ASN1Primitive value) {
    var reader = READERS.get(oid);
    if (reader == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(reader.apply(value));
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Whether the extension is of an unknown type, or holds a value of its type. */
  static boolean holds(CandidateExtension extension) {
    return !READERS.containsKey(extension.oid()) || extension.typed().isPresent();
  }
}
