package dev.crest.server.access;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Passwords: Argon2id with 19 MiB, two passes and one lane (OWASP), kept in PHC form. Only so many
 * are worked out at a time that sign-ins cannot eat up memory and processors. Thread-safe.
 */
@Component
public final class Passwords {
  /** Fewest characters. */
  public static final int SHORTEST = 12;

  /** Most characters. */
  public static final int LONGEST = 200;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int FEWEST_DISTINCT = 5;

  private final Argon2PasswordEncoder argon2 =
      new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
  private final Semaphore workers =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);
  private final Set<String> common = common();

  /** Of nobody's password: compared where there is none, so that it takes the same time. */
  private final String nobody = encode(Tokens.next());

  private static Set<String> common() {
    try (var in = Passwords.class.getResourceAsStream("common-passwords.txt")) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Set.copyOf(new HashSet<>(text.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String encode(String password) {
    return Objects.requireNonNull(argon2.encode(password));
  }

  /**
   * Returns the verifier of a new password.
   *
   * @param name of the person, which the password must not be
   * @param field how a fault names it
   * @throws Refused {@code INVALID} if it is too short or easily guessed
   */
  public String accept(String password, String name, String field) {
    var faults = new java.util.ArrayList<Fault>();
    int characters = password.codePointCount(0, password.length());
    if (characters < SHORTEST || characters > LONGEST) {
      faults.add(Fault.of(field, "must have " + SHORTEST + " to " + LONGEST + " characters"));
    } else if (guessable(password, name)) {
      faults.add(Fault.of(field, "is one of those that are guessed first; choose another"));
    }
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "password-weak", List.copyOf(faults));
    }
    return working(() -> encode(password));
  }

  private boolean guessable(String password, String name) {
    var folded = password.toLowerCase(Locale.ROOT);
    return common.contains(folded)
        || folded.equals(name.toLowerCase(Locale.ROOT))
        || folded.chars().distinct().count() < FEWEST_DISTINCT;
  }

  /**
   * Whether a password is the one of a verifier; takes the same time where there is no verifier.
   *
   * @throws Refused {@code UNAVAILABLE} if too many are being compared
   */
  public boolean matches(String password, Optional<String> verifier) {
    boolean bounded = password.length() <= 2 * LONGEST;
    var compared = bounded ? password : "";
    boolean same = working(() -> argon2.matches(compared, verifier.orElse(nobody)));
    return same && bounded && verifier.isPresent();
  }

  private <T> T working(Supplier<T> work) {
    boolean taken = false;
    try {
      taken = workers.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (taken) {
        return work.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (taken) {
        workers.release();
      }
    }
    throw Refused.of(
            Kind.UNAVAILABLE, "sign-in-busy", "Too many people are signing in at this moment.")
        .retryAfter(PATIENCE);
  }
}
