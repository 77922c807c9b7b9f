package dev.crest.ca.lint;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * CERT-09: otherName only of kinds whose syntax is known.
 *
 * <pre>
 * UPN                ::= UTF8String                       -- 1.3.6.1.4.1.311.20.2.3
 * SmtpUTF8Mailbox    ::= UTF8String (SIZE (1..MAX))       -- RFC 9598 §3
 * HardwareModuleName ::= SEQUENCE {                       -- RFC 4108 §5
 *     hwType OBJECT IDENTIFIER, hwSerialNum OCTET STRING }
 * </pre>
 */
final class OtherNameRule implements Rule {
  private static final ASN1ObjectIdentifier USER_PRINCIPAL_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");
  private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");
  private static final ASN1ObjectIdentifier HARDWARE_MODULE_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4");

  @Override
  public String id() {
    return "other-name";
  }

  @Override
  public String citation() {
    return "RFC 5280 §4.2.1.6";
  }

  @Override
  public Optional<String> check(Candidate candidate) {

    for (var name : candidate.subjectAltNames()) {
      if (name.getTagNo() == GeneralName.otherName && !known(name)) {
        return Optional.of("an otherName is of no kind that Crest knows, or not in its syntax");
      }
    }
    return Optional.empty();
  }

  private static boolean known(GeneralName name) {
    try {
      var other = OtherName.getInstance(name.getName());
      if (other.getTypeID().equals(HARDWARE_MODULE_NAME)) {
        return hardwareModuleName(other.getValue());
      }
      boolean text =
          other.getTypeID().equals(USER_PRINCIPAL_NAME)
              || other.getTypeID().equals(SMTP_UTF8_MAILBOX);
      return text
          && other.getValue() instanceof ASN1UTF8String value
          && !value.getString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean hardwareModuleName(ASN1Encodable value) {
    return value instanceof ASN1Sequence sequence
        && sequence.size() == 2
        && sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier
        && sequence.getObjectAt(1) instanceof ASN1OctetString serial
        && serial.getOctetsLength() > 0;
  }
}
