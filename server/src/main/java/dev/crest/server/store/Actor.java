package dev.crest.server.store;

import java.util.Optional;

/**
 * Who makes a change, for its audit record.
 *
 * @param name such as {@code system} or {@code user:<id>}
 * @param requestId finds log lines and the reply
 * @param address where from, as text
 */
public record Actor(String name, Optional<String> requestId, Optional<String> address) {
  /** Returns the server itself. */
  public static Actor system() {
    return new Actor("system", Optional.empty(), Optional.empty());
  }
}
