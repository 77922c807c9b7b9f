package dev.crest.ca.issuance;

import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.ca.profile.SubjectAttribute.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    if (Arrays.stream(relatives).allMatch(SubjectEncoding::permitted)) {
      return subject;
    }
    Arrays.setAll(relatives, i -> encode(relatives[i]));
    return new X500Name(relatives);
  }

  private static boolean permitted(RDN relative) {
    return Arrays.stream(relative.getTypesAndValues()).allMatch(SubjectEncoding::permitted);
  }

  private static boolean permitted(AttributeTypeAndValue attribute) {
    return SubjectAttribute.of(attribute.getType())
        .map(known -> permitted(known.syntax(), attribute.getValue()))
        .orElse(true);
  }

  private static RDN encode(RDN relative) {
    var attributes = relative.getTypesAndValues();
    Arrays.setAll(
        attributes,
        i ->
            permitted(attributes[i])
                ? attributes[i]
                : new AttributeTypeAndValue(attributes[i].getType(), convert(attributes[i])));
    return new RDN(attributes);
  }

  private static ASN1Encodable convert(AttributeTypeAndValue attribute) {
    var syntax = SubjectAttribute.of(attribute.getType()).orElseThrow().syntax();
    return attribute.getValue() instanceof ASN1String text
        ? convert(syntax, text.getString(), attribute.getValue())
        : attribute.getValue();
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
