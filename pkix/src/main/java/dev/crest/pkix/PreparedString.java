package dev.crest.pkix;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;

/** Attribute values in the form in which they are compared (RFC 5280 §7.1, RFC 4518 §2). */
final class PreparedString {
  private static final Charset UTF_32 = Charset.forName("UTF-32BE");

  private PreparedString() {}

  /** Returns a String for character strings of any type, and the value itself for others. */
  static Object of(ASN1Encodable value) {
    return value.toASN1Primitive() instanceof ASN1String string && !hexOnly(string)
        ? prepare(characters(string))
        : value.toASN1Primitive();
  }

  /** Returns the characters of a string of any type. */
  static String characters(ASN1String string) {
    // Bouncy Castle gives the hexadecimal encoding of a UniversalString.
    return string instanceof ASN1UniversalString universal
        ? new String(universal.getOctets(), UTF_32)
        : string.getString();
  }

  /** Whether this is a BIT STRING, which Bouncy Castle counts among the strings. */
  static boolean hexOnly(ASN1String string) {
    return string instanceof ASN1BitString;
  }

  private static String prepare(String characters) {
    var normal =
        ascii(characters) ? characters : Normalizer.normalize(characters, Normalizer.Form.NFKC);
    var folded = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    var out = new StringBuilder(folded.length());
    boolean space = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (white(c)) {
        space = !out.isEmpty();
      } else {
        if (space) {
          out.append(' ');
          space = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean white(char c) {
    return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
