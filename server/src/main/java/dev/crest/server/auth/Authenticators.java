package dev.crest.server.auth;

/** Finds out who is calling. Thread-safe. */
public final class Authenticators {

  /**
   * Identifies the caller. HTTP credentials, where present, must be good: a bad passcode is not
   * rescued by a certificate (S-AUTH-10).
   *
   * @throws dev.crest.server.refusal.Refused {@code UNAUTHENTICATED} for an unknown passcode or an
   *     unusable Authorization header (the same for all), {@code MALFORMED} for a certificate that
   *     cannot be read, {@code RATE_LIMITED} after many failures from an address, {@code
   *     UNAVAILABLE} when the store is down
   */
  public Caller identify(Credentials credentials) {
    throw new UnsupportedOperationException();
  }
}
