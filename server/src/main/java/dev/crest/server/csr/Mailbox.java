package dev.crest.server.csr;

import dev.crest.ca.lint.HostName;

/** Mailboxes as rfc822Name and emailAddress hold them (RFC 5280 §4.2.1.6, RFC 2821 §4.1.2). */
final class Mailbox {
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL_PART = 64;
  private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~";

  private Mailbox() {}

  /** Whether a text is {@code local-part@host}, the local part being plain atoms with dots. */
  static boolean valid(String text) {
    int at = text.lastIndexOf('@');
    return text.length() <= LONGEST
        && at > 0
        && at <= LONGEST_LOCAL_PART
        && dotAtom(text.substring(0, at))
        && HostName.fault(text.substring(at + 1)).isEmpty();
  }

  private static boolean dotAtom(String local) {
    return !local.startsWith(".")
        && !local.endsWith(".")
        && !local.contains("..")
        && local.chars().allMatch(c -> c == '.' || atom(c));
  }

  private static boolean atom(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ATOM_MARKS.indexOf(c) >= 0;
  }
}
