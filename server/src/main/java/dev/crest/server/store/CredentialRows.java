package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.store.CredentialRecord.ListedRevocations;
import dev.crest.server.store.CredentialRecord.Registered;
import dev.crest.server.store.CredentialRecord.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** SQL of credentials as administrators see them. Stateless. */
final class CredentialRows {
  static final String SELECT =
      """
      select c.*, a.account_id, a.division_id
      from credential c join authentication_policy a on a.id = c.authentication_policy_id\
      """;

  private CredentialRows() {}

  /** Returns {@link Status} in SQL; the time is a number, so nothing foreign gets in. */
  static String status(Instant now) {
    long at = now.toEpochMilli();
    return "case when c.deleted = 1 then 'deleted' when c.enabled = 0 then 'disabled'"
        + (" when c.end_at <= " + at + " then 'expired'")
        + (" when c.start_at > " + at + " then 'not_yet_valid'")
        + " when c.uses >= c.usage_limit then 'used_up' else 'active' end";
  }

  static CredentialRecord found(Connection c, String id, Instant now) throws SQLException {
    return Sql.first(c, SELECT + " where c.id = ?", row -> map(row, now), id).orElseThrow();
  }

  static Optional<CredentialRecord> find(Connection c, Reach reach, String id, Instant now)
      throws SQLException {
    return Sql.first(c, SELECT + " where c.id = ?", row -> map(row, now), id)
        .filter(credential -> reach.covers(credential.accountId(), credential.divisionId()));
  }

  static CredentialRecord map(Row row, Instant now) throws SQLException {
    return new CredentialRecord(
        row.text("id"),
        row.text("authentication_policy_id"),
        row.text("account_id"),
        row.text("division_id"),
        row.constant("kind", CredentialKind.class),
        row.text("name"),
        row.text("description"),
        status(row, now),
        row.flag("enabled"),
        row.flag("deleted"),
        row.optionalText("user_name"),
        row.optionalText("shown_prefix"),
        certificate(row),
        row.flag("bind_name"),
        row.optionalNumber("usage_limit"),
        row.number("uses"),
        row.optionalInstant("last_used"),
        row.optionalInstant("start_at"),
        row.optionalInstant("end_at"),
        values(row),
        revocations(row),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static Status status(Row row, Instant now) throws SQLException {
    if (row.flag("deleted")) {
      return Status.DELETED;
    }
    if (!row.flag("enabled")) {
      return Status.DISABLED;
    }
    if (row.optionalInstant("end_at").filter(end -> !now.isBefore(end)).isPresent()) {
      return Status.EXPIRED;
    }
    if (row.optionalInstant("start_at").filter(now::isBefore).isPresent()) {
      return Status.NOT_YET_VALID;
    }
    var limit = row.optionalNumber("usage_limit");
    return limit.isPresent() && row.number("uses") >= limit.getAsLong()
        ? Status.USED_UP
        : Status.ACTIVE;
  }

  private static Optional<Certificate> certificate(Row row) throws SQLException {
    return row.optionalBytes("certificate").map(CertificateTable::read);
  }

  private static List<Registered> values(Row row) throws SQLException {
    return Json.stored(row.text("registered_values"), RegisteredValuesJson::read);
  }

  private static Optional<ListedRevocations> revocations(Row row) throws SQLException {
    var sha256 = row.optionalText("crl_sha256");
    return sha256.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ListedRevocations(
                sha256.get(),
                row.flag("crl_hard"),
                row.instant("crl_this_update"),
                row.optionalInstant("crl_next_update"),
                row.number("crl_size")));
  }
}
