package dev.crest.server.store;

import dev.crest.server.auth.IssuedCertificate.Status;
import dev.crest.server.device.DeviceState;
import dev.crest.server.store.CertificateRecords.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many certificates and devices there were at a time, of all accounts: counted in one pass over
 * an index, which takes long where there are millions.
 *
 * @param at when
 */
record Inventory(Instant at, List<CertificateCount> certificates, List<DeviceCount> devices) {
  /** How many days ahead are told apart. */
  static final int DAYS = 90;

  private static final long DAY = Duration.ofDays(1).toMillis();

  static final String CERTIFICATES =
      """
      select division_id, status, renewed,
        case when not_after < ? then -1 when not_after < ? then (not_after - ?) / 86400000 else 90 end as ahead,
        case when not_after < ? then 0 else not_after / 86400000 end as day,
        count(*) as number
      from certificate group by 1, 2, 3, 4, 5\
      """;

  static final String DEVICES =
      "select division_id, state, count(*) as number from device group by division_id, state";

  /**
   * Certificates of a division that stand alike and expire on the same day.
   *
   * @param ahead in how many times 24 hours they expire; -1 for those that did, {@link #DAYS} for
   *     all behind
   * @param day of the expiry in UTC, since 1970; 0 for those that expired
   */
  record CertificateCount(String division, Standing standing, int ahead, long day, long number) {}

  /** Devices of a division in the same state. */
  record DeviceCount(String division, DeviceState state, long number) {}

  static Inventory take(Connection connection, Instant now) throws SQLException {
    return new Inventory(
        now,
        Sql.list(
            connection,
            CERTIFICATES,
            Inventory::certificates,
            now,
            now.plusMillis(DAYS * DAY),
            now,
            now),
        Sql.list(
            connection,
            DEVICES,
            row ->
                new DeviceCount(
                    row.text("division_id"),
                    row.constant("state", DeviceState.class),
                    row.number("number"))));
  }

  private static CertificateCount certificates(Row row) throws SQLException {
    int ahead = Math.toIntExact(row.number("ahead"));
    return new CertificateCount(
        row.text("division_id"),
        standing(CertificateTable.status(row), row.flag("renewed"), ahead < 0),
        ahead,
        row.number("day"),
        row.number("number"));
  }

  private static Standing standing(Status status, boolean renewed, boolean ended) {
    return switch (status) {
      case REVOKED -> Standing.REVOKED;
      case SUSPENDED -> Standing.SUSPENDED;
      case VALID, SUPERSEDED ->
          ended
              ? Standing.EXPIRED
              : renewed || status == Status.SUPERSEDED ? Standing.SUPERSEDED : Standing.VALID;
    };
  }
}
