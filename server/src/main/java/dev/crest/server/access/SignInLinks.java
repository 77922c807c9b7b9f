package dev.crest.server.access;

import dev.crest.server.store.Actor;
import dev.crest.server.store.OneTimeLinks;
import dev.crest.server.store.OneTimeLinks.Link;
import dev.crest.server.store.OneTimeLinks.Purpose;
import dev.crest.server.store.Oversight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes links that sign somebody in once: 256 random bits behind {@code #}, so that no proxy and no
 * log sees them, and their SHA-256 in the store. Thread-safe.
 */
public final class SignInLinks {
  private static final Duration SET_UP = Duration.ofHours(24);
  private static final Duration SIGN_IN = Duration.ofHours(24);
  private static final Duration INVITATION = Duration.ofDays(3);

  private final OneTimeLinks links;
  private final InstantSource clock;

  public SignInLinks(OneTimeLinks links, InstantSource clock) {
    this.links = links;
    this.clock = clock;
  }

  /**
   * A link that was just made: the only time that it is known.
   *
   * @param path of the page, with the token
   */
  public record Made(String path, Instant endsAt) {
    @Override
    public String toString() {
      return "Made[" + endsAt + "]";
    }
  }

  /** Makes the link that makes the first administrator; an earlier one is void. */
  public Made setUp() {
    return make(
        Actor.system(), Oversight.everybody(), Purpose.SET_UP, Optional.empty(), SET_UP, "set-up");
  }

  /** Makes a link that signs somebody in; an earlier one is void. */
  public Made signIn(String principalId) {
    return make(
        Actor.system(),
        Oversight.everybody(),
        Purpose.SIGN_IN,
        Optional.of(principalId),
        SIGN_IN,
        "token");
  }

  /**
   * Makes a link for somebody to choose a password; an earlier one is void.
   *
   * @param recovery whether one-time codes are taken away too
   * @throws dev.crest.server.refusal.Refused {@code NOT_FOUND}, {@code FORBIDDEN}, or {@code
   *     CONFLICT} for somebody who is switched off
   */
  public Made invite(Actor actor, Oversight oversight, String principalId, boolean recovery) {
    return make(
        actor,
        oversight,
        recovery ? Purpose.RECOVERY : Purpose.INVITATION,
        Optional.of(principalId),
        INVITATION,
        "invitation");
  }

  private Made make(
      Actor actor,
      Oversight oversight,
      Purpose purpose,
      Optional<String> principalId,
      Duration length,
      String fragment) {
    var token = Tokens.next();
    var endsAt = clock.instant().plus(length);
    links.add(actor, oversight, Tokens.verifier(token), new Link(purpose, principalId, endsAt));
    return new Made("/sign-in#" + fragment + "=" + token, endsAt);
  }
}
