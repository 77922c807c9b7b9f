package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** SQL of what makes a repeated request get the same certificate. Stateless. */
final class ResubmissionTable {
  /** Takes the place of an entry that no longer counts, and of no other. */
  static final String CLAIM =
      """
      insert into resubmission (digest, certificate_id, created_at, expires_at) values (?, ?, ?, ?)
      on conflict (digest) do update set certificate_id = excluded.certificate_id, created_at = excluded.created_at,
        expires_at = excluded.expires_at
      where resubmission.created_at < ?\
      """;

  static final String FIND =
      """
      select c.der from resubmission r join certificate c on c.id = r.certificate_id
      where r.digest = ? and r.created_at >= ?\
      """;
  static final String GIVE_UP = "delete from resubmission where digest = ? and certificate_id = ?";
  static final String PRUNE =
      """
      delete from resubmission where digest in
        (select digest from resubmission where expires_at < ? order by expires_at limit ?)\
      """;

  private ResubmissionTable() {}

  /** Returns the values of a claim. */
  static Object[] claim(Issuance issuance) {
    var resubmission = issuance.resubmission().orElseThrow();
    var at = issuance.event().at();
    var since = resubmission.since();
    var expires = at.plusMillis(at.toEpochMilli() - since.toEpochMilli());
    return new Object[] {resubmission.digest(), issuance.certificateId(), at, expires, since};
  }

  /** Returns for each claim 1, or 0 where an entry that still counts has the digest. */
  static int[] claim(Connection connection, List<Object[]> claims) throws SQLException {
    return Sql.batch(connection, CLAIM, claims);
  }

  static Optional<Certificate> find(Connection connection, Issuance.Resubmission resubmission)
      throws SQLException {
    return Sql.first(
        connection,
        FIND,
        row -> CertificateTable.read(row.bytes("der")),
        resubmission.digest(),
        resubmission.since());
  }

  static void giveUp(Connection connection, byte[] digest, String certificateId)
      throws SQLException {
    Sql.update(connection, GIVE_UP, digest, certificateId);
  }

  /** Deletes some entries that no longer count; returns how many. */
  static int prune(Connection connection, Instant now, int most) throws SQLException {
    return Sql.update(connection, PRUNE, now, most);
  }
}
