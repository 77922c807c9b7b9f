package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.PrincipalFactors;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Signs people in by name and password, and a code where they have enrolled for one. Whatever is
 * wrong with name or password is one and the same answer, after the same work. Thread-safe.
 */
@Component
public final class PasswordSignIn {
  private static final int LONGEST_NAME = 200;

  private final Principals principals;
  private final PrincipalFactors factors;
  private final Passwords passwords;
  private final SecondFactors seconds;
  private final SignInThrottle throttle;
  private final SignInRecord record;
  private final InstantSource clock;

  PasswordSignIn(
      Principals principals,
      PrincipalFactors factors,
      Passwords passwords,
      SecondFactors seconds,
      SignInThrottle throttle,
      SignInRecord record,
      InstantSource clock) {
    this.principals = principals;
    this.factors = factors;
    this.passwords = passwords;
    this.seconds = seconds;
    this.throttle = throttle;
    this.record = record;
    this.clock = clock;
  }

  /**
   * Signs in.
   *
   * @throws Refused {@code UNAUTHENTICATED}: {@code second-factor-needed} where only a code is
   *     missing, {@code second-factor-wrong}, else {@code sign-in-failed}; {@code RATE_LIMITED}
   *     after too many failures
   */
  public Principal signIn(Source source, String name, String password, SecondFactors.Code code) {
    var folded = name.length() > LONGEST_NAME ? "" : name.toLowerCase(java.util.Locale.ROOT);
    var person =
        principals
            .byName(folded)
            .filter(found -> found.kind() == Principals.Kind.USER)
            .filter(found -> found.activeAt(clock.instant()));
    boolean coded = admit(source, folded, person, code);
    var verifier = person.flatMap(found -> factors.password(found.id()));
    if (!passwords.matches(password, verifier) || person.isEmpty()) {
      throttle.failed(source, folded);
      recordFailure(source, folded);
      throw failed();
    }
    if (!coded && seconds.needed(person.get().id())) {
      second(source, folded, person.get(), code);
    }
    return person.get();
  }

  /**
   * Lets somebody try; during a pause only with a good code. Returns whether the code was taken.
   */
  private boolean admit(
      Source source, String name, Optional<Principal> person, SecondFactors.Code code) {
    try {
      throttle.admit(source, name);
      return false;
    } catch (Refused pausing) {
      if (!code.given()) {
        throw pausing;
      }
      throttle.admitCode(source, name);
      if (person.isPresent() && seconds.use(source, person.get().id(), code)) {
        return true;
      }
      throttle.codeFailed(source, name);
      throw pausing;
    }
  }

  private void recordFailure(Source source, String name) {
    principals
        .byName(name)
        .ifPresentOrElse(
            known ->
                record.refused(
                    source,
                    known.id(),
                    known.activeAt(clock.instant()) ? "password-wrong" : "user-disabled"),
            () -> record.refusedStranger("name-unknown"));
  }

  private static Refused failed() {
    return Refused.of(Kind.UNAUTHENTICATED, "sign-in-failed", "Name or password is not right.");
  }

  private void second(Source source, String name, Principal person, SecondFactors.Code code) {
    if (!code.given()) {
      throw Refused.of(
          Kind.UNAUTHENTICATED, "second-factor-needed", "A one-time or recovery code is needed.");
    }
    throttle.admitCode(source, name);
    if (!seconds.use(source, person.id(), code)) {
      throttle.codeFailed(source, name);
      record.refused(source, person.id(), "second-factor-wrong");
      throw Refused.of(
          Kind.UNAUTHENTICATED, "second-factor-wrong", "The code is not right, or was used.");
    }
  }

  /**
   * Checks the password of somebody who is signed in, before it is changed or codes are.
   *
   * @throws Refused {@code FORBIDDEN} if it is another one; {@code RATE_LIMITED} after too many
   *     failures
   */
  public void confirm(Source source, Identity identity, String password) {
    throttle.admit(source, identity.name());
    if (!passwords.matches(password, factors.password(identity.id()))) {
      throttle.failed(source, identity.name());
      record.refused(source, identity.id(), "password-wrong");
      throw Refused.of(Kind.FORBIDDEN, "password-wrong", "The present password is not right.");
    }
  }
}
