package dev.crest.server.access;

import java.time.Duration;
import java.util.Optional;

/**
 * How people sign in.
 *
 * @param publicHost the name that browsers call the server; passkeys are bound to it
 * @param sessionIdle after how long without a request a session ends
 * @param sessionLength how long a session lasts at most
 * @param oidc an OpenID provider, where there is one
 */
public record AccessSettings(
    String publicHost, Duration sessionIdle, Duration sessionLength, Optional<OidcSettings> oidc) {
  /** The default of {@code sessionIdle}. */
  public static final Duration IDLE = Duration.ofMinutes(30);

  /** The default of {@code sessionLength}. */
  public static final Duration LENGTH = Duration.ofHours(12);

  public AccessSettings {
    if (!sessionIdle.isPositive() || sessionLength.compareTo(sessionIdle) < 0) {
      throw new IllegalArgumentException(
          "session-idle is longer than zero, session-length is not shorter than session-idle");
    }
  }
}
