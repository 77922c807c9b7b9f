package dev.crest.pkix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
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
 * <p>Two liberties: attributes may be absent altogether, as some clients leave the field out, and
 * their order is free. Immutable and thread-safe.
 */
public final class CertificationRequest {
  private static final ASN1ObjectIdentifier EXTENSION_REQUEST =
      PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
  private static final ASN1ObjectIdentifier MICROSOFT_EXTENSION_REQUEST =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

  private final Der der;
  private final X500Name subject;
  private final SubjectPublicKeyInfo publicKey;
  private final List<Attribute> attributes;
  private final AlgorithmIdentifier signatureAlgorithm;
  private final byte[] signature;

  /** One attribute (RFC 2986 §4.1) with its values in the order of the encoding. */
  public record Attribute(ASN1ObjectIdentifier type, List<ASN1Encodable> values) {}

  // Not by Bouncy Castle's class for the whole: that one refuses attributes with a bare "no".
  private CertificationRequest(Der der) {
    var request = ASN1Sequence.getInstance(StrictDer.read(der.array()));
    var info = ASN1Sequence.getInstance(request.getObjectAt(0));
    if (request.size() != 3 || info.size() < 3 || info.size() > 4) {
      throw new MalformedInput("not a PKCS#10 certification request");
    }
    if (ASN1Integer.getInstance(info.getObjectAt(0)).getValue().signum() != 0) {
      throw new MalformedInput("the certification request is not of version 1");
    }
    this.der = der;
    this.subject = Names.check(X500Name.getInstance(info.getObjectAt(1)));
    this.publicKey = SubjectPublicKeyInfo.getInstance(info.getObjectAt(2));
    this.signatureAlgorithm = AlgorithmIdentifier.getInstance(request.getObjectAt(1));
    this.signature = ASN1BitString.getInstance(request.getObjectAt(2)).getOctets();
    this.attributes = info.size() == 4 ? attributes(info.getObjectAt(3)) : List.of();
  }

  private static List<Attribute> attributes(ASN1Encodable field) {
    var tagged = ASN1TaggedObject.getInstance(field, BERTags.CONTEXT_SPECIFIC, 0);
    var read = new ArrayList<Attribute>();
    for (var element : ASN1Set.getInstance(tagged, false)) {
      read.add(attribute(element));
    }
    return List.copyOf(read);
  }

  /**
   * Reads a request in strict DER. Attributes are taken as they come, also several of a type or
   * with several values, so that a check can say what is wrong with them.
   *
   * @throws MalformedInput if it is not one
   */
  public static CertificationRequest read(Der der) {
    return Asn1.reading("a PKCS#10 certification request", () -> new CertificationRequest(der));
  }

  private static Attribute attribute(ASN1Encodable element) {
    var attribute = org.bouncycastle.asn1.pkcs.Attribute.getInstance(element);
    return new Attribute(
        attribute.getAttrType(), Arrays.asList(attribute.getAttrValues().toArray()));
  }

  /** Returns the whole request as it came. */
  public Der der() {
    return der;
  }

  /** Returns the requested subject with its string types and order as encoded. */
  public X500Name subject() {
    return subject;
  }

  /** Returns the key to be certified; encodes to the very bytes of the request (S-RESP-03). */
  public SubjectPublicKeyInfo publicKey() {
    return publicKey;
  }

  public AlgorithmIdentifier signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** Returns all attributes in order, duplicates included. */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** Returns the values of all attributes of a type, in order; empty where there is none. */
  public List<ASN1Encodable> values(ASN1ObjectIdentifier type) {
    return attributes.stream()
        .filter(attribute -> attribute.type().equals(type))
        .flatMap(attribute -> attribute.values().stream())
        .toList();
  }

  /**
   * Returns the requested extensions, from the PKCS#9 (1.2.840.113549.1.9.14) or the Microsoft
   * (1.3.6.1.4.1.311.2.1.14) attribute (S-ENROLL-05); empty where none are requested.
   *
   * @throws MalformedInput with a sentence for the sender, if both attributes are there, one is
   *     there twice or has other than one value, or the value is not a list of extensions or has an
   *     extension twice
   */
  public Optional<Extensions> requestedExtensions() {
    var found =
        attributes.stream()
            .filter(attribute ->
                attribute.type().equals(EXTENSION_REQUEST)
                    || attribute.type().equals(MICROSOFT_EXTENSION_REQUEST))
            .toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new MalformedInput(
          found.stream().map(Attribute::type).distinct().count() > 1
              ? "extensions are requested twice, in the PKCS#9 and in the Microsoft attribute"
              : "the extension request attribute is there twice");
    }
    var values = found.getFirst().values();
    if (values.size() != 1) {
      throw new MalformedInput(
          "the extension request attribute has " + values.size() + " values instead of one");
    }
    return ExtensionLists.read(values.getFirst());
  }

  /**
   * Verifies the request's own signature as proof of possession (RFC 2986 §3), the algorithm having
   * to fit the key.
   */
  public boolean signatureVerifies() {
    var scheme = SignatureScheme.of(signatureAlgorithm);
    if (scheme.isEmpty() || !scheme.get().fits(publicKey.getAlgorithm())) {
      return false;
    }
    var range = Asn1.firstElement(der.array());
    try {
      return scheme.get().verify(Keys.read(publicKey), der.array(), range[0], range[1], signature);
    } catch (MalformedInput e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificationRequest request && der.equals(request.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  /** Returns the subject, safe for a log line. */
  @Override
  public String toString() {
    return "request for " + Names.text(subject);
  }
}
