package dev.crest.estwire;

import dev.crest.pkix.Der;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * The csrattrs answer (RFC 8951 §4, RFC 9908 §3).
 *
 * <pre>
 * CsrAttrs ::= SEQUENCE SIZE (0..MAX) OF AttrOrOID
 * AttrOrOID ::= CHOICE { oid OBJECT IDENTIFIER, attribute Attribute }
 * Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
 * </pre>
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
    record Attribute(ASN1ObjectIdentifier type, List<ASN1Encodable> values) implements Entry {}
  }

  /**
   * Writes DER.
   *
   * @throws IllegalArgumentException if the entries break RFC 9908 §3.2 (two key types, an
   *     extension named twice, two templates)
   */
  public Der write() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads what a server sent; unknown OIDs and attributes are kept (C-ENROLL-06).
   *
   * @throws dev.crest.pkix.MalformedInput if it is not a CsrAttrs
   */
  public static CsrAttributes read(Der der) {
    throw new UnsupportedOperationException();
  }

  /** Returns the RFC 9908 §3.4 template where the answer holds one. */
  public Optional<CertificationRequestInfoTemplate> template() {
    throw new UnsupportedOperationException();
  }
}
