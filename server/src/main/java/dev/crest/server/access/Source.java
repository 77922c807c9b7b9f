package dev.crest.server.access;

import dev.crest.server.store.Actor;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where somebody who signs in calls from.
 *
 * @param address of the connection
 * @param requestId finds log lines and the reply
 * @param userAgent what the program calls itself, as it says
 */
public record Source(InetAddress address, String requestId, String userAgent) {
  /** Returns who acts, for audit records. */
  Actor actor(String name) {
    return new Actor(name, Optional.of(requestId), Optional.of(address.getHostAddress()));
  }

  Actor anonymous() {
    return actor("anonymous");
  }
}
