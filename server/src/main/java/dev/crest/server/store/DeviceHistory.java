package dev.crest.server.store;

import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import java.sql.Connection;
import java.sql.SQLException;

/** What happened to devices: the certificates they got, and what the audit log says of them. */
public final class DeviceHistory {
  private static final String CERTIFICATES =
      "select c.*, (select max(n.id) from certificate n where n.renews = c.id) as superseded_by from certificate c";

  private final Database database;

  DeviceHistory(Database database) {
    this.database = database;
  }

  /**
   * Lists the certificates of a device, the newest first; no filters.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND} for the device
   */
  public Page<StoredCertificate> certificates(Reach reach, String deviceId, ListQuery query) {
    return database.read(c -> {
      require(c, reach, deviceId);
      return new Listing<StoredCertificate>(database, query, "c.id")
          .where("c.device_id = ?", deviceId)
          .sort("issued_at", Listing.SortKey.number("c.issued_at"))
          .usually("-issued_at")
          .page(c, CERTIFICATES, CertificateRecords::map);
    });
  }

  /**
   * Lists the audit records about a device, the newest first; filters {@code action} and {@code
   * at_from}/{@code at_to}.
   *
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND} for the device
   */
  public Page<ChainedEvent> events(Reach reach, String deviceId, ListQuery query) {
    return database.read(c -> {
      require(c, reach, deviceId);
      return new Listing<ChainedEvent>(database, query, "(a.node || ' ' || a.sequence)")
          .where("a.resource_type = 'device' and a.resource_id = ?", deviceId)
          .sort("at", Listing.SortKey.number("a.at"))
          .usually("-at")
          .equal("action", "a.action")
          .between("at", "a.at")
          .page(c, "select a.* from audit_event a", AuditTable::map);
    });
  }

  private static void require(Connection c, Reach reach, String deviceId) throws SQLException {
    DeviceRecord.existing(c, reach, deviceId);
  }
}
