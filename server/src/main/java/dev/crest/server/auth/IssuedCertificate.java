package dev.crest.server.auth;

import dev.crest.pkix.Certificate;

/**
 * A certificate that this server issued, as stored.
 *
 * @param id the certificate's id
 * @param policyId the certificate management policy it was issued under
 * @param status its stored status; expiry is judged from the certificate
 * @param certificate the certificate
 */
public record IssuedCertificate(
    String id, String policyId, Status status, Certificate certificate) {
  /** The stored states. */
  public enum Status {
    VALID,
    SUSPENDED,
    REVOKED,
    SUPERSEDED
  }
}
