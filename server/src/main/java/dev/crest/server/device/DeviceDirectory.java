package dev.crest.server.device;

import java.util.Optional;

/**
 * Stored devices, as enrolment needs them: always current. Implemented by the store; thread-safe.
 *
 * <p>All methods throw {@link dev.crest.server.refusal.Refused} of kind {@code UNAVAILABLE} while
 * the store is down.
 */
public interface DeviceDirectory {
  /** Finds by id, whatever its state. */
  Optional<KnownDevice> byId(String id);

  /**
   * Finds by identity among the devices of an account, whatever its state; one that is not deleted
   * before one that is.
   */
  Optional<KnownDevice> byIdentity(String accountId, DeviceIdentity identity);
}
