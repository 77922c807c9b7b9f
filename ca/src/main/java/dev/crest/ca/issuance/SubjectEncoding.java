package dev.crest.ca.issuance;

import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.ca.profile.SubjectAttribute.Syntax;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Writes subjects as RFC 5280 wants them (CERT-07), whatever string types a request used.
 *
 * <pre>
 * DirectoryString ::= CHOICE { printableString PrintableString, utf8String UTF8String, … }
 * </pre>
 *
 * A value that is in a permitted type already stays as it is, so that a client finds the subject
 * that it asked for. One that cannot be written in its type also stays, and the rulebook names it.
 */
final class SubjectEncoding {
  private SubjectEncoding() {}

  static X500Name encode(X500Name subject) {
    var relatives = subject.getRDNs();
    boolean changed = false;
    for (int i = 0; i < relatives.length; i++) {
      var encoded = encode(relatives[i]);
      changed |= encoded != relatives[i];
      relatives[i] = encoded;
    }
    return changed ? new X500Name(relatives) : subject;
  }

  private static RDN encode(RDN relative) {
    var attributes = relative.getTypesAndValues();
    boolean changed = false;
    for (int i = 0; i < attributes.length; i++) {
      var value = encode(attributes[i]);
      if (value != attributes[i].getValue()) {
        attributes[i] = new AttributeTypeAndValue(attributes[i].getType(), value);
        changed = true;
      }
    }
    return changed ? new RDN(attributes) : relative;
  }

  private static ASN1Encodable encode(AttributeTypeAndValue attribute) {
    var value = attribute.getValue();
    var known = SubjectAttribute.of(attribute.getType());
    if (known.isEmpty() || permitted(known.get().syntax(), value)) {
      return value;
    }
    return value instanceof ASN1String text
        ? convert(known.get().syntax(), text.getString(), value)
        : value;
  }

  private static boolean permitted(Syntax syntax, ASN1Encodable value) {
    return switch (syntax) {
      case DIRECTORY -> value instanceof ASN1PrintableString || value instanceof ASN1UTF8String;
      case PRINTABLE -> value instanceof ASN1PrintableString;
      case IA5 -> value instanceof ASN1IA5String;
      case IA5_OR_DIRECTORY ->
          value instanceof ASN1IA5String
              || value instanceof ASN1PrintableString
              || value instanceof ASN1UTF8String;
      case BITS -> value instanceof ASN1BitString;
    };
  }

  private static ASN1Encodable convert(Syntax syntax, String text, ASN1Encodable original) {
    return switch (syntax) {
      case DIRECTORY, IA5_OR_DIRECTORY -> new DERUTF8String(text);
      case PRINTABLE ->
          ASN1PrintableString.isPrintableString(text) ? new DERPrintableString(text) : original;
      case IA5 -> ASN1IA5String.isIA5String(text) ? new DERIA5String(text) : original;
      case BITS -> new DERBitString(text.getBytes(StandardCharsets.UTF_8));
    };
  }
}
