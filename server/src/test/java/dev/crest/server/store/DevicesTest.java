package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.device.DeviceState;
import dev.crest.server.refusal.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices as people look after them, on each database. */
@ParameterizedClass
@EnumSource(RealDatabase.class)
class DevicesTest {
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir Path folder;
  private final RealDatabase database;
  private Store store;
  private Fleet fleet;
  private Devices devices;
  private DeviceStates states;

  DevicesTest(RealDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = Store.open(database.fresh(folder), InstantSource.system());
    fleet = new Fleet(store);
    devices = fleet.catalog.devices();
    states = fleet.catalog.deviceStates();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName("a device keeps its attributes in one spelling and is called by its identity")
  void registered() {
    var group =
        fleet.group(
            new DeviceGroups.Draft(
                fleet.domain.divisionId,
                "Gateways",
                "",
                List.of(),
                List.of("mac_address"),
                List.of("colour"),
                Map.of()));
    var made =
        devices.register(
            Domain.ADMIN,
            fleet.reach,
            group.id(),
            new Devices.Draft(
                "",
                Map.of("mac_address", "00-1B-44-11-3A-B7", "hardware_model", " X1 "),
                Map.of("colour", "red"),
                Map.of("env", "test")));

    assertThat(made.name()).isEqualTo("00:1b:44:11:3a:b7");
    assertThat(made.state()).isEqualTo(DeviceState.REGISTERED);
    assertThat(made.inventory())
        .isEqualTo(Map.of("mac_address", "00:1b:44:11:3a:b7", "hardware_model", "X1"));
    assertThat(made.registeredBy()).isEqualTo("user:ada");
    assertThat(devices.find(fleet.reach, made.id())).contains(made);
    var event = fleet.domain.events(store).getLast();
    assertThat(event.action()).isEqualTo("device.register");
    assertThat(event.resourceId()).contains(made.id());
    assertThat(event.details()).containsEntry("after.group_id", group.id());
    for (var spelling : List.of("001b44113ab7", "001B.4411.3AB7", " 00:1b:44:11:3a:b7 ")) {
      Refusals.refused(
          Kind.CONFLICT,
          () ->
              devices.register(
                  Domain.ADMIN,
                  fleet.reach,
                  group.id(),
                  new Devices.Draft("", Map.of("mac_address", spelling), Map.of(), Map.of())),
          "inventory.mac_address");
    }
  }

  @Test
  @DisplayName("everything that is wrong with a device is said at once")
  void badDevice() {
    Refusals.refused(
        Kind.INVALID,
        () ->
            devices.register(
                Domain.ADMIN,
                fleet.reach,
                fleet.group.id(),
                new Devices.Draft(
                    " x",
                    Map.of("mac_address", "nonsense", "shoe_size", "44"),
                    Map.of("colour", "red"),
                    Map.of("Env", "x"))),
        "name",
        "inventory.mac_address",
        "inventory.shoe_size",
        "custom.colour",
        "desired",
        "inventory.serial_number");
    Refusals.refused(
        Kind.INVALID,
        () ->
            devices.register(
                Domain.ADMIN,
                fleet.reach,
                "none",
                new Devices.Draft("", Map.of("serial_number", ""), Map.of(), Map.of())),
        "group_id",
        "inventory.serial_number");
    fleet
        .catalog
        .deviceGroups()
        .setEnabled(Domain.ADMIN, fleet.reach, fleet.group.id(), ANY, false);
    Refusals.refused(Kind.CONFLICT, () -> fleet.register("SN-1"));
  }

  @Test
  @DisplayName("a device's attributes change, its identity does not")
  void updated() {
    var device = fleet.register("SN-1");
    var changed =
        devices.update(
            Domain.ADMIN,
            fleet.reach,
            device.id(),
            OptionalLong.of(1),
            new Devices.Draft(
                "Pump", Map.of("serial_number", "SN-1", "location", "Hall 3"), Map.of(), Map.of()));

    assertThat(changed.name()).isEqualTo("Pump");
    assertThat(changed.version()).isEqualTo(2);
    assertThat(found("attribute", "location=Hall 3")).containsExactly(device.id());
    assertThat(found("attribute", "serial_number=SN-1")).containsExactly(device.id());
    Refusals.refused(
        Kind.INVALID,
        () -> devices.update(Domain.ADMIN, fleet.reach, device.id(), ANY, Fleet.device("SN-2")),
        "inventory.serial_number");
    Refusals.refused(
        Kind.CONFLICT,
        () ->
            devices.update(
                Domain.ADMIN, fleet.reach, device.id(), OptionalLong.of(1), Fleet.device("SN-1")),
        "version");
  }

  @Test
  @DisplayName(
      "a device moves within its division, to a group that tells devices apart like its own")
  void moved() {
    var device = fleet.register("SN-1");
    var like = fleet.group(fleet.draft("Line 2", "serial_number"));
    var unlike = fleet.group(fleet.draft("Line 3", "mac_address"));
    var elsewhere =
        fleet
            .catalog
            .accounts()
            .createDivision(Domain.ADMIN, fleet.domain.accountId, "Elsewhere", "");
    var foreign =
        fleet.group(
            new DeviceGroups.Draft(
                elsewhere.id(),
                "Line 4",
                "",
                List.of(),
                List.of("serial_number"),
                List.of(),
                Map.of()));

    for (var bad : List.of(unlike.id(), foreign.id(), "none")) {
      Refusals.refused(
          Kind.INVALID,
          () -> devices.move(Domain.ADMIN, fleet.reach, device.id(), ANY, bad),
          "group_id");
    }
    assertThat(devices.move(Domain.ADMIN, fleet.reach, device.id(), ANY, like.id()).groupId())
        .isEqualTo(like.id());
    assertThat(found("group_id", like.id())).containsExactly(device.id());
  }

  @Test
  @DisplayName("registered → disabled → registered → disabled → deleted, and no other way")
  void states() {
    var device = fleet.register("SN-1");
    Refusals.refused(Kind.CONFLICT, () -> fleet.delete(device));
    Refusals.refused(
        Kind.CONFLICT, () -> states.enable(Domain.ADMIN, fleet.reach, device.id(), ANY));
    assertThat(fleet.disable(device).stateReason()).contains("stolen");
    Refusals.refused(Kind.CONFLICT, () -> fleet.disable(device));
    assertThat(states.enable(Domain.ADMIN, fleet.reach, device.id(), ANY).state())
        .isEqualTo(DeviceState.REGISTERED);
    fleet.disable(device);
    assertThat(fleet.delete(device).state()).isEqualTo(DeviceState.DELETED);
    Refusals.refused(
        Kind.CONFLICT, () -> states.enable(Domain.ADMIN, fleet.reach, device.id(), ANY));
    Refusals.refused(
        Kind.CONFLICT,
        () -> devices.update(Domain.ADMIN, fleet.reach, device.id(), ANY, Fleet.device("SN-1")));

    assertThat(store.devices().byIdentity(fleet.domain.accountId, Fleet.identity("SN-1")))
        .hasValueSatisfying(known -> assertThat(known.state()).isEqualTo(DeviceState.DELETED));
    var anew = fleet.register("SN-1");
    assertThat(store.devices().byIdentity(fleet.domain.accountId, Fleet.identity("SN-1")))
        .hasValueSatisfying(known -> assertThat(known.id()).isEqualTo(anew.id()));
  }

  @Test
  @DisplayName("a device that has had a certificate is provisioned again when it is enabled")
  void provisionedAgain() {
    var claim = fleet.registering("SN-1");
    store.ledger().commit(fleet.issuance(claim, Optional.empty()));
    var device = devices.find(fleet.reach, claim.deviceId()).orElseThrow();
    assertThat(device.state()).isEqualTo(DeviceState.PROVISIONED);
    fleet.disable(device);
    assertThat(states.enable(Domain.ADMIN, fleet.reach, device.id(), ANY).state())
        .isEqualTo(DeviceState.PROVISIONED);
  }

  @Test
  @DisplayName("a grant ends within thirty days, is taken back, and ends with the device's service")
  void grants() {
    var device = fleet.register("SN-1");
    var id = device.id();
    var until =
        Instant.now().plus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    for (var bad :
        List.of(Instant.now().minusSeconds(1), Instant.now().plus(Duration.ofDays(31)))) {
      Refusals.refused(
          Kind.INVALID, () -> states.grantEnrollment(Domain.ADMIN, fleet.reach, id, bad), "until");
    }
    assertThat(states.grantEnrollment(Domain.ADMIN, fleet.reach, id, until).grantedUntil())
        .contains(until);
    assertThat(states.withdrawGrant(Domain.ADMIN, fleet.reach, id).grantedUntil()).isEmpty();
    states.grantEnrollment(Domain.ADMIN, fleet.reach, id, until);
    assertThat(fleet.disable(device).grantedUntil()).isEmpty();
    Refusals.refused(
        Kind.CONFLICT, () -> states.grantEnrollment(Domain.ADMIN, fleet.reach, id, until));
  }

  @Test
  @DisplayName("devices are found by group, state, name, identity, attribute and tag, page by page")
  void listed() {
    var tagged =
        fleet.group(
            new DeviceGroups.Draft(
                fleet.domain.divisionId,
                "Tagged",
                "",
                List.of("wet"),
                List.of("mac_address"),
                List.of(),
                Map.of()));
    var gateway =
        devices.register(
            Domain.ADMIN,
            fleet.reach,
            tagged.id(),
            new Devices.Draft(
                "Gateway", Map.of("mac_address", "001b44113ab7"), Map.of(), Map.of()));
    var pumps = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      pumps.add(fleet.register("Pump-" + i).id());
    }

    assertThat(found("name", "PUMP-")).containsExactlyInAnyOrderElementsOf(pumps);
    assertThat(found("name", "pump-3")).containsExactly(pumps.get(3));
    assertThat(found("identity", "00-1B-44-11-3A-B7")).containsExactly(gateway.id());
    assertThat(found("identity", "Pump-2")).containsExactly(pumps.get(2));
    assertThat(found("attribute", "mac_address=00:1B:44:11:3A:B7")).containsExactly(gateway.id());
    assertThat(found("tag", "wet")).containsExactly(gateway.id());
    assertThat(found("group_id", tagged.id())).containsExactly(gateway.id());
    assertThat(found("state", "disabled,deleted")).isEmpty();
    assertThat(found("state", "registered")).hasSize(8);
    for (var sort : List.of("created_at", "-created_at", "name", "-name", "id")) {
      var all = new ArrayList<String>();
      Optional<String> cursor = Optional.empty();
      do {
        var page = devices.list(fleet.reach, new ListQuery(3, cursor, Optional.of(sort), Map.of()));
        page.items().forEach(device -> all.add(device.id()));
        cursor = page.next();
      } while (cursor.isPresent());
      assertThat(all).as(sort).hasSize(8).doesNotHaveDuplicates();
    }
    Refusals.refused(
        Kind.INVALID,
        () ->
            devices.list(
                fleet.reach,
                ListQuery.first().with("attribute", "x").with("state", "x").with("shoe", "x")),
        "attribute",
        "state",
        "filter");
  }

