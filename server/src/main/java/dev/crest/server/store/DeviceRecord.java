package dev.crest.server.store;

import dev.crest.server.device.DeviceState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device.
 *
 * @param stateReason why it is disabled or deleted
 * @param inventory what it is, among it its identity
 * @param custom further attributes that its group has names for
 * @param desired what it is to be told, besides what its group says
 * @param registeredBy who registered it: a person, a program or the credential of an enrolment
 * @param provisionedAt when it got its first certificate
 * @param grantedUntil until when it may enrol anew, once
 */
public record DeviceRecord(
    String id,
    String accountId,
    String divisionId,
    String groupId,
    String name,
    DeviceState state,
    Optional<String> stateReason,
    Map<String, String> inventory,
    Map<String, String> custom,
    Map<String, String> desired,
    String registeredBy,
    Optional<Instant> provisionedAt,
    Optional<Instant> lastCertificateAt,
    Optional<Instant> grantedUntil,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  static final String BY_ID = "select * from device where id = ?";

  private static final String NOUN = "device";

  static DeviceRecord existing(Connection c, Reach reach, String id) throws SQLException {
    return find(c, reach, id, "").orElseThrow(() -> Faults.notFound(NOUN));
  }

  /**
   * Finds for a change, and keeps out enrolments of the device until that is committed.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}, or {@code CONFLICT} for another
   *     version
   */
  static DeviceRecord forUpdate(
      Connection c, Dialect dialect, Reach reach, String id, OptionalLong expectedVersion)
      throws SQLException {
    var device = find(c, reach, id, dialect.forUpdate()).orElseThrow(() -> Faults.notFound(NOUN));
    Faults.refuseChanged(NOUN, expectedVersion, device.version());
    return device;
  }

  static Optional<DeviceRecord> find(Connection c, Reach reach, String id, String suffix)
      throws SQLException {
    return Sql.first(c, BY_ID + suffix, DeviceRecord::map, id)
        .filter(device -> reach.covers(device.accountId(), device.divisionId()));
  }

  /** Begins the audit record of a change. */
  ChangeRecord change(String verb) {
    return new ChangeRecord(NOUN, verb, id)
        .account(accountId)
        .division(divisionId)
        .after("group_id", groupId);
  }

  static DeviceRecord map(Row row) throws SQLException {
    return new DeviceRecord(
        row.text("id"),
        row.text("account_id"),
        row.text("division_id"),
        row.text("group_id"),
        row.text("name"),
        row.constant("state", DeviceState.class),
        row.optionalText("state_reason"),
        Json.readDetails(row.text("inventory")),
        Json.readDetails(row.text("custom")),
        Json.readDetails(row.text("desired")),
        row.text("registered_by"),
        row.optionalInstant("provisioned_at"),
        row.optionalInstant("last_certificate_at"),
        row.optionalInstant("granted_until"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.number("version"));
  }
}
