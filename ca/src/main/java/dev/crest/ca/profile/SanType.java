package dev.crest.ca.profile;

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

  private final String field;

  SanType(String field) {
    this.field = field;
  }

  /** Returns such as {@code san.dns_name}. */
  public String field() {
    return field;
  }
}
