package dev.crest.ca.profile;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Subject attributes that a profile can name. The field name is what API, errors and console show.
 */
public enum SubjectAttribute {
  COMMON_NAME("subject.common_name", BCStyle.CN, 64),
  SERIAL_NUMBER("subject.serial_number", BCStyle.SERIALNUMBER, 64, Syntax.PRINTABLE),
  ORGANIZATION_NAME("subject.organization_name", BCStyle.O, 64),
  ORGANIZATION_UNIT("subject.organization_unit", BCStyle.OU, 64),
  COUNTRY("subject.country", BCStyle.C, 2, Syntax.PRINTABLE),
  STATE("subject.state", BCStyle.ST, 128),
  LOCALITY("subject.locality", BCStyle.L, 128),
  STREET_ADDRESS("subject.street_address", BCStyle.STREET, 128),
  POSTAL_CODE("subject.postal_code", BCStyle.POSTAL_CODE, 40),
  EMAIL("subject.email", BCStyle.EmailAddress, 255, Syntax.IA5),
  DOMAIN_COMPONENT("subject.domain_component", BCStyle.DC, 255, Syntax.IA5),
  DESCRIPTION("subject.description", BCStyle.DESCRIPTION, 1024),
  DN_QUALIFIER("subject.dn_qualifier", BCStyle.DN_QUALIFIER, 64, Syntax.PRINTABLE),
  UNIQUE_IDENTIFIER("subject.unique_identifier", BCStyle.UNIQUE_IDENTIFIER, 64, Syntax.BITS),
  UNSTRUCTURED_NAME(
      "subject.unstructured_name", BCStyle.UnstructuredName, 255, Syntax.IA5_OR_DIRECTORY),
  UNSTRUCTURED_ADDRESS("subject.unstructured_address", BCStyle.UnstructuredAddress, 255);

  /** How an attribute's value is written (RFC 5280 App. A; RFC 2985 App. B for PKCS#9 ones). */
  public enum Syntax {
    /** DirectoryString; of its choices only PrintableString and UTF8String are issued (CERT-07). */
    DIRECTORY,
    PRINTABLE,
    IA5,
    /** PKCS9String. */
    IA5_OR_DIRECTORY,
    /** UniqueIdentifier, a BIT STRING (X.520 §6.2.7). */
    BITS
  }

  private static final Map<ASN1ObjectIdentifier, SubjectAttribute> BY_OID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(SubjectAttribute::oid, Function.identity()));

  private final String field;

  @SuppressWarnings("ImmutableEnumChecker") // Bouncy Castle's OIDs are immutable but not marked so.
  private final ASN1ObjectIdentifier oid;

  private final int maxLength;
  private final Syntax syntax;

  SubjectAttribute(String field, ASN1ObjectIdentifier oid, int maxLength) {
    this(field, oid, maxLength, Syntax.DIRECTORY);
  }

  SubjectAttribute(String field, ASN1ObjectIdentifier oid, int maxLength, Syntax syntax) {
    this.field = field;
    this.oid = oid;
    this.maxLength = maxLength;
    this.syntax = syntax;
  }

  /** Returns the attribute with this OID, or empty where no profile can name it. */
  public static Optional<SubjectAttribute> of(ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(BY_OID.get(oid));
  }

  /** Returns such as {@code subject.common_name}. */
  public String field() {
    return field;
  }

  public ASN1ObjectIdentifier oid() {
    return oid;
  }

  /** Returns the upper bound in characters (RFC 5280 App. A). */
  public int maxLength() {
    return maxLength;
  }

  /** Returns how values are written in certificates. */
  public Syntax syntax() {
    return syntax;
  }

  /** Whether {@code text} can be a value: not empty, not too long, of the right characters. */
  public boolean accepts(String text) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= maxLength
        && text.codePoints().noneMatch(SubjectAttribute::control)
        && switch (syntax) {
          case PRINTABLE -> text.chars().allMatch(SubjectAttribute::printable) && countryFits(text);
          case IA5 -> text.chars().allMatch(c -> c < 0x80);
          case DIRECTORY, IA5_OR_DIRECTORY, BITS -> true;
        };
  }

  private boolean countryFits(String text) {
    return this != COUNTRY || text.matches("[A-Za-z]{2}");
  }

  private static boolean control(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }

  /** Whether a character may stand in a PrintableString (X.680 §41.4). */
  private static boolean printable(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || " '()+,-./:=?".indexOf(c) >= 0;
  }
}
