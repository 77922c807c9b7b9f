package dev.crest.pkix;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Writes distinguished names (RFC 4514), with more escapes than it asks for. */
final class NameText {
  private static final HexFormat HEX = HexFormat.of();
  // RFC 4514 §3 and the LDAP descriptors of the other attributes that devices have.
  private static final Map<ASN1ObjectIdentifier, String> KEYWORDS =
      Map.ofEntries(
          Map.entry(BCStyle.CN, "CN"),
          Map.entry(BCStyle.L, "L"),
          Map.entry(BCStyle.ST, "ST"),
          Map.entry(BCStyle.O, "O"),
          Map.entry(BCStyle.OU, "OU"),
          Map.entry(BCStyle.C, "C"),
          Map.entry(BCStyle.STREET, "STREET"),
          Map.entry(BCStyle.DC, "DC"),
          Map.entry(BCStyle.UID, "UID"),
          Map.entry(BCStyle.SERIALNUMBER, "serialNumber"),
          Map.entry(BCStyle.DN_QUALIFIER, "dnQualifier"),
          Map.entry(BCStyle.T, "title"),
          Map.entry(BCStyle.SURNAME, "SN"),
          Map.entry(BCStyle.GIVENNAME, "givenName"),
          Map.entry(BCStyle.INITIALS, "initials"),
          Map.entry(BCStyle.GENERATION, "generationQualifier"),
          Map.entry(BCStyle.PSEUDONYM, "pseudonym"),
          Map.entry(BCStyle.NAME, "name"),
          Map.entry(BCStyle.ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
          Map.entry(BCStyle.EmailAddress, "emailAddress"));

  private NameText() {}

  static String of(X500Name name) {
    var out = new StringBuilder();
    var rdns = name.getRDNs();
    for (int i = rdns.length - 1; i >= 0; i--) {
      if (!out.isEmpty()) {
        out.append(',');
      }
      append(out, rdns[i]);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, RDN rdn) {
    var separator = "";
    for (var pair : rdn.getTypesAndValues()) {
      out.append(separator);
      separator = "+";
      var keyword = KEYWORDS.get(pair.getType());
      out.append(keyword == null ? pair.getType().getId() : keyword).append('=');
      if (pair.getValue().toASN1Primitive() instanceof ASN1String string
          && !PreparedString.hexOnly(string)) {
        appendEscaped(out, PreparedString.characters(string));
      } else {
        out.append(hex(pair.getValue()));
      }
    }
  }

  static String hex(ASN1Encodable value) {
    return "#" + HEX.formatHex(Asn1.encoded(value));
  }

  private static void appendEscaped(StringBuilder out, String value) {
    int last = value.length() - 1;
    for (int i = 0; i < value.length(); ) {
      int point = value.codePointAt(i);
      boolean edge = (point == ' ' && (i == 0 || i == last)) || (point == '#' && i == 0);
      if (edge || "\"+,;<>\\".indexOf(point) >= 0) {
        out.append('\\').appendCodePoint(point);
      } else {
        appendVisible(out, point);
      }
      i += Character.charCount(point);
    }
  }

  /** Writes a text whose own syntax has no escapes: invisible characters and backslashes only. */
  static String visible(String value) {
    var out = new StringBuilder(value.length());
    value
        .codePoints()
        .forEach(point -> {
          if (point == '\\') {
            out.append("\\5c");
          } else {
            appendVisible(out, point);
          }
        });
    return out.toString();
  }

  private static void appendVisible(StringBuilder out, int point) {
    if (shows(point)) {
      out.appendCodePoint(point);
      return;
    }
    // A lone surrogate has no UTF-8; Java writes a question mark for it.
    for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      out.append('\\').append(HEX.toHexDigits(octet));
    }
  }

  private static boolean shows(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
