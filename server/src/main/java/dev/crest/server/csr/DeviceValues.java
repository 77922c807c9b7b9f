package dev.crest.server.csr;

import dev.crest.server.policy.Grant;
import java.util.List;
import java.util.Map;

/**
 * What is stored of the device that a request is for. Implemented above, where devices are known;
 * thread-safe.
 */
@FunctionalInterface
public interface DeviceValues {
  /**
   * Returns the device's attributes by name; empty where no device can be told.
   *
   * @param identifying the values of the fields that tell the device, as far as they come from
   *     elsewhere than the device itself
   */
  Map<String, String> attributes(Grant grant, Map<String, List<String>> identifying);

  /** Where there are no devices. */
  static DeviceValues none() {
    return (grant, identifying) -> Map.of();
  }
}
