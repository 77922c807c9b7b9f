package dev.crest.estwire;

import java.util.Locale;
import java.util.Set;

/**
 * A label of RFC 7030 §3.2.2: one path segment of 1 to 128 unreserved or sub-delim characters (RFC
 * 3986 §2.2, §2.3) that is no operation's name.
 *
 * @param value the segment, decoded
 */
public record CaLabel(String value) {
  private static final int MAX_LENGTH = 128;

  /**
   * Segments that mean something of their own below {@code /.well-known/est/}, so that a label of
   * this name would hide an operation or be hidden by one (RFC 7030 §3.2.2, RFC 8295 §1.5). A
   * different case is reserved too: two URLs that differ in case only invite mistakes.
   */
  private static final Set<String> RESERVED =
      Set.of(
          // RFC 7030
          "cacerts",
          "simpleenroll",
          "simplereenroll",
          "fullcmc",
          "serverkeygen",
          "csrattrs",
          // RFC 8295
          "pal",
          "eecerts",
          "crls",
          "symmetrickeys",
          "firmware",
          "tamp",
          "return",
          // RFC 9148 §4.1
          "crts",
          "sen",
          "sren",
          "skg",
          "skc",
          "att",
          // RFC 8995 §8.3.1; older pledges ask for them here
          "requestvoucher",
          "voucher_status",
          "requestauditlog",
          "enrollstatus",
          // draft-ietf-lamps-est-renewal-info
          "renewal-info",
          // the URL shape of policies
          "devicetrustmanager");

  public CaLabel {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a usable label");
    }
  }

  /**
   * Whether a string can be configured as a label (S-URI-03, S-URI-09): allowed characters, length,
   * not a reserved name, not a dot segment.
   */
  public static boolean isValid(String value) {
    return !value.isEmpty()
        && value.length() <= MAX_LENGTH
        && value.chars().allMatch(CaLabel::isAllowed)
        && !isDotSegment(value)
        && !RESERVED.contains(value.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a path with this segment means another path to a proxy: {@code .} and {@code ..}, also
   * with a parameter, which some proxies cut off first ({@code ..;x}, A-07).
   */
  private static boolean isDotSegment(String value) {
    int parameter = value.indexOf(';');
    var name = parameter < 0 ? value : value.substring(0, parameter);
    return name.equals(".") || name.equals("..");
  }

  /** Whether a character is unreserved or a sub-delim; all of them are ASCII. */
  static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c < 0x80 && "-._~!$&'()*+,;=".indexOf(c) >= 0);
  }
}
