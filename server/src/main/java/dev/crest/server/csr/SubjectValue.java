package dev.crest.server.csr;

import dev.crest.ca.profile.SubjectAttribute;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * Values of subject attributes: what RFC 5280 App. A lets them be, and how they are written into a
 * certificate (CERT-07).
 */
final class SubjectValue {
  private SubjectValue() {}

  /** How an attribute's value is written. */
  private enum Form {
    /** PrintableString alone. */
    PRINTABLE,
    /** IA5String alone. */
    IA5,
    /** PrintableString where it came as one, else UTF8String. */
    DIRECTORY
  }

  private static Form form(SubjectAttribute attribute) {
    return switch (attribute) {
      case COUNTRY, SERIAL_NUMBER, DN_QUALIFIER -> Form.PRINTABLE;
      case EMAIL, DOMAIN_COMPONENT, UNSTRUCTURED_NAME -> Form.IA5;
      case COMMON_NAME,
          ORGANIZATION_NAME,
          ORGANIZATION_UNIT,
          STATE,
          LOCALITY,
          STREET_ADDRESS,
          POSTAL_CODE,
          DESCRIPTION,
          UNIQUE_IDENTIFIER,
          UNSTRUCTURED_ADDRESS ->
          Form.DIRECTORY;
    };
  }

  /** Returns what is wrong with a value that is not empty, as a sentence, or empty. */
  static Optional<String> problem(SubjectAttribute attribute, NameText value) {
    var field = attribute.field();
    if (value.length() > attribute.maxLength()) {
      return Optional.of(field + " has at most " + attribute.maxLength() + " characters.");
    }
    if (!NameText.clean(value.text())) {
      return Optional.of(field + " has control, invisible or bidirectional characters.");
    }
    if (!fits(form(attribute), value.text())) {
      return Optional.of(
          field
              + (form(attribute) == Form.PRINTABLE
                  ? " may have only letters, digits, spaces and ' ( ) + , - . / : = ?"
                  : " may have only ASCII characters."));
    }
    return syntax(attribute, value.text());
  }

  private static boolean fits(Form form, String text) {
    return switch (form) {
      case PRINTABLE -> DERPrintableString.isPrintableString(text);
      case IA5 -> DERIA5String.isIA5String(text);
      case DIRECTORY -> true;
    };
  }

  private static Optional<String> syntax(SubjectAttribute attribute, String text) {
    return switch (attribute) {
      case COUNTRY ->
          text.matches("[A-Za-z]{2}")
              ? Optional.empty()
              : Optional.of("subject.country is a code of two letters (ISO 3166).");
      case EMAIL ->
          Mailbox.valid(text)
              ? Optional.empty()
              : Optional.of("subject.email is not an e-mail address.");
      default -> Optional.empty();
    };
  }

  /** Returns the text that is certified: countries in capital letters, all else as it is. */
  static String text(SubjectAttribute attribute, NameText value) {
    return attribute == SubjectAttribute.COUNTRY
        ? value.text().toUpperCase(Locale.ROOT)
        : value.text();
  }

  /** Encodes a value without {@link #problem}. */
  static ASN1Encodable encode(SubjectAttribute attribute, NameText value) {
    var text = text(attribute, value);
    return switch (form(attribute)) {
      case PRINTABLE -> new DERPrintableString(text);
      case IA5 -> new DERIA5String(text);
      case DIRECTORY -> value.printable() ? new DERPrintableString(text) : new DERUTF8String(text);
    };
  }
}
