package dev.crest.ca.lint;

import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * CERT-09: an rfc822Name is {@code Local-part@Domain} in ASCII without comments or display name
 * (RFC 5321 §4.1.2); mailboxes beyond ASCII are SmtpUTF8Mailbox otherNames (RFC 9598 §3).
 */
final class MailboxRule implements Rule {
  private static final int LONGEST_LOCAL_PART = 64;

  /** Dot-string of RFC 5321 §4.1.2; a quoted string is legal there and never seen here. */
  private static final Pattern LOCAL_PART =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  @Override
  public String id() {
    return "mailbox";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var name : candidate.subjectAltNames()) {
      if (name.getTagNo() == GeneralName.rfc822Name
          && !mailbox(((ASN1String) name.getName()).getString())) {
        return Optional.of("an rfc822Name is not a plain ASCII mailbox");
      }
    }
    return Optional.empty();
  }

  private static boolean mailbox(String text) {
    int at = text.lastIndexOf('@');
    return at > 0
        && at <= LONGEST_LOCAL_PART
        && LOCAL_PART.matcher(text.substring(0, at)).matches()
        && HostName.fault(text.substring(at + 1)).isEmpty();
  }
}
