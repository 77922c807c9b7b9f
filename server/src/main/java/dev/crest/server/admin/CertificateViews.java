package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Pem;
import dev.crest.server.decode.ReadableCertificate;
import dev.crest.server.decode.ReadableExtension;
import dev.crest.server.store.CertificateRecords.Standing;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.RevocationReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Certificates as the API shows them. */
final class CertificateViews {
  private CertificateViews() {}

  /**
   * A certificate in a list.
   *
   * @param id its id
   * @param status how it stands now
   * @param statusChangedAt since when it is valid, suspended or revoked; expiry changes nothing
   *     here
   * @param reason why it is revoked or suspended
   * @param comment what was said about that
   * @param subject RFC 4514 text
   * @param subjectAltNames such as {@code dns:device.example}
   * @param serialNumber hexadecimal
   * @param issuedAt when it was issued
   * @param notBefore first second of validity
   * @param notAfter last second of validity
   * @param divisionId whose
   * @param policyId under which certificate policy
   * @param profileId with which profile
   * @param authorityId by which CA
   * @param credentialId with which credential; absent where none was used
   * @param deviceId the device that it was issued to
   * @param renews the certificate that it renewed
   * @param supersededBy the certificate that renewed it
   * @param fingerprint SHA-256 in hexadecimal
   */
  record CertificateView(
      String id,
      Standing status,
      Instant statusChangedAt,
      Optional<RevocationReason> reason,
      Optional<String> comment,
      String subject,
      List<String> subjectAltNames,
      String serialNumber,
      Instant issuedAt,
      Instant notBefore,
      Instant notAfter,
      String divisionId,
      String policyId,
      String profileId,
      String authorityId,
      Optional<String> credentialId,
      Optional<String> deviceId,
      Optional<String> renews,
      Optional<String> supersededBy,
      String fingerprint) {

    static CertificateView of(StoredCertificate stored, Instant now) {
      var words = ReadableCertificate.of(stored.certificate());
      return new CertificateView(
          stored.id(),
          stored.standing(now),
          stored.statusChangedAt(),
          stored.reason(),
          stored.comment(),
          words.subject(),
          words.subjectAltNames(),
          words.serialNumber(),
          stored.issuedAt(),
          words.notBefore(),
          words.notAfter(),
          stored.divisionId(),
          stored.policyId(),
          stored.profileId(),
          stored.authorityId(),
          stored.credentialId(),
          stored.deviceId(),
          stored.renews(),
          stored.supersededBy(),
          words.sha256());
    }
  }

  /**
   * Everything about a certificate.
   *
   * @param certificate as in a list
   * @param issuer RFC 4514 text
   * @param key type of the key such as {@code EC P-256}
   * @param keySha256 SHA-256 of SubjectPublicKeyInfo in hexadecimal
   * @param signatureAlgorithm its name in the RFCs
   * @param sha1 fingerprint in hexadecimal, for tools that show nothing else
   * @param extensions in words
   * @param renewals all certificates that renewed each other, this one among them, the oldest first
   * @param chain the certificates above it, its issuer first, the root last
   * @param pem the certificate
   */
  record CertificateDetail(
      CertificateView certificate,
      String issuer,
      String key,
      String keySha256,
      String signatureAlgorithm,
      String sha1,
      List<ExtensionView> extensions,
      List<RenewalView> renewals,
      List<IssuerView> chain,
      String pem) {

    static CertificateDetail of(
        StoredCertificate stored,
        List<StoredCertificate> renewals,
        List<Certificate> chain,
        Instant now) {
      var words = ReadableCertificate.of(stored.certificate());
      return new CertificateDetail(
          CertificateView.of(stored, now),
          words.issuer(),
          words.key(),
          words.keySha256(),
          words.signatureAlgorithm(),
          words.sha1(),
          words.extensions().stream().map(ExtensionView::of).toList(),
          renewals.stream().map(one -> RenewalView.of(one, now)).toList(),
          chain.stream().map(IssuerView::of).toList(),
          Pem.write("CERTIFICATE", stored.certificate().der()));
    }
  }

  /** A certificate above another one. */
  record IssuerView(
      String subject,
      String serialNumber,
      Instant notBefore,
      Instant notAfter,
      String fingerprint,
      String pem) {
    static IssuerView of(Certificate certificate) {
      var words = ReadableCertificate.of(certificate);
      return new IssuerView(
          words.subject(),
          words.serialNumber(),
          words.notBefore(),
          words.notAfter(),
          words.sha256(),
          Pem.write("CERTIFICATE", certificate.der()));
    }
  }

  /** An extension in words. */
  record ExtensionView(String oid, String name, boolean critical, List<String> values) {
    static ExtensionView of(ReadableExtension extension) {
      return new ExtensionView(
          extension.oid(), extension.name(), extension.critical(), extension.values());
    }
  }

  /** A certificate of a chain of renewals. */
  record RenewalView(
      String id,
      Optional<String> renews,
      Standing status,
      String serialNumber,
      Instant issuedAt,
      Instant notAfter) {
    static RenewalView of(StoredCertificate stored, Instant now) {
      return new RenewalView(
          stored.id(),
          stored.renews(),
          stored.standing(now),
          stored.certificate().serialNumber().hex(),
          stored.issuedAt(),
          stored.certificate().notAfter());
    }
  }
}
