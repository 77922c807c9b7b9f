package dev.crest.server.access;

/** What the management API lets somebody do. Every operation of the API needs exactly one. */
public enum Permission {
  ACCOUNT_READ,
  /** Makes and changes accounts. */
  ACCOUNT_CHANGE(true),
  DIVISION_READ,
  DIVISION_CHANGE(true),
  AUTHORITY_READ,
  AUTHORITY_CHANGE(true),
  TEMPLATE_READ,
  TEMPLATE_CHANGE(true),
  PROFILE_READ,
  PROFILE_CHANGE,
  AUTHENTICATION_POLICY_READ,
  /** Its credentials too. */
  AUTHENTICATION_POLICY_CHANGE,
  POLICY_READ,
  POLICY_CHANGE,
  DEVICE_GROUP_READ,
  DEVICE_GROUP_CHANGE,
  DEVICE_READ,
  DEVICE_REGISTER,
  DEVICE_CHANGE,
  CERTIFICATE_READ,
  CERTIFICATE_REQUEST,
  CERTIFICATE_RENEW,
  /** Suspends and resumes too. */
  CERTIFICATE_REVOKE,
  JOB_READ,
  JOB_CANCEL,
  AUDIT_READ,
  /** How the server is configured. */
  SETTINGS_READ(true),
  USER_READ(true),
  /** People, service users, their roles and keys. */
  USER_CHANGE(true),
  /** Whoever is signed in may: about oneself. */
  OWN;

  private final boolean accountWide;

  Permission() {
    this(false);
  }

  Permission(boolean accountWide) {
    this.accountWide = accountWide;
  }

  /**
   * Whether it concerns the account as a whole, so that a role limited to divisions does not give
   * it.
   */
  public boolean accountWide() {
    return accountWide;
  }

  boolean reads() {
    return name().endsWith("_READ");
  }
}
