package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.Der;
import dev.crest.server.store.AuthorityRecord.Status;
import dev.crest.server.store.AuthorityRecords.Kind;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * SQL of CAs, of those whose certificate is still to come, and of former certificates. Stateless.
 */
final class AuthorityTable {
  /** Both tables, as one that {@link #map} reads. */
  static final String SELECT =
      """
      select a.* from (
        select id, account_id, name, parent_id, kind,
          case when enabled = 1 then 'enabled' else 'disabled' end as status,
          case when length(encrypted_key) > 0 then 1 else 0 end as holds_key,
          certificate, null as request, version, created_at, updated_at
        from certificate_authority
        union all
        select id, account_id, name, null, kind, 'pending', 1, null, request, version, created_at, updated_at
        from pending_authority
      ) a\
      """;

  private static final String INSERT =
      """
      insert into certificate_authority (id, account_id, name, parent_id, kind, fingerprint, certificate, encrypted_key,
        enabled, version, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String INSERT_PENDING =
      """
      insert into pending_authority (id, account_id, name, kind, request, encrypted_key, version, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, 1, ?, ?)\
      """;

  private AuthorityTable() {}

  static Optional<AuthorityRecord> find(Connection c, String accountId, String id)
      throws SQLException {
    var found =
        Sql.first(
            c, SELECT + " where a.account_id = ? and a.id = ?", AuthorityTable::map, accountId, id);
    return found.isEmpty() ? found : Optional.of(withFormer(c, found.get()));
  }

  /** Returns the same CA with its former certificates. */
  static AuthorityRecord withFormer(Connection c, AuthorityRecord authority) throws SQLException {
    var former =
        Sql.list(
            c,
            "select certificate from former_authority_certificate where authority_id = ?"
                + " order by replaced_at desc, fingerprint",
            row -> CertificateTable.read(row.bytes("certificate")),
            authority.id());
    return new AuthorityRecord(
        authority.id(),
        authority.accountId(),
        authority.name(),
        authority.kind(),
        authority.status(),
        authority.parentId(),
        authority.holdsKey(),
        authority.certificate(),
        former,
        authority.request(),
        authority.version(),
        authority.createdAt(),
        authority.updatedAt());
  }

  static void insert(
      Connection c, StoredAuthority authority, long version, Instant createdAt, Instant now)
      throws SQLException {
    Sql.update(
        c,
        INSERT,
        authority.id(),
        authority.accountId(),
        authority.name(),
        authority.parentId(),
        authority.kind(),
        authority.certificate().fingerprint(),
        authority.certificate().der().bytes(),
        authority.encryptedKey(),
        authority.enabled(),
        version,
        createdAt,
        now);
  }

  static void insertPending(Connection c, AuthorityCatalog.Pending pending, Instant now)
      throws SQLException {
    Sql.update(
        c,
        INSERT_PENDING,
        pending.id(),
        pending.accountId(),
        pending.name(),
        pending.kind(),
        pending.request().der().bytes(),
        pending.encryptedKey(),
        now,
        now);
  }

  /** Puts a certificate into the place of the one that is kept as a former one from now on. */
  static void replace(
      Connection c, AuthorityRecord known, Certificate certificate, String parentId, Instant now)
      throws SQLException {
    var former = known.certificate().orElseThrow();
    Sql.update(
        c,
        "insert into former_authority_certificate (authority_id, fingerprint, certificate, replaced_at)"
            + " values (?, ?, ?, ?)",
        known.id(),
        former.fingerprint(),
        former.der().bytes(),
        now);
    Sql.update(
        c,
        "update certificate_authority set certificate = ?, fingerprint = ?, parent_id = ?, version = version + 1,"
            + " updated_at = ? where id = ?",
        certificate.der().bytes(),
        certificate.fingerprint(),
        parentId,
        now,
        known.id());
  }

  /** Returns the sealed key of a CA, pending or not; empty where its key is not here. */
  static Optional<byte[]> encryptedKey(Connection c, String accountId, String id)
      throws SQLException {
    return Sql.first(
            c,
            "select encrypted_key from certificate_authority where account_id = ? and id = ? union all"
                + " select encrypted_key from pending_authority where account_id = ? and id = ?",
            row -> row.bytes("encrypted_key"),
            accountId,
            id,
            accountId,
            id)
        .filter(key -> key.length > 0);
  }

  /** Whether another CA of the account has a name already. */
  static boolean nameTaken(Connection c, String accountId, String name, String id)
      throws SQLException {
    for (var table : List.of("certificate_authority", "pending_authority")) {
      if (Sql.exists(
          c,
          "select 1 from " + table + " where account_id = ? and name = ? and id <> ?",
          accountId,
          name,
          id)) {
        return true;
      }
    }
    return false;
  }

  static AuthorityRecord map(Row row) throws SQLException {
    return new AuthorityRecord(
        row.text("id"),
        row.text("account_id"),
        row.text("name"),
        row.constant("kind", Kind.class),
        row.constant("status", Status.class),
        row.optionalText("parent_id"),
        row.flag("holds_key"),
        row.optionalBytes("certificate").map(CertificateTable::read),
        List.of(),
        row.optionalBytes("request").map(bytes -> CertificationRequest.read(Der.of(bytes))),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
