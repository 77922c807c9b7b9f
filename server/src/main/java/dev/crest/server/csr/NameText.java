package dev.crest.server.csr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.DERPrintableString;

/**
 * A text in a name, apart from its string type.
 *
 * @param text without white space at its ends
 * @param printable whether it came as a PrintableString, and is one
 */
record NameText(String text, boolean printable) {

  /** A text that did not come from a request. */
  static NameText of(String text) {
    return new NameText(text.strip(), false);
  }

  /**
   * Reads a string of a type whose meaning is certain. TeletexString, BMPString and UniversalString
   * are not: RFC 5280 §4.1.2.4 leaves them to certificates of the past, and readers disagree on
   * them.
   */
  static Optional<NameText> read(ASN1Encodable value) {
    if (value instanceof ASN1BitString bits && bits.getPadBits() == 0) {
      // X.520's uniqueIdentifier; only as far as it is a text.
      return utf8(bits.getOctets());
    }
    boolean accepted =
        value instanceof ASN1UTF8String
            || value instanceof ASN1PrintableString
            || value instanceof ASN1IA5String
            || value instanceof ASN1NumericString
            || value instanceof ASN1VisibleString;
    if (!accepted) {
      return Optional.empty();
    }
    var text = ((ASN1String) value).getString().strip();
    return Optional.of(
        new NameText(
            text,
            value instanceof ASN1PrintableString && DERPrintableString.isPrintableString(text)));
  }

  private static Optional<NameText> utf8(byte[] octets) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      return Optional.of(of(text));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether every character shows itself: no control, formatting (bidirectional, zero-width),
   * private, unassigned or separator characters other than the space.
   */
  static boolean clean(String text) {
    return text.codePoints().allMatch(NameText::shows);
  }

  private static boolean shows(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  /** Returns the length in characters as people count them. */
  int length() {
    return text.codePointCount(0, text.length());
  }
}
