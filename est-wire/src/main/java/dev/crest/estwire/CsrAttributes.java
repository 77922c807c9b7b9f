package dev.crest.estwire;

import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.StrictDer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;

/**
 * The csrattrs answer (RFC 8951 §4, RFC 9908 §3).
 *
 * <pre>
 * CsrAttrs ::= SEQUENCE SIZE (0..MAX) OF AttrOrOID
 * AttrOrOID ::= CHOICE { oid OBJECT IDENTIFIER, attribute Attribute }
 * Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
 * </pre>
 *
 * Thread-safe.
 *
 * @param entries in the order of the encoding
 */
public record CsrAttributes(List<Entry> entries) {
  public CsrAttributes {
    entries = List.copyOf(entries);
  }

  /** AttrOrOID. */
  public sealed interface Entry {
    /** A bare OID. */
    record Oid(ASN1ObjectIdentifier oid) implements Entry {}

    /** An attribute with its values; an empty list means no constraint on the value. */
    record Attribute(ASN1ObjectIdentifier type, List<ASN1Encodable> values) implements Entry {
      public Attribute {
        values = List.copyOf(values);
      }
    }
  }

  /**
   * Writes DER.
   *
   * @throws IllegalArgumentException if the entries break RFC 9908 §3.2 (two key types, an
   *     extension named twice, two templates)
   */
  public Der write() {
    CsrAttributeRules.check(entries);
    var sequence = new ASN1EncodableVector(entries.size());
    entries.forEach(entry -> sequence.add(encode(entry)));
    try {
      return Der.of(new DERSequence(sequence).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalArgumentException("an attribute's value cannot be encoded", e);
    }
  }

  /**
   * Reads what a server sent; unknown OIDs and attributes are kept (C-ENROLL-06), and so is what
   * breaks the rules of RFC 9908 without being ambiguous, such as the Extension Request of RFC
   * 7030's own example.
   *
   * @throws MalformedInput if it is not a CsrAttrs
   */
  public static CsrAttributes read(Der der) {
    if (!(StrictDer.read(der.bytes()) instanceof ASN1Sequence sequence)) {
      throw new MalformedInput("CsrAttrs must be a SEQUENCE");
    }
    var entries = new ArrayList<Entry>(sequence.size());
    sequence.forEach(element -> entries.add(entry(element)));
    return new CsrAttributes(entries);
  }

  /**
   * Returns the RFC 9908 §3.4 template where the answer holds one.
   *
   * @throws MalformedInput if there is more than one, or it is not well-formed
   */
  public Optional<CertificationRequestInfoTemplate> template() {
    var found = values(CertificationRequestInfoTemplate.TYPE);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.size() > 1 || found.getFirst().values().size() != 1) {
      throw new MalformedInput("CsrAttrs must hold one template with one value at most");
    }
    return Optional.of(TemplateReader.read(found.getFirst().values().getFirst()));
  }

  private List<Entry.Attribute> values(ASN1ObjectIdentifier type) {
    return entries.stream()
        .filter(Entry.Attribute.class::isInstance)
        .map(Entry.Attribute.class::cast)
        .filter(attribute -> attribute.type().equals(type))
        .toList();
  }

  private static ASN1Encodable encode(Entry entry) {
    return switch (entry) {
      case Entry.Oid(var oid) -> oid;
      case Entry.Attribute(var type, var values) -> encodeAttribute(type, values);
    };
  }

  /** Attribute; the same type is used inside templates. */
  static ASN1Sequence encodeAttribute(
      ASN1ObjectIdentifier type, List<? extends ASN1Encodable> values) {
    var set = new DERSet(values.toArray(ASN1Encodable[]::new));
    return new DERSequence(new ASN1Encodable[] {type, set});
  }

  private static Entry entry(ASN1Encodable element) {
    return element.toASN1Primitive() instanceof ASN1ObjectIdentifier oid
        ? new Entry.Oid(oid)
        : attribute(element);
  }

  /**
   * Reads an Attribute.
   *
   * @throws MalformedInput if it is none
   */
  static Entry.Attribute attribute(ASN1Encodable element) {
    if (element.toASN1Primitive() instanceof ASN1Sequence pair
        && pair.size() == 2
        && pair.getObjectAt(0).toASN1Primitive() instanceof ASN1ObjectIdentifier type
        && pair.getObjectAt(1).toASN1Primitive() instanceof ASN1Set values) {
      return new Entry.Attribute(type, List.of(values.toArray()));
    }
    throw new MalformedInput("an element of CsrAttrs is neither an OID nor an Attribute");
  }
}
