package dev.crest.server.store;

import dev.crest.server.device.DeviceClaim;
import dev.crest.server.device.DeviceIdentity;
import dev.crest.server.device.DeviceState;
import dev.crest.server.device.KnownDevice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** SQL of devices, as enrolment reads and writes them. Stateless. */
final class DeviceTable {
  private static final String COLUMNS =
      """
      select id, group_id, state, provisioned_at, granted_until, version, inventory, custom from device
      """;

  static final String BY_ID = COLUMNS + "where id = ?";
  static final String BY_IDENTITY =
      COLUMNS + "where account_id = ? and identity = ? and state <> 'deleted'";
  static final String DELETED_BY_IDENTITY =
      COLUMNS
          + "where account_id = ? and identity = ? and state = 'deleted' order by created_at desc limit 1";

  /** Registers a device together with its first certificate, unless its identity is known. */
  static final String REGISTER =
      """
      insert into device (id, account_id, division_id, group_id, name, name_key, state, identity, inventory, custom,
        desired, registered_by, provisioned_at, last_certificate_at, created_at, updated_at)
      select ?, g.account_id, g.division_id, g.id, ?, ?, 'provisioned', ?, ?, '{}', '{}', ?, ?, ?, ?, ?
      from device_group g
      where g.id = ? and g.account_id = ? and g.division_id = ? and g.enabled = 1 and not exists
        (select 1 from device d where d.account_id = ? and d.identity = ? and d.state = 'deleted')
      on conflict (account_id, identity) where state <> 'deleted' do nothing\
      """;

  static final String UNREGISTER = "delete from device where id = ?";

  /** Changes nothing, but keeps out whoever else would change the device until all is committed. */
  static final String HOLD_AS_JUDGED =
      "update device set version = version where id = ? and version = ? and state in ('registered', 'provisioned')";

  static final String HOLD =
      "update device set version = version where id = ? and state in ('registered', 'provisioned')";

  static final String PROVISION =
      """
      update device set state = 'provisioned', provisioned_at = coalesce(provisioned_at, ?), last_certificate_at = ?,
        granted_until = null, updated_at = ?, version = version + 1
      where id = ?\
      """;

  static final String CERTIFY = "update device set last_certificate_at = ? where id = ?";

  static final String INSERT_ATTRIBUTE =
      "insert into device_attribute (account_id, name, value, device_id, identifies) values (?, ?, ?, ?, ?)";

  private DeviceTable() {}

  static Optional<KnownDevice> byId(Connection connection, String id) throws SQLException {
    return Sql.first(connection, BY_ID, DeviceTable::map, id);
  }

  static Optional<KnownDevice> byIdentity(
      Connection connection, String accountId, DeviceIdentity identity) throws SQLException {
    var digest = identity.digest();
    var live = Sql.first(connection, BY_IDENTITY, DeviceTable::map, accountId, digest);
    return live.isPresent()
        ? live
        : Sql.first(connection, DELETED_BY_IDENTITY, DeviceTable::map, accountId, digest);
  }

  /** Returns the values of {@link #REGISTER}. */
  static Object[] registration(DeviceClaim.Register claim, String by, Instant at) {
    var digest = claim.identity().digest();
    return new Object[] {
      claim.deviceId(),
      claim.name(),
      nameKey(claim.name()),
      digest,
      Json.write(claim.identity().attributes()),
      by,
      at,
      at,
      at,
      at,
      claim.groupId(),
      claim.accountId(),
      claim.divisionId(),
      claim.accountId(),
      digest
    };
  }

  /** Returns the values of {@link #INSERT_ATTRIBUTE} that make a device findable. */
  static List<Object[]> attributes(
      String accountId, String deviceId, Map<String, String> attributes, Set<String> identity) {
    return attributes.entrySet().stream()
        .map(attribute ->
            new Object[] {
              accountId,
              attribute.getKey(),
              attribute.getValue(),
              deviceId,
              identity.contains(attribute.getKey())
            })
        .toList();
  }

  /** Returns what names are searched and ordered by. */
  static String nameKey(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static KnownDevice map(Row row) throws SQLException {
    var attributes = new HashMap<>(Json.readDetails(row.text("custom")));
    attributes.putAll(Json.readDetails(row.text("inventory")));
    return new KnownDevice(
        row.text("id"),
        row.text("group_id"),
        row.constant("state", DeviceState.class),
        row.optionalInstant("provisioned_at"),
        row.optionalInstant("granted_until"),
        row.number("version"),
        attributes);
  }
}
