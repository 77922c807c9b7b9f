package dev.crest.ca.profile;

import java.util.Map;

/** Extended key usage OIDs that Crest knows by name (RFC 5280 §4.2.1.12, RFC 6402 §2.10). */
public final class ExtendedKeyUsages {
  public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  public static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

  /** Signing in to Windows with a certificate. */
  public static final String SMARTCARD_LOGON = "1.3.6.1.4.1.311.20.2.2";

  /** An EST registration authority (RFC 7030 §3.7, RFC 6402 §2.10). */
  public static final String CMC_RA = "1.3.6.1.5.5.7.3.28";

  /** Any usage at all. */
  public static final String ANY = "2.5.29.37.0";

  /**
   * Usages that speak for a CA. No end-entity profile may hold them and no request gets them
   * (CERT-15, S-RA-04): the CA's own special certificates are made in other ways.
   */
  private static final Map<String, String> RESERVED =
      Map.of(
          ANY,
          "anyExtendedKeyUsage",
          "1.3.6.1.5.5.7.3.8",
          "id-kp-timeStamping",
          "1.3.6.1.5.5.7.3.9",
          "id-kp-OCSPSigning",
          "1.3.6.1.5.5.7.3.27",
          "id-kp-cmcCA",
          CMC_RA,
          "id-kp-cmcRA",
          "1.3.6.1.5.5.7.3.29",
          "id-kp-cmcArchive",
          "1.3.6.1.5.5.7.3.32",
          "id-kp-cmKGA");

  private ExtendedKeyUsages() {}

  /** Whether an end-entity certificate may never carry it. */
  public static boolean reserved(String oid) {
    return RESERVED.containsKey(oid);
  }

  /** Returns the name of a reserved usage, or the OID itself. */
  public static String title(String oid) {
    return RESERVED.getOrDefault(oid, oid);
  }
}
