package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every statement that enrolment runs finds its rows by an index, however large the tables are. */
class QueryPlanTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        CredentialTable.BY_VERIFIER,
        CredentialTable.BY_FINGERPRINT,
        CredentialTable.AUTHORITIES,
        CredentialContents.FIND,
        CertificateTable.BY_FINGERPRINT,
        CertificateTable.OF_KEY,
        CertificateRecords.BY_ID,
        CertificateRecords.ID_BY_SERIAL,
        CertificateRecords.ID_BY_FINGERPRINT,
        ResubmissionTable.FIND,
        ResubmissionTable.GIVE_UP,
        ResubmissionTable.PRUNE,
        UseCounts.TAKE,
        UseCounts.LEFT,
        PolicyTable.BY_ID,
        PolicyTable.BY_LABEL,
        PolicyTable.BY_DEFAULT,
        PolicyTable.LABELS,
        JobRecords.BY_ID,
        JobRowTable.HELD,
        JobRowTable.DONE,
        JobRowTable.FAILED,
        JobRowTable.COUNT,
        JobRowTable.PENDING,
        JobRowTable.AFTER,
        AssignmentTable.OF,
        AssignmentTable.USAGES,
        DeviceTable.BY_ID,
        DeviceTable.BY_IDENTITY,
        DeviceTable.DELETED_BY_IDENTITY,
        DeviceTable.REGISTER,
        DeviceTable.UNREGISTER,
        DeviceTable.HOLD_AS_JUDGED,
        DeviceTable.HOLD,
        DeviceTable.PROVISION,
        DeviceTable.CERTIFY,
        Devices.SAME_IDENTITY,
        DeviceRecord.BY_ID,
        DeviceGroups.HAS_DEVICES,
        AuditTable.PAGE,
        AuditTable.BY_REQUEST,
        AuditTable.HASH,
        AuditTable.HEAD,
        AuditTable.MOVE_HEAD
      })
  @DisplayName("no statement of the road scans a table")
  void noScan(String sql) {
    try (var store = Store.open(StoreSettings.inFolder(folder), InstantSource.system())) {
      var parameters = new Object[(int) sql.chars().filter(c -> c == '?').count()];
      Arrays.fill(parameters, 0L);
      var plan =
          store
              .database()
              .read(c ->
                  Sql.list(c, "explain query plan " + sql, row -> row.text("detail"), parameters));
      assertThat(plan)
          .isNotEmpty()
          .noneMatch(
              step -> step.matches("SCAN (?!.*USING (COVERING )?INDEX credential_authority).*"));
    }
  }
}
