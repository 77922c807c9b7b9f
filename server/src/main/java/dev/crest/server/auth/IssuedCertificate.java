package dev.crest.server.auth;

import dev.crest.pkix.Certificate;
import java.util.Optional;

/**
 * A certificate that this server issued, as stored.
 *
 * @param id the certificate's id
 * @param policyId the certificate management policy it was issued under
 * @param status its stored status; expiry is judged from the certificate
 * @param certificate the certificate
 * @param deviceId the device that it was issued to
 */
public record IssuedCertificate(
    String id, String policyId, Status status, Certificate certificate, Optional<String> deviceId) {
  /** The stored states. */
  public enum Status {
    VALID,
    SUSPENDED,
    REVOKED,
    SUPERSEDED
  }
}
