package dev.crest.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** One way in which a request of the management API says whose it is. Thread-safe. */
public interface SignIn {
  /**
   * Returns whose request it is; empty where it does not use this way.
   *
   * @throws dev.crest.server.refusal.Refused {@code UNAUTHENTICATED} where it does, and what it
   *     presents is not good
   */
  Optional<Identity> identify(HttpServletRequest request);
}
