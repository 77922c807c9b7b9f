package dev.crest.pkix;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A PKCS#10 certification request (RFC 2986 §4).
 *
 * <pre>
 * CertificationRequest ::= SEQUENCE {
 *     certificationRequestInfo CertificationRequestInfo,
 *     signatureAlgorithm       AlgorithmIdentifier,
 *     signature                BIT STRING }
 *
 * CertificationRequestInfo ::= SEQUENCE {
 *     version       INTEGER { v1(0) },
 *     subject       Name,
 *     subjectPKInfo SubjectPublicKeyInfo,
 *     attributes    [0] IMPLICIT SET OF Attribute }
 * </pre>
 *
 * Immutable and thread-safe.
 */
public final class CertificationRequest {
  private CertificationRequest() {}

  /** One attribute (RFC 2986 §4.1) with its values in the order of the encoding. */
  public record Attribute(ASN1ObjectIdentifier type, List<ASN1Encodable> values) {}

  /**
   * Reads a request in strict DER.
   *
   * @throws MalformedInput if it is not one; also when an attribute that Crest reads (extension
   *     request, challenge) is malformed
   */
  public static CertificationRequest read(Der der) {
    throw new UnsupportedOperationException();
  }

  /** Returns the whole request as it came. */
  public Der der() {
    throw new UnsupportedOperationException();
  }

  public X500Name subject() {
    throw new UnsupportedOperationException();
  }

  public SubjectPublicKeyInfo publicKey() {
    throw new UnsupportedOperationException();
  }

  public AlgorithmIdentifier signatureAlgorithm() {
    throw new UnsupportedOperationException();
  }

  /** Returns all attributes in order, duplicates included. */
  public List<Attribute> attributes() {
    throw new UnsupportedOperationException();
  }

  /** Returns the values of all attributes of a type, in order; empty where there is none. */
  public List<ASN1Encodable> values(ASN1ObjectIdentifier type) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the requested extensions, from the PKCS#9 (1.2.840.113549.1.9.14) or the Microsoft
   * (1.3.6.1.4.1.311.2.1.14) attribute (S-ENROLL-05); empty where none are requested.
   */
  public Optional<Extensions> requestedExtensions() {
    throw new UnsupportedOperationException();
  }

  /**
   * Verifies the request's own signature as proof of possession (RFC 2986 §3), the algorithm having
   * to fit the key.
   */
  public boolean signatureVerifies() {
    throw new UnsupportedOperationException();
  }
}
