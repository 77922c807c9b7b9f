package dev.crest.server.decode;

import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.pkix.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * An extension of a certificate (RFC 5280 §4.2) in words.
 *
 * @param oid its OID, dotted
 * @param name its name in RFC 5280, or the OID where that has none
 * @param critical whether it is critical
 * @param values what it says; hexadecimal DER where there are no words for it
 */
public record ReadableExtension(String oid, String name, boolean critical, List<String> values) {
  private static final Map<ASN1ObjectIdentifier, String> NAMES =
      Map.ofEntries(
          Map.entry(Extension.subjectAlternativeName, "subjectAltName"),
          Map.entry(Extension.issuerAlternativeName, "issuerAltName"),
          Map.entry(Extension.keyUsage, "keyUsage"),
          Map.entry(Extension.extendedKeyUsage, "extKeyUsage"),
          Map.entry(Extension.basicConstraints, "basicConstraints"),
          Map.entry(Extension.subjectKeyIdentifier, "subjectKeyIdentifier"),
          Map.entry(Extension.authorityKeyIdentifier, "authorityKeyIdentifier"),
          Map.entry(Extension.cRLDistributionPoints, "cRLDistributionPoints"),
          Map.entry(Extension.freshestCRL, "freshestCRL"),
          Map.entry(Extension.authorityInfoAccess, "authorityInfoAccess"),
          Map.entry(Extension.subjectInfoAccess, "subjectInfoAccess"),
          Map.entry(Extension.certificatePolicies, "certificatePolicies"),
          Map.entry(Extension.policyMappings, "policyMappings"),
          Map.entry(Extension.policyConstraints, "policyConstraints"),
          Map.entry(Extension.inhibitAnyPolicy, "inhibitAnyPolicy"),
          Map.entry(Extension.nameConstraints, "nameConstraints"),
          Map.entry(Extension.noRevAvail, "noRevAvail"));

  private static final Map<String, String> PURPOSES =
      Map.of(
          ExtendedKeyUsages.SERVER_AUTH,
          "serverAuth",
          ExtendedKeyUsages.CLIENT_AUTH,
          "clientAuth",
          "1.3.6.1.5.5.7.3.3",
          "codeSigning",
          "1.3.6.1.5.5.7.3.4",
          "emailProtection",
          "1.3.6.1.5.5.7.3.17",
          "ipsecIKE",
          "1.3.6.1.4.1.311.20.2.2",
          "smartcardLogon");

  public ReadableExtension {
    values = List.copyOf(values);
  }

  /** Puts an extension into words, whatever it holds. */
  public static ReadableExtension of(Extension extension) {
    var oid = extension.getExtnId();
    return new ReadableExtension(
        oid.getId(), NAMES.getOrDefault(oid, oid.getId()), extension.isCritical(), say(extension));
  }

  private static List<String> say(Extension extension) {
    try {
      var words = words(extension.getExtnId(), extension.getParsedValue());
      if (!words.isEmpty()) {
        return words;
      }
    } catch (RuntimeException e) {
      // Bouncy Castle objects to malformed values in many ways; then there are no words.
    }
    return List.of("#" + HexFormat.of().formatHex(extension.getExtnValue().getOctets()));
  }

  private static List<String> words(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    if (oid.equals(Extension.subjectAlternativeName)
        || oid.equals(Extension.issuerAlternativeName)) {
      return names(GeneralNames.getInstance(value));
    }
    if (oid.equals(Extension.keyUsage)) {
      return keyUsage(ASN1BitString.getInstance(value).getBytes());
    }
    if (oid.equals(Extension.extendedKeyUsage)) {
      return Arrays.stream(ExtendedKeyUsage.getInstance(value).getUsages())
          .map(KeyPurposeId::getId)
          .map(id -> PURPOSES.getOrDefault(id, ExtendedKeyUsages.title(id)))
          .toList();
    }
    if (oid.equals(Extension.basicConstraints)) {
      return constraints(BasicConstraints.getInstance(value));
    }
    if (oid.equals(Extension.subjectKeyIdentifier)) {
      return List.of(hex(SubjectKeyIdentifier.getInstance(value).getKeyIdentifier()));
    }
    if (oid.equals(Extension.authorityKeyIdentifier)) {
      var key = AuthorityKeyIdentifier.getInstance(value).getKeyIdentifierOctets();
      return key == null ? List.of() : List.of(hex(key));
    }
    return publicationWords(oid, value);
  }

  private static List<String> publicationWords(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    if (oid.equals(Extension.cRLDistributionPoints) || oid.equals(Extension.freshestCRL)) {
      return points(CRLDistPoint.getInstance(value));
    }
    if (oid.equals(Extension.authorityInfoAccess) || oid.equals(Extension.subjectInfoAccess)) {
      return Arrays.stream(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
          .map(ReadableExtension::access)
          .toList();
    }
    if (oid.equals(Extension.certificatePolicies)) {
      return Arrays.stream(CertificatePolicies.getInstance(value).getPolicyInformation())
          .map(policy -> policy.getPolicyIdentifier().getId())
          .toList();
    }
    if (oid.equals(Extension.nameConstraints)) {
      var constraints = NameConstraints.getInstance(value);
      var words = new ArrayList<String>();
      subtrees("permitted ", constraints.getPermittedSubtrees(), words);
      subtrees("excluded ", constraints.getExcludedSubtrees(), words);
      return words;
    }
    return oid.equals(Extension.noRevAvail) ? List.of("present") : List.of();
  }

  private static List<String> names(GeneralNames names) {
    return Arrays.stream(names.getNames()).map(Names::text).toList();
  }

  private static List<String> keyUsage(byte[] octets) {
    return Arrays.stream(KeyUsageBit.values())
        .filter(bit -> {
          int octet = bit.position() / Byte.SIZE;
          return octet < octets.length
              && (octets[octet] & (0x80 >> bit.position() % Byte.SIZE)) != 0;
        })
        .map(KeyUsageBit::title)
        .toList();
  }

  private static List<String> constraints(BasicConstraints constraints) {
    if (!constraints.isCA()) {
      return List.of("end entity");
    }
    var length = constraints.getPathLenConstraint();
    return length == null
        ? List.of("certificate authority")
        : List.of("certificate authority", "path length " + length);
  }

  private static List<String> points(CRLDistPoint points) {
    var words = new ArrayList<String>();
    for (var point : points.getDistributionPoints()) {
      var name = point.getDistributionPoint();
      if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
        words.addAll(names(GeneralNames.getInstance(name.getName())));
      }
    }
    return words;
  }

  private static String access(AccessDescription description) {
    var method = description.getAccessMethod();
    var title =
        method.equals(AccessDescription.id_ad_ocsp)
            ? "OCSP"
            : method.equals(AccessDescription.id_ad_caIssuers) ? "CA issuers" : method.getId();
    return title + " " + Names.text(description.getAccessLocation());
  }

  private static void subtrees(String kind, GeneralSubtree @Nullable [] trees, List<String> words) {
    if (trees != null) {
      for (var tree : trees) {
        GeneralName base = tree.getBase();
        words.add(kind + Names.text(base));
      }
    }
  }

  static String hex(byte[] octets) {
    return HexFormat.ofDelimiter(":").formatHex(octets);
  }
}
