package dev.crest.estwire;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * RFC 9908 §3.4: what a certification request should look like. The module has implicit tags.
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
 * @param subject wanted subject attributes in order; empty where there is no requirement. Each is
 *     written as an RDN of its own; multi-valued RDNs are read as their attributes in order
 * @param key wanted key, where there is a requirement
 * @param extensions wanted extensions; empty for none. Written as id-aa-extensionReqTemplate where
 *     one has no value, else as id-ExtensionReq
 * @param attributes other wanted attributes, such as challengePassword, value-less
 */
public record CertificationRequestInfoTemplate(
    List<NameEntry> subject,
    Optional<KeyTemplate> key,
    List<ExtensionTemplate> extensions,
    List<ASN1ObjectIdentifier> attributes) {
  /** id-aa-certificationRequestInfoTemplate. */
  public static final ASN1ObjectIdentifier TYPE = PKCSObjectIdentifiers.id_aa.branch("61");

  /** id-aa-extensionReqTemplate. */
  public static final ASN1ObjectIdentifier EXTENSION_REQUEST_TYPE =
      PKCSObjectIdentifiers.id_aa.branch("62");

  /** No server asks for a larger RSA key, and no client should try to make one. */
  static final int MAX_RSA_BITS = 16_384;

  public CertificationRequestInfoTemplate {
    subject = List.copyOf(subject);
    extensions = List.copyOf(extensions);
    attributes = List.copyOf(attributes);
  }

  /**
   * Returns the attribute of a csrattrs answer that holds this template.
   *
   * @throws IllegalArgumentException if an extension is named twice
   */
  public CsrAttributes.Entry.Attribute attribute() {
    return new CsrAttributes.Entry.Attribute(TYPE, List.of(TemplateWriter.write(this)));
  }

  /** A wanted subject attribute; without a value the client fills it. */
  public record NameEntry(ASN1ObjectIdentifier type, Optional<ASN1Encodable> value) {}

  /**
   * A wanted key.
   *
   * @param algorithm with its parameters (the curve for EC)
   * @param rsaBits modulus size, expressed on the wire by a placeholder key (RFC 9908 §3.4)
   */
  public record KeyTemplate(AlgorithmIdentifier algorithm, Optional<Integer> rsaBits) {
    public KeyTemplate {
      if (rsaBits.filter(bits -> bits < 512 || bits > MAX_RSA_BITS).isPresent()) {
        throw new IllegalArgumentException("an RSA modulus has 512 to " + MAX_RSA_BITS + " bits");
      }
      if (rsaBits.isPresent()
          && !algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
        throw new IllegalArgumentException("only an RSA key has a modulus");
      }
    }
  }

  /**
   * A wanted extension; without a value the client fills it. Placeholders for SAN are zero-length
   * {@link GeneralName}s.
   */
  public record ExtensionTemplate(
      ASN1ObjectIdentifier oid, boolean critical, Optional<ASN1Encodable> value) {}
}
