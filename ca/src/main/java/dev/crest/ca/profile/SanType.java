package dev.crest.ca.profile;

import java.net.InetAddress;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** SubjectAltName forms that a profile can name. */
public enum SanType {
  DNS("san.dns_name"),
  IP("san.ip_address"),
  URI("san.uri"),
  EMAIL("san.email"),
  UPN("san.user_principal_name"),
  REGISTERED_ID("san.registered_id"),
  /** RFC 4108 §5, as 802.1AR uses it. */
  HARDWARE_MODULE_NAME("san.hardware_module_name");

  private static final int LONGEST = 256;
  private static final Pattern HOST =
      Pattern.compile("(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*");
  private static final Pattern AT_A_DOMAIN = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("([0-9A-Fa-f]{2}){1,128}");

  private final String field;

  SanType(String field) {
    this.field = field;
  }

  /** Returns such as {@code san.dns_name}. */
  public String field() {
    return field;
  }

  /**
   * Whether {@code text} can be a value: a host name, an address, an absolute URI, a mailbox,
   * {@code user@domain}, a dotted OID, or for a hardware module name the dotted OID of its type, a
   * colon and the serial number in hexadecimal. A certificate that is made of it is judged more
   * closely.
   */
  public boolean accepts(String text) {
    return text.length() <= LONGEST
        && text.codePoints().noneMatch(Character::isISOControl)
        && switch (this) {
          case DNS -> HOST.matcher(text).matches();
          case IP -> isAddress(text);
          case URI -> isAbsoluteUri(text);
          case EMAIL, UPN -> AT_A_DOMAIN.matcher(text).matches();
          case REGISTERED_ID -> ASN1ObjectIdentifier.tryFromID(text) != null;
          case HARDWARE_MODULE_NAME -> isHardwareModule(text);
        };
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isAbsoluteUri(String text) {
    try {
      return new java.net.URI(text).isAbsolute() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isHardwareModule(String text) {
    int colon = text.indexOf(':');
    return colon > 0
        && ASN1ObjectIdentifier.tryFromID(text.substring(0, colon)) != null
        && HEXADECIMAL.matcher(text.substring(colon + 1)).matches();
  }
}
