package dev.crest.server.csr;

import java.net.IDN;

/** Host names in the preferred name syntax (RFC 1034 §3.5, RFC 1123 §2.1, RFC 5280 §4.2.1.6). */
final class DnsName {
  private static final int LONGEST = 253;
  private static final int LONGEST_LABEL = 63;
  private static final String A_LABEL = "xn--";

  private DnsName() {}

  /**
   * Whether a text is a host name: letters, digits and hyphens in labels, no wildcard, no
   * underscore, no dot at the end, and nothing that could be read as an IPv4 address.
   */
  static boolean valid(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    var labels = text.split("\\.", -1);
    for (var label : labels) {
      if (!validLabel(label)) {
        return false;
      }
    }
    return !labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean validLabel(String label) {
    return !label.isEmpty()
        && label.length() <= LONGEST_LABEL
        && label.chars().allMatch(DnsName::letterDigitHyphen)
        && label.charAt(0) != '-'
        && label.charAt(label.length() - 1) != '-'
        && (!reserved(label) || decodes(label));
  }

  private static boolean letterDigitHyphen(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
  }

  /** RFC 5891 §4.2.3.1: two hyphens in the third and fourth place belong to A-labels. */
  private static boolean reserved(String label) {
    return label.startsWith("--", 2);
  }

  private static boolean decodes(String label) {
    return label.regionMatches(true, 0, A_LABEL, 0, A_LABEL.length())
        && !IDN.toUnicode(label, IDN.ALLOW_UNASSIGNED).equalsIgnoreCase(label);
  }
}
