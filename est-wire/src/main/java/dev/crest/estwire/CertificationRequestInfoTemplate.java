package dev.crest.estwire;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * RFC 9908 §3.4: what a certification request should look like.
 *
 * <pre>
 * CertificationRequestInfoTemplate ::= SEQUENCE {
 *     version       INTEGER { v1(0) } (v1, ... ),
 *     subject       NameTemplate OPTIONAL,
 *     subjectPKInfo [0] SubjectPublicKeyInfoTemplate OPTIONAL,
 *     attributes    [1] Attributes }
 *
 * SubjectPublicKeyInfoTemplate ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING OPTIONAL }
 * NameTemplate ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY OPTIONAL }
 * ExtensionTemplate ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING OPTIONAL }
 * </pre>
 *
 * @param subject wanted subject attributes in order; empty where there is no requirement
 * @param key wanted key, where there is a requirement
 * @param extensions wanted extensions (id-aa-extensionReqTemplate); empty for none
 * @param attributes other wanted attributes, such as challengePassword, value-less
 */
public record CertificationRequestInfoTemplate(
    List<NameEntry> subject,
    Optional<KeyTemplate> key,
    List<ExtensionTemplate> extensions,
    List<ASN1ObjectIdentifier> attributes) {
  public CertificationRequestInfoTemplate {
    subject = List.copyOf(subject);
    extensions = List.copyOf(extensions);
    attributes = List.copyOf(attributes);
  }

  /** A wanted subject attribute; without a value the client fills it. */
  public record NameEntry(ASN1ObjectIdentifier type, Optional<ASN1Encodable> value) {}

  /**
   * A wanted key.
   *
   * @param algorithm with its parameters (the curve for EC)
   * @param rsaBits modulus size, expressed on the wire by a placeholder key (RFC 9908 §3.4)
   */
  public record KeyTemplate(AlgorithmIdentifier algorithm, Optional<Integer> rsaBits) {}

  /**
   * A wanted extension; without a value the client fills it. Placeholders for SAN are zero-length
   * {@link GeneralName}s.
   */
  public record ExtensionTemplate(
      ASN1ObjectIdentifier oid, boolean critical, Optional<ASN1Encodable> value) {}
}
