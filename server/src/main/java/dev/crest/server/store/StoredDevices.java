package dev.crest.server.store;

import dev.crest.server.device.DeviceDirectory;
import dev.crest.server.device.DeviceIdentity;
import dev.crest.server.device.KnownDevice;
import java.util.Optional;

/** Devices for enrolment, read every time: a device that was disabled gets nothing from then on. */
record StoredDevices(Database database) implements DeviceDirectory {

  @Override
  public Optional<KnownDevice> byId(String id) {
    return database.read(connection -> DeviceTable.byId(connection, id));
  }

  @Override
  public Optional<KnownDevice> byIdentity(String accountId, DeviceIdentity identity) {
    return database.read(connection -> DeviceTable.byIdentity(connection, accountId, identity));
  }
}