  private List<String> found(String filter, String value) {
    return devices.list(fleet.reach, ListQuery.first().with(filter, value)).items().stream()
        .map(DeviceRecord::id)
        .toList();
  }

  @Test
  @DisplayName("whoever cannot reach the division is told that there is no such device")
  void outOfReach() {
    var id = fleet.register("SN-1").id();
    for (var reach :
        List.of(
            Reach.divisions(fleet.domain.accountId, Set.of("another")), Reach.account("another"))) {
      assertThat(devices.find(reach, id)).isEmpty();
      assertThat(devices.list(reach, ListQuery.first()).items()).isEmpty();
      Refusals.refused(
          Kind.NOT_FOUND, () -> devices.update(Domain.ADMIN, reach, id, ANY, Fleet.device("SN-1")));
      Refusals.refused(
          Kind.NOT_FOUND, () -> devices.move(Domain.ADMIN, reach, id, ANY, fleet.group.id()));
      Refusals.refused(Kind.NOT_FOUND, () -> states.disable(Domain.ADMIN, reach, id, ANY, ""));
      Refusals.refused(Kind.NOT_FOUND, () -> states.enable(Domain.ADMIN, reach, id, ANY));
      Refusals.refused(Kind.NOT_FOUND, () -> states.delete(Domain.ADMIN, reach, id, ANY));
      Refusals.refused(
          Kind.NOT_FOUND,
          () -> states.grantEnrollment(Domain.ADMIN, reach, id, Instant.now().plusSeconds(60)));
      Refusals.refused(
          Kind.NOT_FOUND, () -> fleet.catalog.deviceHistory().events(reach, id, ListQuery.first()));
      Refusals.refused(
          Kind.NOT_FOUND,
          () -> fleet.catalog.deviceHistory().certificates(reach, id, ListQuery.first()));
    }
  }
}
