package dev.crest.server.store;

import java.util.Arrays;

/**
 * Why a certificate is revoked (RFC 5280 §5.3.1). {@code certificateHold} is a state, see {@link
 * CertificateRecords#suspend}.
 */
public enum RevocationReason {
  UNSPECIFIED(0),
  KEY_COMPROMISE(1),
  CA_COMPROMISE(2),
  AFFILIATION_CHANGED(3),
  SUPERSEDED(4),
  CESSATION_OF_OPERATION(5),
  CERTIFICATE_HOLD(6),
  PRIVILEGE_WITHDRAWN(9),
  AA_COMPROMISE(10);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  /** Returns the value of CRLReason. */
  public int code() {
    return code;
  }

  static RevocationReason ofCode(long code) {
    return Arrays.stream(values())
        .filter(reason -> reason.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no revocation reason has the code " + code));
  }
}
