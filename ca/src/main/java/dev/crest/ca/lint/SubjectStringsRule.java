package dev.crest.ca.lint;

import dev.crest.ca.profile.SubjectAttribute;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * CERT-07: DirectoryString only as PrintableString or UTF8String; countryName, serialNumber and
 * dnQualifier PrintableString; domainComponent and emailAddress IA5String. Only attributes that
 * Crest knows the syntax of are issued.
 */
final class SubjectStringsRule implements Rule {
  @Override
  public String id() {
    return "subject-strings";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.1.2.4";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var relative : candidate.subject().name().getRDNs()) {
      for (var attribute : relative.getTypesAndValues()) {
        var known = SubjectAttribute.of(attribute.getType());
        if (known.isEmpty()) {
          return Optional.of("the subject has an attribute that Crest does not know");
        }
        if (!writtenRight(known.get().syntax(), attribute.getValue())) {
          return Optional.of(known.get().field() + " is not written in a string type it may have");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean writtenRight(SubjectAttribute.Syntax syntax, ASN1Encodable value) {
    return switch (syntax) {
      case DIRECTORY -> printable(value) || value instanceof ASN1UTF8String;
      case PRINTABLE -> printable(value);
      case IA5 -> ia5(value);
      case IA5_OR_DIRECTORY -> ia5(value) || printable(value) || value instanceof ASN1UTF8String;
      case BITS -> value instanceof ASN1BitString;
    };
  }

  private static boolean printable(ASN1Encodable value) {
    return value instanceof ASN1PrintableString text
        && ASN1PrintableString.isPrintableString(text.getString());
  }

  private static boolean ia5(ASN1Encodable value) {
    return value instanceof ASN1IA5String text && ASN1IA5String.isIA5String(text.getString());
  }
}
