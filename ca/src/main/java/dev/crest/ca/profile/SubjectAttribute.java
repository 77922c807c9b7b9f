package dev.crest.ca.profile;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Subject attributes that a profile can name. The field name is what API, errors and console show.
 */
public enum SubjectAttribute {
  COMMON_NAME("subject.common_name", BCStyle.CN, 64),
  SERIAL_NUMBER("subject.serial_number", BCStyle.SERIALNUMBER, 64),
  ORGANIZATION_NAME("subject.organization_name", BCStyle.O, 64),
  ORGANIZATION_UNIT("subject.organization_unit", BCStyle.OU, 64),
  COUNTRY("subject.country", BCStyle.C, 2),
  STATE("subject.state", BCStyle.ST, 128),
  LOCALITY("subject.locality", BCStyle.L, 128),
  STREET_ADDRESS("subject.street_address", BCStyle.STREET, 128),
  POSTAL_CODE("subject.postal_code", BCStyle.POSTAL_CODE, 40),
  EMAIL("subject.email", BCStyle.EmailAddress, 255),
  DOMAIN_COMPONENT("subject.domain_component", BCStyle.DC, 255),
  DESCRIPTION("subject.description", BCStyle.DESCRIPTION, 1024),
  DN_QUALIFIER("subject.dn_qualifier", BCStyle.DN_QUALIFIER, 64),
  UNIQUE_IDENTIFIER("subject.unique_identifier", BCStyle.UNIQUE_IDENTIFIER, 64),
  UNSTRUCTURED_NAME("subject.unstructured_name", BCStyle.UnstructuredName, 255),
  UNSTRUCTURED_ADDRESS("subject.unstructured_address", BCStyle.UnstructuredAddress, 255);

  private final String field;

  @SuppressWarnings("ImmutableEnumChecker") // Bouncy Castle's OIDs are immutable but not marked so.
  private final ASN1ObjectIdentifier oid;

  private final int maxLength;

  SubjectAttribute(String field, ASN1ObjectIdentifier oid, int maxLength) {
    this.field = field;
    this.oid = oid;
    this.maxLength = maxLength;
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
}
