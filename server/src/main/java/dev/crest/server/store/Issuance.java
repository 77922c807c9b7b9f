package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.device.DeviceClaim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that one issuance makes durable, in one transaction.
 *
 * @param certificateId the new certificate's id (UUIDv7)
 * @param certificate the certificate
 * @param authorityId the CA that signed it
 * @param policyId under which policy
 * @param profileId with which profile
 * @param accountId whose
 * @param divisionId whose
 * @param credentialId whose use is counted; empty for none
 * @param usageLimit the limit of that credential as last read; the stored one is enforced
 * @param renewedCertificateId the certificate that this one renews
 * @param resubmission where the same request made again shall get the same certificate
 * @param event the audit record
 * @param device the device that the certificate is for
 */
public record Issuance(
    String certificateId,
    Certificate certificate,
    String authorityId,
    String policyId,
    String profileId,
    String accountId,
    String divisionId,
    Optional<String> credentialId,
    OptionalLong usageLimit,
    Optional<String> renewedCertificateId,
    Optional<Resubmission> resubmission,
    AuditEvent event,
    Optional<ForDevice> device) {

  /** Makes an issuance that is for no device. */
  public Issuance(
      String certificateId,
      Certificate certificate,
      String authorityId,
      String policyId,
      String profileId,
      String accountId,
      String divisionId,
      Optional<String> credentialId,
      OptionalLong usageLimit,
      Optional<String> renewedCertificateId,
      Optional<Resubmission> resubmission,
      AuditEvent event) {
    this(
        certificateId,
        certificate,
        authorityId,
        policyId,
        profileId,
        accountId,
        divisionId,
        credentialId,
        usageLimit,
        renewedCertificateId,
        resubmission,
        event,
        Optional.empty());
  }

  /**
   * What the issuance does to a device.
   *
   * @param claim by what right; nothing of the issuance is kept where it does not hold any more
   * @param events audit records of what becomes of the device
   */
  public record ForDevice(DeviceClaim claim, List<AuditEvent> events) {
    public ForDevice {
      events = List.copyOf(events);
    }
  }

  /**
   * What makes two requests the same.
   *
   * @param digest SHA-256 over credential, policy, public key and names: 32 bytes
   * @param since only issuances from then on count
   */
  public record Resubmission(byte[] digest, Instant since) {}
}
