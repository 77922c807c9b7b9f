package dev.crest.server.csr;

import dev.crest.ca.profile.SubjectAttribute;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * Values of subject attributes: what RFC 5280 App. A lets them be, and how they are written into a
 * certificate (CERT-07).
 */
final class SubjectValue {
  private SubjectValue() {}

  /** Returns what is wrong with a value that is not empty, as a sentence, or empty. */
  static Optional<String> problem(SubjectAttribute attribute, NameText value) {
    var field = attribute.field();
    if (value.length() > attribute.maxLength()) {
      return Optional.of(field + " has at most " + attribute.maxLength() + " characters.");
    }
    if (!NameText.clean(value.text())) {
      return Optional.of(field + " has control, invisible or bidirectional characters.");
    }
    if (attribute.accepts(value.text())) {
      return attribute == SubjectAttribute.EMAIL && !Mailbox.valid(value.text())
          ? Optional.of("subject.email is not an e-mail address.")
          : Optional.empty();
    }
    return Optional.of(field + complaint(attribute));
  }

  private static String complaint(SubjectAttribute attribute) {
    if (attribute == SubjectAttribute.COUNTRY) {
      return " is a code of two letters (ISO 3166).";
    }
    return attribute.syntax() == SubjectAttribute.Syntax.PRINTABLE
        ? " may have only letters, digits, spaces and ' ( ) + , - . / : = ?"
        : " may have only ASCII characters.";
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
    return switch (attribute.syntax()) {
      case PRINTABLE -> new DERPrintableString(text);
      case IA5 -> new DERIA5String(text);
      case IA5_OR_DIRECTORY ->
          DERIA5String.isIA5String(text) ? new DERIA5String(text) : new DERUTF8String(text);
      case DIRECTORY -> value.printable() ? new DERPrintableString(text) : new DERUTF8String(text);
      case BITS -> new DERBitString(text.getBytes(StandardCharsets.UTF_8));
    };
  }
}
