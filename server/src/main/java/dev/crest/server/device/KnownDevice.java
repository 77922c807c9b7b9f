package dev.crest.server.device;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A device as stored, as far as enrolment looks at it.
 *
 * @param id its id
 * @param groupId the device group it is in
 * @param state its state
 * @param provisionedAt when it got its first certificate
 * @param grantedUntil until when an administrator lets it enrol anew, once
 * @param version goes up with every change that enrolment must not overlook
 * @param attributes inventory and custom attributes, which certificates may take values from
 */
public record KnownDevice(
    String id,
    String groupId,
    DeviceState state,
    Optional<Instant> provisionedAt,
    Optional<Instant> grantedUntil,
    long version,
    Map<String, String> attributes) {
  public KnownDevice {
    attributes = Map.copyOf(attributes);
  }
}
