package dev.crest.ca.lint;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * One extension as it is encoded (RFC 5280 §4.1).
 *
 * <pre>
 * Extension ::= SEQUENCE {
 *     extnID    OBJECT IDENTIFIER,
 *     critical  BOOLEAN DEFAULT FALSE,
 *     extnValue OCTET STRING }
 * </pre>
 *
 * @param oid its type
 * @param critical whether it is critical
 * @param falseEncoded whether the default of critical is written out, which DER forbids
 * @param octets the content of extnValue; not to be changed
 * @param value the one ASN.1 value in it; empty where it holds none
 * @param typed the same by its type; empty where it is not of its type, or the type is unknown
 */
record CandidateExtension(
    ASN1ObjectIdentifier oid,
    boolean critical,
    boolean falseEncoded,
    byte[] octets,
    Optional<ASN1Primitive> value,
    Optional<ASN1Encodable> typed) {

  /**
   * @throws IllegalArgumentException if it is not an extension
   */
  static CandidateExtension read(ASN1Encodable encoded) {
    var sequence = ASN1Sequence.getInstance(encoded);
    if (sequence.size() < 2 || sequence.size() > 3) {
      throw new IllegalArgumentException("an extension has two or three parts");
    }
    boolean written = sequence.size() == 3;
    boolean critical = written && ASN1Boolean.getInstance(sequence.getObjectAt(1)).isTrue();
    var oid = ASN1ObjectIdentifier.getInstance(sequence.getObjectAt(0));
    var octets = ASN1OctetString.getInstance(sequence.getObjectAt(sequence.size() - 1)).getOctets();
    var value = parse(octets);
    return new CandidateExtension(
        oid,
        critical,
        written && !critical,
        octets,
        value,
        value.flatMap(parsed -> ExtensionSyntax.read(oid, parsed)));
  }

  private static Optional<ASN1Primitive> parse(byte[] octets) {
    try {
      return Optional.ofNullable(ASN1Primitive.fromByteArray(octets));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
