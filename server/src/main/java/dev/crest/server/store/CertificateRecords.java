package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.SerialNumber;
import dev.crest.server.auth.IssuedCertificate.Status;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Issued certificates: finding them, and changing their status. A new status is obeyed at once by
 * every node, since authentication reads it every time. Thread-safe; every change leaves an audit
 * record.
 */
public final class CertificateRecords {
  static final String BY_ID =
      """
      select c.*, (select max(n.id) from certificate n where n.renews = c.id) as superseded_by
      from certificate c where c.id = ?\
      """;

  static final String ID_BY_SERIAL =
      "select id from certificate where authority_id = ? and serial = ?";
  static final String ID_BY_FINGERPRINT = "select id from certificate where fingerprint = ?";
  private static final String SET_STATUS =
      "update certificate set status = ?, status_changed_at = ?, revocation_reason = ? where id = ?";

  private final Writer writer;
  private final Database database;

  CertificateRecords(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /**
   * A certificate with what is known about it.
   *
   * @param id its id
   * @param accountId whose
   * @param divisionId whose
   * @param authorityId the CA that signed it
   * @param policyId under which policy
   * @param profileId with which profile
   * @param credentialId whose use was counted
   * @param deviceId the device that it was issued to
   * @param renews the certificate that it renewed
   * @param supersededBy the latest certificate that renewed it
   * @param status the stored status; expiry is judged from the certificate
   * @param statusChangedAt since when
   * @param reason why it is revoked or suspended
   * @param issuedAt when it was issued
   * @param certificate the certificate
   */
  public record StoredCertificate(
      String id,
      String accountId,
      String divisionId,
      String authorityId,
      String policyId,
      String profileId,
      Optional<String> credentialId,
      Optional<String> deviceId,
      Optional<String> renews,
      Optional<String> supersededBy,
      Status status,
      Instant statusChangedAt,
      Optional<RevocationReason> reason,
      Instant issuedAt,
      Certificate certificate) {}

  public Optional<StoredCertificate> find(String id) {
    return database.read(c -> find(c, id));
  }

  /** Finds by SHA-256 fingerprint, 64 hexadecimal digits. */
  public Optional<StoredCertificate> byFingerprint(String fingerprint) {
    var bytes = HexFormat.of().parseHex(fingerprint);
    return database.read(
        c -> resolved(c, Sql.first(c, ID_BY_FINGERPRINT, row -> row.text("id"), bytes)));
  }

  /** Finds by issuing CA and serial number. */
  public Optional<StoredCertificate> bySerialNumber(String authorityId, SerialNumber serialNumber) {
    return database.read(c ->
        resolved(
            c, Sql.first(c, ID_BY_SERIAL, row -> row.text("id"), authorityId, serialNumber.hex())));
  }

  /**
   * Revokes for good. What is revoked already may still be found to be compromised, nothing else.
   *
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} for {@link
   *     RevocationReason#CERTIFICATE_HOLD}; {@code CONFLICT} if it is revoked already
   */
  public void revoke(Actor actor, String id, RevocationReason reason) {
    if (reason == RevocationReason.CERTIFICATE_HOLD) {
      throw Refused.of(
          Kind.INVALID, "reason-invalid", "A certificate on hold is suspended, not revoked.");
    }
    writer.edit(scope -> {
      var known = existing(scope.connection(), id);
      boolean worse =
          reason == RevocationReason.KEY_COMPROMISE && !known.reason().equals(Optional.of(reason));
      require(known.status() != Status.REVOKED || worse, "The certificate is revoked already.");
      return change(scope, actor, known, "revoke", Status.REVOKED, Optional.of(reason));
    });
  }

  /**
   * Suspends a valid certificate, until it is resumed or revoked.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} if it is not valid
   */
  public void suspend(Actor actor, String id) {
    writer.edit(scope -> {
      var known = existing(scope.connection(), id);
      require(known.status() == Status.VALID, "Only a valid certificate can be suspended.");
      return change(
          scope,
          actor,
          known,
          "suspend",
          Status.SUSPENDED,
          Optional.of(RevocationReason.CERTIFICATE_HOLD));
    });
  }

  /**
   * Makes a suspended certificate valid again.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} if it is not suspended
   */
  public void resume(Actor actor, String id) {
    writer.edit(scope -> {
      var known = existing(scope.connection(), id);
      require(known.status() == Status.SUSPENDED, "Only a suspended certificate can be resumed.");
      return change(scope, actor, known, "resume", Status.VALID, Optional.empty());
    });
  }

  private static StoredCertificate existing(Connection c, String id) throws SQLException {
    return find(c, id).orElseThrow(() -> Faults.notFound("certificate"));
  }

  private static void require(boolean good, String message) {
    if (!good) {
      throw Refused.of(Kind.CONFLICT, "certificate-status", message);
    }
  }

  private static StoredCertificate change(
      Change.Scope scope,
      Actor actor,
      StoredCertificate known,
      String verb,
      Status status,
      Optional<RevocationReason> reason)
      throws SQLException {
    Sql.update(
        scope.connection(),
        SET_STATUS,
        CertificateTable.code(status),
        scope.now(),
        reason.map(RevocationReason::code),
        known.id());
    scope.report(
        new ChangeRecord("certificate", verb, known.id())
            .account(known.accountId())
            .division(known.divisionId())
            .before("status", known.status())
            .before("reason", known.reason())
            .after("status", status)
            .after("reason", reason)
            .after("serial_number", known.certificate().serialNumber().hex())
            .by(actor, scope.now()));
    return known;
  }

  private static Optional<StoredCertificate> resolved(Connection c, Optional<String> id)
      throws SQLException {
    return id.isPresent() ? find(c, id.get()) : Optional.empty();
  }

  private static Optional<StoredCertificate> find(Connection c, String id) throws SQLException {
    return Sql.first(c, BY_ID, CertificateRecords::map, id);
  }

  static StoredCertificate map(Row row) throws SQLException {
    var reason = row.optionalNumber("revocation_reason");
    return new StoredCertificate(
        row.text("id"),
        row.text("account_id"),
        row.text("division_id"),
        row.text("authority_id"),
        row.text("policy_id"),
        row.text("profile_id"),
        row.optionalText("credential_id"),
        row.optionalText("device_id"),
        row.optionalText("renews"),
        row.optionalText("superseded_by"),
        CertificateTable.status(row),
        row.instant("status_changed_at"),
        reason.isPresent()
            ? Optional.of(RevocationReason.ofCode(reason.getAsLong()))
            : Optional.empty(),
        row.instant("issued_at"),
        CertificateTable.read(row.bytes("der")));
  }
}
