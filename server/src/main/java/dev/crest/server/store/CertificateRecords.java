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
import java.util.List;
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

  /** The first certificate that a chain of renewals goes back to. */
  static final String FIRST_OF_CHAIN =
      """
      with recursive older (id, renews, depth) as (
        select id, renews, 0 from certificate where id = ?
        union all
        select c.id, c.renews, o.depth + 1 from certificate c join older o on c.id = o.renews where o.depth < 1000)
      select id from older order by depth desc limit 1\
      """;

  /** Everything that renewed a certificate, or what renewed it. */
  static final String CHAIN =
      """
      with recursive newer (id, depth) as (
        select id, 0 from certificate where id = ?
        union all
        select c.id, w.depth + 1 from certificate c join newer w on c.renews = w.id where w.depth < 1000)
      select c.*, (select max(n.id) from certificate n where n.renews = c.id) as superseded_by
      from (select id, depth from newer order by depth, id limit 500) chosen join certificate c on c.id = chosen.id
      order by chosen.depth, c.id\
      """;

  private static final String SET_STATUS =
      """
      update certificate set status = ?, status_changed_at = ?, revocation_reason = ?, status_comment = ?
      where id = ?\
      """;
  private static final int LONGEST_COMMENT = 1000;

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
   * @param comment what was said at the last change of the status
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
      Optional<String> comment,
      Instant issuedAt,
      Certificate certificate) {

    /** Returns how it stands at a time. */
    public Standing standing(Instant now) {
      return switch (status) {
        case REVOKED -> Standing.REVOKED;
        case SUSPENDED -> Standing.SUSPENDED;
        case VALID, SUPERSEDED -> {
          if (now.isAfter(certificate.notAfter())) {
            yield Standing.EXPIRED;
          }
          boolean renewed = status == Status.SUPERSEDED || supersededBy.isPresent();
          yield renewed ? Standing.SUPERSEDED : Standing.VALID;
        }
      };
    }
  }

  /** How a certificate stands: what is stored, judged at a time. The first that fits counts. */
  public enum Standing {
    REVOKED,
    SUSPENDED,
    /** Neither of the two, and its validity is over. */
    EXPIRED,
    /** Still good, but renewed by another. */
    SUPERSEDED,
    VALID
  }

  /**
   * Returns one page of certificates, the latest first.
   *
   * <p>Filters: {@code status} (one or several of {@link Standing} in lower case), {@code policy_id
   * profile_id authority_id division_id credential_id device_id fingerprint}, {@code serial}
   * (hexadecimal), {@code common_name} (how it begins), {@code san} (a whole name) and {@code
   * san_prefix} (how one begins), {@code issued_from issued_to expires_from expires_to} (from
   * inclusive, to exclusive). Names are compared without regard to case. Sort keys: {@code issued},
   * {@code not_after}, {@code common_name}, and {@code san} with {@code san_prefix}; where none is
   * given, a list by the beginning of a name is in the order of names, and one by expiry in the
   * order of expiry.
   *
   * @param now what expiry is judged by
   * @throws Refused {@code INVALID} naming everything that is wrong with the query
   */
  public Page<StoredCertificate> list(Reach reach, ListQuery query, Instant now) {
    return database.read(c -> new CertificateListing(database, reach, query, now).page(c));
  }

  /** Finds a certificate within reach. */
  public Optional<StoredCertificate> find(Reach reach, String id) {
    return find(id).filter(found -> reach.covers(found.accountId(), found.divisionId()));
  }

  /**
   * Returns the certificates that renewed each other, each behind the one that it renewed: those
   * before and those after it, and the one asked for. At most 500.
   */
  public List<StoredCertificate> renewals(String id) {
    return database.read(c -> {
      var first = Sql.first(c, FIRST_OF_CHAIN, row -> row.text("id"), id);
      return first.isPresent()
          ? Sql.list(c, CHAIN, CertificateRecords::map, first.get())
          : List.of();
    });
  }

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
   * @param reach whose certificates may be revoked; empty for all
   * @throws Refused {@code NOT_FOUND}; {@code INVALID} for {@link
   *     RevocationReason#CERTIFICATE_HOLD} or a comment that cannot be kept; {@code CONFLICT} if it
   *     is revoked already
   */
  public StoredCertificate revoke(
      Actor actor,
      Optional<Reach> reach,
      String id,
      RevocationReason reason,
      Optional<String> comment) {
    var faults = new Faults();
    faults.require(
        reason != RevocationReason.CERTIFICATE_HOLD,
        "reason",
        "A certificate on hold is suspended, not revoked.");
    comment(comment, faults);
    return writer.edit(scope -> {
      var known = existing(scope.connection(), reach, id);
      faults.refuse("revocation");
      boolean worse =
          reason == RevocationReason.KEY_COMPROMISE && !known.reason().equals(Optional.of(reason));
      require(known.status() != Status.REVOKED || worse, "The certificate is revoked already.");
      return change(scope, actor, known, "revoke", Status.REVOKED, Optional.of(reason), comment);
    });
  }

  /** Revokes any, see {@link #revoke(Actor, Optional, String, RevocationReason, Optional)}. */
  public StoredCertificate revoke(Actor actor, String id, RevocationReason reason) {
    return revoke(actor, Optional.empty(), id, reason, Optional.empty());
  }

  /**
   * Suspends a valid certificate, until it is resumed or revoked.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} for a comment that cannot be kept, or {@code
   *     CONFLICT} if it is not valid
   */
  public StoredCertificate suspend(
      Actor actor, Optional<Reach> reach, String id, Optional<String> comment) {
    var faults = new Faults();
    comment(comment, faults);
    return writer.edit(scope -> {
      var known = existing(scope.connection(), reach, id);
      faults.refuse("suspension");
      require(known.status() == Status.VALID, "Only a valid certificate can be suspended.");
      var hold = Optional.of(RevocationReason.CERTIFICATE_HOLD);
      return change(scope, actor, known, "suspend", Status.SUSPENDED, hold, comment);
    });
  }

  /** Suspends any, see {@link #suspend(Actor, Optional, String, Optional)}. */
  public StoredCertificate suspend(Actor actor, String id) {
    return suspend(actor, Optional.empty(), id, Optional.empty());
  }

  /**
   * Makes a suspended certificate valid again.
   *
   * @throws Refused {@code NOT_FOUND}, {@code INVALID} for a comment that cannot be kept, or {@code
   *     CONFLICT} if it is not suspended
   */
  public StoredCertificate resume(
      Actor actor, Optional<Reach> reach, String id, Optional<String> comment) {
    var faults = new Faults();
    comment(comment, faults);
    return writer.edit(scope -> {
      var known = existing(scope.connection(), reach, id);
      faults.refuse("resumption");
      require(known.status() == Status.SUSPENDED, "Only a suspended certificate can be resumed.");
      return change(scope, actor, known, "resume", Status.VALID, Optional.empty(), comment);
    });
  }

  /** Resumes any, see {@link #resume(Actor, Optional, String, Optional)}. */
  public StoredCertificate resume(Actor actor, String id) {
    return resume(actor, Optional.empty(), id, Optional.empty());
  }

  private static void comment(Optional<String> comment, Faults faults) {
    comment.ifPresent(text ->
        faults.require(
            !text.isBlank()
                && text.length() <= LONGEST_COMMENT
                && text.lines().allMatch(line -> line.chars().noneMatch(Character::isISOControl)),
            "comment",
            "must have 1 to " + LONGEST_COMMENT + " printable characters"));
  }

  private static StoredCertificate existing(Connection c, Optional<Reach> reach, String id)
      throws SQLException {
    return find(c, id)
        .filter(
            known -> reach.isEmpty() || reach.get().covers(known.accountId(), known.divisionId()))
        .orElseThrow(() -> Faults.notFound("certificate"));
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
      Optional<RevocationReason> reason,
      Optional<String> comment)
      throws SQLException {
    Sql.update(
        scope.connection(),
        SET_STATUS,
        CertificateTable.code(status),
        scope.now(),
        reason.map(RevocationReason::code),
        comment,
        known.id());
    scope.report(
        new ChangeRecord("certificate", verb, known.id())
            .account(known.accountId())
            .division(known.divisionId())
            .before("status", known.status())
            .before("reason", known.reason())
            .after("status", status)
            .after("reason", reason)
            .after("comment", comment)
            .after("serial_number", known.certificate().serialNumber().hex())
            .by(actor, scope.now()));
    return existing(scope.connection(), Optional.empty(), known.id());
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
        row.optionalText("status_comment"),
        row.instant("issued_at"),
        CertificateTable.read(row.bytes("der")));
  }
}
