package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.device.DeviceClaim;
import dev.crest.server.device.DeviceState;
import dev.crest.server.device.KnownDevice;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.Ledger.Outcome;
import dev.crest.server.store.Ledger.Outcome.Committed;
import dev.crest.server.store.Ledger.Outcome.DeviceChanged;
import dev.crest.server.store.Ledger.Outcome.Earlier;
import dev.crest.server.store.Ledger.Outcome.UsedUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What issuances do to devices, in the transaction of the certificate, on each database. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class DeviceLedgerTest {
  @TempDir Path folder;
  private final RealDatabase database;
  private StoreSettings settings;
  private Store store;
  private Fleet fleet;

  DeviceLedgerTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    settings = database.fresh(folder);
    store = Store.open(settings, InstantSource.system());
    fleet = new Fleet(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName("a first certificate registers the device, links the certificate and is on record")
  void registers() {
    var claim = fleet.registering("SN-1");
    var issuance = fleet.issuance(claim, Optional.empty());

    assertThat(store.ledger().commit(issuance)).isInstanceOf(Committed.class);

    var device = fleet.catalog.devices().find(fleet.reach, claim.deviceId()).orElseThrow();
    assertThat(device.state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(device.provisionedAt()).isPresent();
    assertThat(device.inventory()).isEqualTo(Map.of("serial_number", "SN-1"));
    assertThat(device.registeredBy()).isEqualTo("credential:x");
    var history = fleet.catalog.deviceHistory();
    assertThat(history.certificates(fleet.reach, device.id(), ListQuery.first()).items())
        .extracting(CertificateRecords.StoredCertificate::id)
        .containsExactly(issuance.certificateId());
    assertThat(history.events(fleet.reach, device.id(), ListQuery.first()).items())
        .extracting(chained -> chained.event().action())
        .containsExactly("device.provision");
    assertThat(
            fleet
                .catalog
                .devices()
                .list(fleet.reach, ListQuery.first().with("identity", "SN-1"))
                .items())
        .containsExactly(device);
  }

  @Test
  @DisplayName("of 50 first certificates for one identity at once, on two nodes, one is kept")
  void race() throws Exception {
    try (var other = Store.open(settings.named("other"), InstantSource.system())) {
      var credential = fleet.domain.passcode(Terms.unlimited("shared"));
      var commits = new ArrayList<Callable<Outcome>>();
      for (int i = 0; i < 50; i++) {
        var issuance = fleet.issuance(fleet.registering("SN-1"), Optional.of(credential));
        var ledger = i % 2 == 0 ? store.ledger() : other.ledger();
        commits.add(() -> ledger.commit(issuance));
      }

      var outcomes = all(commits);

      assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(DeviceChanged.class::isInstance).hasSize(49);
      assertThat(number("device")).isEqualTo(1);
      assertThat(number("device_attribute")).isEqualTo(1);
      assertThat(number("certificate")).isEqualTo(1);
      assertThat(uses("shared")).isEqualTo(1);
      assertThat(store.audit().verify("main")).isInstanceOf(AuditVerdict.Intact.class);
      assertThat(store.audit().verify("other")).isInstanceOf(AuditVerdict.Intact.class);
    }
  }

  @Test
  @DisplayName("the same first request made many times at once gets one certificate and one device")
  void twins() throws Exception {
    var claim = fleet.registering("SN-1");
    var commits =
        IntStream.range(0, 20)
            .mapToObj(i ->
                fleet.with(
                    Domain.repeatable(fleet.domain.issuance(Optional.empty()), "same"), claim))
            .map(issuance -> (Callable<Outcome>) () -> store.ledger().commit(issuance))
            .toList();

    var outcomes = all(commits);

    assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Earlier.class::isInstance).hasSize(19);
  }

  @Test
  @DisplayName("where the credential is used up, no device is registered")
  void usedUp() throws Exception {
    var credential = fleet.domain.passcode(Terms.unlimited("few").limited(3));
    var commits =
        IntStream.range(0, 20)
            .mapToObj(i -> fleet.issuance(fleet.registering("SN-" + i), Optional.of(credential)))
            .map(issuance -> (Callable<Outcome>) () -> store.ledger().commit(issuance))
            .toList();

    var outcomes = all(commits);

    assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(3);
    assertThat(outcomes).filteredOn(UsedUp.class::isInstance).hasSize(17);
    assertThat(number("device")).isEqualTo(3);
    assertThat(number("device_attribute")).isEqualTo(3);
  }

  @Test
  @DisplayName("a device registered ahead, or granted a new enrolment, takes one of many at once")
  void alone() throws Exception {
    var device = fleet.register("SN-1");
    assertThat(outcomesOfTen(device)).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(fleet.device(device).state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(fleet.device(device).version()).isEqualTo(2);

    fleet
        .catalog
        .deviceStates()
        .grantEnrollment(
            Domain.ADMIN, fleet.reach, device.id(), Instant.now().plus(Duration.ofHours(1)));
    assertThat(outcomesOfTen(device)).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(fleet.device(device).grantedUntil()).isEmpty();
    assertThat(number("certificate")).isEqualTo(2);
  }

  private List<Outcome> outcomesOfTen(DeviceRecord device) throws Exception {
    var known = known(device);
    return all(
        IntStream.range(0, 10)
            .mapToObj(i -> fleet.issuance(new DeviceClaim.Alone(known), Optional.empty()))
            .map(issuance -> (Callable<Outcome>) () -> store.ledger().commit(issuance))
            .toList());
  }

  private KnownDevice known(DeviceRecord device) {
    return store.devices().byId(device.id()).orElseThrow();
  }

  @Test
  @DisplayName("a device that is disabled, deleted or registered meanwhile gets nothing")
  void changedMeanwhile() {
    var device = fleet.register("SN-1");
    var judged = known(device);
    fleet.disable(device);
    assertThat(outcome(new DeviceClaim.Alone(judged))).isInstanceOf(DeviceChanged.class);
    assertThat(outcome(new DeviceClaim.Further(device.id()))).isInstanceOf(DeviceChanged.class);
    assertThat(outcome(fleet.registering("SN-1"))).isInstanceOf(DeviceChanged.class);
    fleet.delete(device);
    assertThat(outcome(fleet.registering("SN-1"))).isInstanceOf(DeviceChanged.class);
    var fresh = fleet.registering("SN-2");
    fleet
        .catalog
        .deviceGroups()
        .setEnabled(Domain.ADMIN, fleet.reach, fleet.group.id(), OptionalLong.empty(), false);
    assertThat(outcome(fresh)).isInstanceOf(DeviceChanged.class);
  }

  private Outcome outcome(DeviceClaim claim) {
    return store.ledger().commit(fleet.issuance(claim, Optional.empty()));
  }

  @Test
  @DisplayName("a further certificate is linked and changes nothing that people look after")
  void further() {
    var claim = fleet.registering("SN-1");
    store.ledger().commit(fleet.issuance(claim, Optional.empty()));
    var before = fleet.catalog.devices().find(fleet.reach, claim.deviceId()).orElseThrow();
    assertThat(outcome(new DeviceClaim.Further(claim.deviceId()))).isInstanceOf(Committed.class);
    var after = fleet.device(before);
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(after.lastCertificateAt()).isPresent();
    assertThat(
            fleet
                .catalog
                .deviceHistory()
                .certificates(fleet.reach, before.id(), ListQuery.first())
                .items())
        .hasSize(2);
  }

  private long number(String table) {
    return store
        .database()
        .read(c -> Sql.first(c, "select count(*) as n from " + table, row -> row.number("n")))
        .orElseThrow();
  }

  private long uses(String name) {
    return store
        .database()
        .read(c ->
            Sql.first(
                c, "select uses from credential where name = ?", row -> row.number("uses"), name))
        .orElseThrow();
  }

  private static List<Outcome> all(List<Callable<Outcome>> commits) throws Exception {
    try (var executor = Executors.newFixedThreadPool(20)) {
      var futures = executor.invokeAll(commits);
      var outcomes = new ArrayList<Outcome>();
      for (Future<Outcome> future : futures) {
        outcomes.add(future.get());
      }
      return outcomes;
    }
  }
}
