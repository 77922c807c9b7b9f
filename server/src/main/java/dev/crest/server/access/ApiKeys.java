package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.PrincipalKeys;
import dev.crest.server.store.Principals;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * API keys: {@code crest_} and 40 characters of {@code 0-9A-Za-z} drawn at random, 238 bits. Of a
 * key only its SHA-256 is kept: what nobody can guess needs no slow hash, and it is found by one
 * look-up. Thread-safe.
 */
public final class ApiKeys {
  private static final String PREFIX = "crest_";
  private static final int LENGTH = 40;
  private static final int SHOWN = 12;
  private static final int LONGEST = 200;
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final PrincipalKeys keys;
  private final LastUse lastUse;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public ApiKeys(Principals principals, InstantSource clock) {
    this.keys = principals.keys();
    this.clock = clock;
    this.lastUse = new LastUse(clock, keys::keyUsed);
  }

  /**
   * A key that was just made: the only time that its value is known.
   *
   * @param value what goes into {@code x-api-key}
   */
  public record Made(String id, String value) {
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  /**
   * Makes a key of somebody.
   *
   * @throws Refused {@code INVALID} naming every field, {@code NOT_FOUND} for the principal
   */
  public Made make(Actor actor, String principalId, String name, Optional<Instant> endsAt) {
    return make(actor, Oversight.everybody(), principalId, name, endsAt);
  }

  /**
   * Makes a key of somebody whom the actor looks after.
   *
   * @throws Refused {@code INVALID} naming every field, {@code NOT_FOUND} or {@code FORBIDDEN} for
   *     the principal
   */
  public Made make(
      Actor actor, Oversight oversight, String principalId, String name, Optional<Instant> endsAt) {
    var value = new StringBuilder(PREFIX);
    for (int i = 0; i < LENGTH; i++) {
      value.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    var key = value.toString();
    return new Made(
        keys.addKey(
            actor, oversight, principalId, name, verifier(key), key.substring(0, SHOWN), endsAt),
        key);
  }

  /**
   * Finds out whose key it is.
   *
   * @throws Refused {@code UNAUTHENTICATED}, the same for every key that is not good
   */
  public Identity authenticate(String key) {
    if (key.length() > LONGEST) {
      throw unknown("api-key-unknown");
    }
    var found = keys.byKey(verifier(key)).orElseThrow(() -> unknown("api-key-unknown"));
    var now = clock.instant();
    if (!found.endsAt().map(now::isBefore).orElse(true)) {
      throw unknown("api-key-expired");
    }
    if (!found.principal().activeAt(now)) {
      throw unknown("principal-disabled");
    }
    lastUse.keep(found.keyId(), found.lastUsed());
    return identity(found.principal());
  }

  /** Returns who a stored principal is; a role that this program does not know gives nothing. */
  static Identity identity(Principals.Principal principal) {
    return new Identity(
        principal.id(),
        Identity.Kind.valueOf(principal.kind().name()),
        principal.name(),
        principal.roles().stream()
            .flatMap(assigned ->
                role(assigned.role()).stream()
                    .map(role ->
                        new Identity.Assignment(role, assigned.accountId(), assigned.divisions())))
            .toList());
  }

  private static Optional<Role> role(String name) {
    try {
      return Optional.of(Role.valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Refused unknown(String reason) {
    return Refused.of(Kind.UNAUTHENTICATED, reason, "Sign in, or send a valid API key.");
  }

  private static byte[] verifier(String key) {
    return Tokens.verifier(key);
  }
}
