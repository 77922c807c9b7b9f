package dev.crest.server.store;

import dev.crest.server.device.DeviceAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks of tags and attributes that device groups and devices have in common, and how they are
 * stored. Pure functions; thread-safe.
 */
final class DeviceFields {
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_TAG = 64;
  private static final int MOST_ATTRIBUTES = 100;

  private DeviceFields() {}

  static void tags(List<String> tags, Faults faults) {
    faults.require(tags.size() <= MOST_TAGS, "tags", "must be at most " + MOST_TAGS);
    faults.require(new HashSet<>(tags).size() == tags.size(), "tags", "must each be named once");
    faults.require(
        tags.stream()
            .allMatch(tag ->
                tag.length() <= LONGEST_TAG
                    && DeviceAttributes.normalised("tag", tag).filter(tag::equals).isPresent()),
        "tags",
        "must have 1 to " + LONGEST_TAG + " printable characters and no space at either end");
  }

  static void identity(List<String> names, Faults faults) {
    faults.require(
        !names.isEmpty()
            && names.size() <= DeviceAttributes.MOST_OF_IDENTITY
            && new HashSet<>(names).size() == names.size()
            && DeviceAttributes.INVENTORY.containsAll(names),
        "identity_attributes",
        "must be one to "
            + DeviceAttributes.MOST_OF_IDENTITY
            + " of "
            + String.join(", ", DeviceAttributes.INVENTORY.stream().sorted().toList()));
  }

  static void custom(List<String> names, Faults faults) {
    faults.require(
        names.size() <= MOST_ATTRIBUTES, "custom_attributes", "must be at most " + MOST_ATTRIBUTES);
    faults.require(
        names.stream().allMatch(DeviceAttributes::isName)
            && new HashSet<>(names).size() == names.size(),
        "custom_attributes",
        "must each be named once, with small letters, digits and underscores");
    faults.require(
        names.stream().noneMatch(DeviceAttributes.INVENTORY::contains),
        "custom_attributes",
        "must not be named like inventory attributes, which every device has anyway");
  }

  /** Returns the values in their one spelling; desired ones may have any name. */
  static Map<String, String> desired(String field, Map<String, String> given, Faults faults) {
    var valid = new HashSet<String>();
    given.keySet().stream().filter(DeviceAttributes::isName).forEach(valid::add);
    return values(field, given, valid, faults);
  }

  /**
   * Returns the values in their one spelling.
   *
   * @param field what faults are about, such as {@code inventory}
   * @param allowed the names that there are
   */
  static Map<String, String> values(
      String field, Map<String, String> given, Set<String> allowed, Faults faults) {
    faults.require(given.size() <= MOST_ATTRIBUTES, field, "must be at most " + MOST_ATTRIBUTES);
    var values = new TreeMap<String, String>();
    given.forEach((name, value) -> {
      if (!DeviceAttributes.isName(name)) {
        faults.require(
            false,
            field,
            "names have small letters, digits and underscores, and begin with a letter");
      } else if (!allowed.contains(name)) {
        faults.require(false, field + "." + name, "there is no such attribute here");
      } else {
        DeviceAttributes.normalised(name, value)
            .ifPresentOrElse(
                text -> values.put(name, text),
                () -> faults.require(false, field + "." + name, DeviceAttributes.rule(name)));
      }
    });
    return values;
  }

  /** Writes names as JSON, in their order. */
  static String write(Collection<String> names) {
    var json = Json.array();
    names.forEach(json::add);
    return Json.write(json);
  }

  static List<String> names(String json) {
    var names = new ArrayList<String>();
    Json.read(json).forEach(name -> names.add(name.asString()));
    return List.copyOf(names);
  }
}
