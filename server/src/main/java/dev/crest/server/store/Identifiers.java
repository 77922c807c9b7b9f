package dev.crest.server.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Makes the ids of stored things: the application makes them all, the database none. Thread-safe.
 */
public final class Identifiers {
  private Identifiers() {}

  /** Returns a fresh id whose order is that of time (UUIDv7, RFC 9562 §5.7), in lower case. */
  public static String next(Instant now) {
    var random = UUID.randomUUID();
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0fffL);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }

  /** Returns the least text that an id made at a time, or later, can have. */
  public static String first(Instant time) {
    var hex =
        HexFormat.of().toHexDigits(time.isBefore(Instant.EPOCH) ? 0 : time.toEpochMilli(), 12);
    return hex.substring(0, 8) + "-" + hex.substring(8);
  }

  /**
   * Returns a fresh id of a certificate management policy: {@code IOT_} and a UUID that says
   * nothing about its age.
   */
  public static String nextPolicy() {
    return "IOT_" + UUID.randomUUID();
  }
}
