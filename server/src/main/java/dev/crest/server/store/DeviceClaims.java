package dev.crest.server.store;

import dev.crest.server.device.DeviceClaim;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The devices of one group of issuances: finds out whose claim still holds, and writes what becomes
 * of the devices of those that are kept. Rows are locked in the same order on every node: new
 * identities, then known devices. Used once, by the writer's thread.
 */
final class DeviceClaims {
  private final Connection connection;
  private final Instant now;
  private final Set<Entry.Issue> lost = Collections.newSetFromMap(new IdentityHashMap<>());

  DeviceClaims(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /** An issuance for a device. */
  private record Claimed<C extends DeviceClaim>(Entry.Issue issue, C claim) {}

  /** Returns those whose claim does not hold any more. */
  Set<Entry.Issue> lost(List<Entry.Issue> issues) throws SQLException {
    var registering = new ArrayList<Claimed<DeviceClaim.Register>>();
    var alone = new ArrayList<Claimed<DeviceClaim.Alone>>();
    var further = new ArrayList<Claimed<DeviceClaim.Further>>();
    for (var issue : issues) {
      issue
          .issuance()
          .device()
          .ifPresent(device -> {
            switch (device.claim()) {
              case DeviceClaim.Register claim -> registering.add(new Claimed<>(issue, claim));
              case DeviceClaim.Alone claim -> alone.add(new Claimed<>(issue, claim));
              case DeviceClaim.Further claim -> further.add(new Claimed<>(issue, claim));
            }
          });
    }
    register(registering);
    holdAsJudged(alone);
    hold(further);
    return lost;
  }

  private void register(List<Claimed<DeviceClaim.Register>> claimed) throws SQLException {
    claimed.sort(
        Comparator.comparing(one -> one.claim().identity().digest(), Arrays::compareUnsigned));
    var rows =
        claimed.stream()
            .map(one ->
                DeviceTable.registration(one.claim(), one.issue().issuance().event().actor(), now))
            .toList();
    sort(claimed, Sql.batch(connection, DeviceTable.REGISTER, rows));
  }

  /** Of several in one group the first is not too late. */
  private void holdAsJudged(List<Claimed<DeviceClaim.Alone>> claimed) throws SQLException {
    var devices = new HashSet<String>();
    var first = new ArrayList<Claimed<DeviceClaim.Alone>>();
    for (var one : claimed) {
      if (devices.add(one.claim().deviceId())) {
        first.add(one);
      } else {
        lost.add(one.issue());
      }
    }
    first.sort(Comparator.comparing(one -> one.claim().deviceId()));
    var rows =
        first.stream()
            .map(one -> new Object[] {one.claim().deviceId(), one.claim().device().version()})
            .toList();
    sort(first, Sql.batch(connection, DeviceTable.HOLD_AS_JUDGED, rows));
  }

  private void hold(List<Claimed<DeviceClaim.Further>> claimed) throws SQLException {
    claimed.sort(Comparator.comparing(one -> one.claim().deviceId()));
    var rows = claimed.stream().map(one -> new Object[] {one.claim().deviceId()}).toList();
    sort(claimed, Sql.batch(connection, DeviceTable.HOLD, rows));
  }

  private void sort(List<? extends Claimed<?>> claimed, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] == 0) {
        lost.add(claimed.get(i).issue());
      }
    }
  }

  /** Takes back what a claim that held has written, since its issuance is not kept. */
  void release(Issuance issuance) throws SQLException {
    if (issuance.device().isPresent()
        && issuance.device().get().claim() instanceof DeviceClaim.Register register) {
      Sql.update(connection, DeviceTable.UNREGISTER, register.deviceId());
    }
  }

  /** Writes what becomes of the devices of issuances that are kept. */
  void complete(List<Entry.Issue> kept) throws SQLException {
    var attributes = new ArrayList<Object[]>();
    var provisioned = new ArrayList<Object[]>();
    var certified = new ArrayList<Object[]>();
    for (var issue : kept) {
      issue
          .issuance()
          .device()
          .ifPresent(device -> {
            switch (device.claim()) {
              case DeviceClaim.Register register ->
                  attributes.addAll(
                      DeviceTable.attributes(
                          register.accountId(),
                          register.deviceId(),
                          register.identity().attributes(),
                          register.identity().attributes().keySet()));
              case DeviceClaim.Alone alone ->
                  provisioned.add(new Object[] {now, now, now, alone.deviceId()});
              case DeviceClaim.Further further ->
                  certified.add(new Object[] {now, further.deviceId()});
            }
          });
    }
    Sql.batch(connection, DeviceTable.INSERT_ATTRIBUTE, attributes);
    Sql.batch(connection, DeviceTable.PROVISION, provisioned);
    Sql.batch(connection, DeviceTable.CERTIFY, certified);
  }
}
