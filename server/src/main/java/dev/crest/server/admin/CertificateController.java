package dev.crest.server.admin;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Pem;
import dev.crest.server.access.Permission;
import dev.crest.server.admin.CertificateViews.CertificateDetail;
import dev.crest.server.admin.CertificateViews.CertificateView;
import dev.crest.server.enrollment.Withdrawal;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateRecords;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import dev.crest.server.store.RevocationReason;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Issued certificates: finding, reading, withdrawing and renewing them. */
@RestController
@RequestMapping("/api/v1/certificates")
@Tag(name = "Certificates")
final class CertificateController {
  private final CertificateRecords certificates;
  private final Withdrawal withdrawal;
  private final Authorities authorities;
  private final CertificateRequests requests;
  private final InstantSource clock;

  CertificateController(
      CertificateRecords certificates,
      Withdrawal withdrawal,
      Authorities authorities,
      CertificateRequests requests,
      InstantSource clock) {
    this.certificates = certificates;
    this.withdrawal = withdrawal;
    this.authorities = authorities;
    this.requests = requests;
    this.clock = clock;
  }

  /**
   * Why a certificate is revoked.
   *
   * @param reason of RFC 5280 §5.3.1; unspecified where nothing is said
   * @param comment for those who read about it later
   */
  record Revocation(Optional<RevocationReason> reason, Optional<String> comment) {}

  /** What is said about a suspension or its end. */
  record Remark(Optional<String> comment) {}

  @GetMapping
  @Requires(Permission.CERTIFICATE_READ)
  @Filters(
      value = {
        "status",
        "policy_id",
        "profile_id",
        "authority_id",
        "division_id",
        "credential_id",
        "device_id",
        "serial",
        "fingerprint",
        "common_name",
        "san",
        "san_prefix",
        "issued_from",
        "issued_to",
        "expires_from",
        "expires_to"
      },
      sort = {"issued", "not_after", "common_name", "san"})
  @Operation(
      operationId = "listCertificates",
      summary = "List certificates, the latest first",
      description =
          """
          `status` is one or several of valid, expired, revoked, suspended, superseded, with commas between. `common_name` and `san_prefix` are how
          a name begins, `san` is a whole one. A list by the beginning of a name is in the order of names, one by expiry in the order of expiry,
          unless another order is asked for.
          """)
  Page<CertificateView> list(Reach reach, ListQuery query) {
    var now = clock.instant();
    return certificates.list(reach, query, now).map(stored -> CertificateView.of(stored, now));
  }

  @GetMapping("/{id}")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(operationId = "getCertificate", summary = "Show everything about a certificate")
  CertificateDetail find(Reach reach, @PathVariable String id) {
    var stored = existing(reach, id);
    return CertificateDetail.of(
        stored,
        certificates.renewals(id),
        authorities.chain(stored.authorityId()),
        clock.instant());
  }

  private StoredCertificate existing(Reach reach, String id) {
    return certificates
        .find(reach, id)
        .orElseThrow(() ->
            Refused.of(Kind.NOT_FOUND, "certificate-unknown", "There is no such certificate."));
  }

  @GetMapping(value = "/{id}/pem", produces = "application/x-pem-file")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(operationId = "getCertificatePem", summary = "Download a certificate in PEM")
  ResponseEntity<byte[]> pem(Reach reach, @PathVariable String id) {
    var text = pem(existing(reach, id).certificate());
    return file(text.getBytes(StandardCharsets.US_ASCII), "application/x-pem-file", id + ".pem");
  }

  @GetMapping(value = "/{id}/der", produces = "application/pkix-cert")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(operationId = "getCertificateDer", summary = "Download a certificate in DER")
  ResponseEntity<byte[]> der(Reach reach, @PathVariable String id) {
    var der = existing(reach, id).certificate().der().bytes();
    return file(der, "application/pkix-cert", id + ".cer");
  }

  @GetMapping(value = "/{id}/pkcs7", produces = "application/pkcs7-mime")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(
      operationId = "getCertificatePkcs7",
      summary = "Download a certificate and those above it as certs-only PKCS#7 in DER")
  ResponseEntity<byte[]> pkcs7(Reach reach, @PathVariable String id) {
    var message = CertsOnly.write(chain(existing(reach, id))).bytes();
    return file(message, "application/pkcs7-mime", id + ".p7c");
  }

  @GetMapping(value = "/{id}/chain", produces = "application/x-pem-file")
  @Requires(Permission.CERTIFICATE_READ)
  @Operation(
      operationId = "getCertificateChain",
      summary = "Download a certificate and those above it in PEM, the root last")
  ResponseEntity<byte[]> chain(Reach reach, @PathVariable String id) {
    var text =
        chain(existing(reach, id)).stream()
            .map(CertificateController::pem)
            .collect(Collectors.joining());
    return file(
        text.getBytes(StandardCharsets.US_ASCII), "application/x-pem-file", id + "-chain.pem");
  }

  private List<Certificate> chain(StoredCertificate stored) {
    var chain = new ArrayList<Certificate>();
    chain.add(stored.certificate());
    chain.addAll(authorities.chain(stored.authorityId()));
    return List.copyOf(chain);
  }

  private static String pem(Certificate certificate) {
    return Pem.write("CERTIFICATE", certificate.der());
  }

  /** An id is a UUID, and safe in a header. */
  private static ResponseEntity<byte[]> file(byte[] body, String type, String name) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .body(body);
  }

  @PostMapping("/{id}/revoke")
  @Requires(Permission.CERTIFICATE_REVOKE)
  @Operation(operationId = "revokeCertificate", summary = "Revoke a certificate for good")
  CertificateView revoke(
      Reach reach,
      Actor actor,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Revocation revocation) {
    var said =
        Optional.ofNullable(revocation)
            .orElseGet(() -> new Revocation(Optional.empty(), Optional.empty()));
    return view(
        withdrawal.revoke(
            actor, reach, id, said.reason().orElse(RevocationReason.UNSPECIFIED), said.comment()));
  }

  @PostMapping("/{id}/suspend")
  @Requires(Permission.CERTIFICATE_REVOKE)
  @Operation(
      operationId = "suspendCertificate",
      summary = "Suspend a certificate, until it is resumed or revoked")
  CertificateView suspend(
      Reach reach,
      Actor actor,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Remark remark) {
    return view(withdrawal.suspend(actor, reach, id, comment(remark)));
  }

  @PostMapping("/{id}/resume")
  @Requires(Permission.CERTIFICATE_REVOKE)
  @Operation(
      operationId = "resumeCertificate",
      summary = "Make a suspended certificate valid again")
  CertificateView resume(
      Reach reach,
      Actor actor,
      @PathVariable String id,
      @RequestBody(required = false) @Nullable Remark remark) {
    return view(withdrawal.resume(actor, reach, id, comment(remark)));
  }

  private static Optional<String> comment(@Nullable Remark remark) {
    return Optional.ofNullable(remark).flatMap(Remark::comment);
  }

  private CertificateView view(StoredCertificate stored) {
    return CertificateView.of(stored, clock.instant());
  }

  @PostMapping("/{id}/renew")
  @Requires(Permission.CERTIFICATE_RENEW)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "renewCertificate",
      summary = "Renew a certificate: the names stay, serial number and dates are new",
      description =
          "With a `csr` the certificate is for its key; without one the server makes a key.")
  CertificateRequests.IssuedView renew(
      Reach reach,
      Actor actor,
      @PathVariable String id,
      @RequestBody CertificateRequests.Renewal renewal) {
    return requests.renew(actor, reach, existing(reach, id), renewal);
  }
}
