package dev.crest.server.device;

import dev.crest.server.csr.CheckedRequest;
import dev.crest.server.policy.GroupAssignment;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads a device's identity from the names that are going to be certified, never from what was
 * merely asked for.
 */
final class IdentityMapping {
  private IdentityMapping() {}

  /**
   * @throws Refused {@code INVALID} naming every mapped field that does not give its attribute
   */
  static DeviceIdentity identity(GroupAssignment assignment, CheckedRequest checked) {
    var identity = identity(assignment, checked::values);
    var consulted = checked.identifying().map(values -> identity(assignment, of(values)));
    if (consulted.isPresent() && !consulted.get().equals(identity)) {
      // The profile was changed since the policy was assigned: a name comes from another device
      // now.
      throw Refused.of(
          Kind.INVALID,
          "device-identity",
          assignment.mapping().keySet().stream()
              .sorted()
              .map(field ->
                  Fault.of(
                      field,
                      field
                          + " tells the device, so the policy's profile must not change it to"
                          + " another value."))
              .toList());
    }
    return identity;
  }

  /** Returns the values that a map has, none where it has not. */
  static Function<String, List<String>> of(Map<String, List<String>> values) {
    return field -> values.getOrDefault(field, List.of());
  }

  /**
   * @throws Refused {@code INVALID} naming every mapped field that does not give its attribute
   */
  static DeviceIdentity identity(
      GroupAssignment assignment, Function<String, List<String>> fields) {
    var faults = new ArrayList<Fault>();
    var attributes = new TreeMap<String, String>();
    // In the order of fields, so that the same request always gets the same answer.
    new TreeMap<>(assignment.mapping())
        .forEach((field, name) -> {
          var values = fields.apply(field);
          if (values.isEmpty()) {
            faults.add(
                Fault.of(
                    field,
                    "Please provide value for " + field + ": it gives the device's " + name + "."));
          } else if (values.size() > 1) {
            faults.add(
                Fault.of(
                    field,
                    field + " may have one value only: it gives the device's " + name + "."));
          } else {
            attribute(field, name, values, attributes, faults);
          }
        });
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "device-identity", faults);
    }
    return new DeviceIdentity(attributes);
  }

  private static void attribute(
      String field,
      String name,
      List<String> values,
      Map<String, String> attributes,
      List<Fault> faults) {
    DeviceAttributes.normalised(name, values.getFirst())
        .ifPresentOrElse(
            value -> attributes.put(name, value),
            () ->
                faults.add(
                    Fault.of(
                        field,
                        field
                            + " gives the device's "
                            + name
                            + " and "
                            + DeviceAttributes.rule(name)
                            + ".")));
  }
}
