package dev.crest.server.jobs;

import dev.crest.server.device.DeviceAttributes;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.DeviceGroups;
import dev.crest.server.store.Devices;
import dev.crest.server.store.Devices.RowDraft;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRuns.Draft;
import dev.crest.server.store.JobRuns.Lease;
import dev.crest.server.store.JobRuns.PendingRow;
import dev.crest.server.store.Reach;
import dev.crest.server.store.RowClaim;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Batches of devices: each row registers one in a device group. */
public final class DeviceRegistrations implements RowHandler {
  private static final int AT_ONCE = 50;
  private static final String NAME = "name";
  private static final String INVENTORY = "inventory.";
  private static final String CUSTOM = "custom.";
  private static final String DESIRED = "desired.";
  private static final Pattern OTHER = Pattern.compile("(custom|desired)\\.[a-z][a-z0-9_]{0,63}");
  private static final Columns COLUMNS =
      new Columns(
          DeviceRegistrations::known,
          _ -> false,
          new LinkedHashSet<>(
              List.of(NAME, "serial_number", "inventory.serial_number", "mac_address")),
          false,
          "name, "
              + String.join(", ", DeviceAttributes.INVENTORY.stream().sorted().toList())
              + ", custom.<name>, desired.<name>");

  private final Devices devices;
  private final DeviceGroups groups;

  public DeviceRegistrations(Devices devices, DeviceGroups groups) {
    this.devices = devices;
    this.groups = groups;
  }

  @Override
  public JobKind kind() {
    return JobKind.DEVICE_REGISTRATIONS;
  }

  @Override
  public Columns columns() {
    return COLUMNS;
  }

  private static boolean known(String column) {
    return column.equals(NAME)
        || DeviceAttributes.INVENTORY.contains(bare(column))
        || OTHER.matcher(column).matches();
  }

  /** Inventory attributes are known to every device, so that their kind need not be said. */
  private static String bare(String column) {
    return column.startsWith(INVENTORY) ? column.substring(INVENTORY.length()) : column;
  }

  @Override
  public Draft prepare(
      Actor actor, Reach reach, String name, String targetId, Map<String, String> options) {
    var group =
        groups
            .find(reach, targetId)
            .orElseThrow(() ->
                Refused.of(Kind.NOT_FOUND, "device-group-unknown", "There is no such group."));
    if (!group.enabled()) {
      throw Refused.of(
          Kind.CONFLICT, "group-disabled", "The device group is disabled and takes no new device.");
    }
    return new Draft(group.accountId(), group.divisionId(), kind(), name, group.id(), options);
  }

  @Override
  public boolean makesFile(Map<String, List<String>> fields) {
    return false;
  }

  @Override
  public List<Fault> faults(Map<String, List<String>> fields) {
    return fields.keySet().stream()
        .filter(column -> column.startsWith(INVENTORY) && fields.containsKey(bare(column)))
        .map(column -> Fault.of(column, "The attribute has two columns."))
        .toList();
  }

  @Override
  public int rowsAtOnce() {
    return AT_ONCE;
  }

  @Override
  public void handle(Lease lease, List<PendingRow> rows, String password) {
    var job = lease.job();
    var actor =
        new Actor(
            job.createdBy(),
            Optional.of(job.requestId()),
            Optional.of(job.address()).filter(text -> !text.isEmpty()));
    devices.register(
        actor,
        Reach.divisions(job.accountId(), Set.of(job.divisionId())),
        job.targetId(),
        rows.stream()
            .map(row ->
                new RowDraft(
                    new RowClaim(job.id(), lease.run(), row.number()), draft(row.fields())))
            .toList());
  }

  private static Devices.Draft draft(Map<String, List<String>> fields) {
    var inventory = new HashMap<String, String>();
    var custom = new HashMap<String, String>();
    var desired = new HashMap<String, String>();
    fields.forEach((column, values) -> {
      var value = values.getFirst();
      if (column.startsWith(CUSTOM)) {
        custom.put(column.substring(CUSTOM.length()), value);
      } else if (column.startsWith(DESIRED)) {
        desired.put(column.substring(DESIRED.length()), value);
      } else if (!column.equals(NAME)) {
        inventory.put(bare(column), value);
      }
    });
    var name = fields.getOrDefault(NAME, List.of("")).getFirst();
    return new Devices.Draft(name, inventory, custom, desired);
  }
}
