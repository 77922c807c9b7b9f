package dev.crest.server.store;

import dev.crest.server.device.DeviceAttributes;

/** Filters of the list of devices that are more than a comparison of a column. Stateless. */
final class DeviceFilters {
  private static final String WITH_ATTRIBUTE =
      "d.id in (select device_id from device_attribute where account_id = ? and name = ? and value = ?)";
  private static final String WITH_IDENTITY =
      "d.id in (select device_id from device_attribute where account_id = ? and identifies = 1 and "
          + "((name = 'mac_address' and value = ?) or (name in ("
          + String.join(
              ", ",
              DeviceAttributes.INVENTORY.stream()
                  .filter(name -> !name.equals("mac_address"))
                  .sorted()
                  .map(name -> "'" + name + "'")
                  .toList())
          + ") and value = ?)))";
  private static final String TAGGED =
      "d.group_id in (select group_id from device_group_tag where tag = ?)";

  private DeviceFilters() {}

  static void add(Listing<?> listing, Reach reach) {
    listing.value("name").ifPresent(value -> name(listing, value));
    listing
        .value("identity")
        .ifPresent(value ->
            listing.where(
                WITH_IDENTITY,
                reach.accountId(),
                DeviceAttributes.normalised("mac_address", value).orElse(""),
                value.strip()));
    listing.value("attribute").ifPresent(value -> attribute(listing, reach, value));
    listing.value("tag").ifPresent(value -> listing.where(TAGGED, value));
  }

  /** As a range, which the index by name serves. */
  private static void name(Listing<?> listing, String prefix) {
    var key = DeviceTable.nameKey(prefix);
    if (!key.isEmpty()) {
      listing.where(
          "d.name_key >= ? and d.name_key < ?",
          key,
          key + Character.toString(Character.MAX_CODE_POINT));
    }
  }

  private static void attribute(Listing<?> listing, Reach reach, String filter) {
    int equals = filter.indexOf('=');
    if (equals < 1) {
      listing.fault("attribute", "must be a name, an equals sign and a value");
      return;
    }
    var name = filter.substring(0, equals);
    var value = filter.substring(equals + 1);
    listing.where(
        WITH_ATTRIBUTE,
        reach.accountId(),
        name,
        DeviceAttributes.normalised(name, value).orElse(value));
  }
}
