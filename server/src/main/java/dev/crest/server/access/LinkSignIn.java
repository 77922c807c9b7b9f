package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.OneTimeLinks;
import dev.crest.server.store.OneTimeLinks.Link;
import dev.crest.server.store.OneTimeLinks.Purpose;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Signs people in by a link, once. Thread-safe. */
@Component
public final class LinkSignIn {
  private static final int LONGEST = 100;

  private final OneTimeLinks links;
  private final Principals principals;
  private final Passwords passwords;
  private final SecondFactors seconds;
  private final SignInThrottle throttle;
  private final SignInRecord record;
  private final InstantSource clock;

  LinkSignIn(
      OneTimeLinks links,
      Principals principals,
      Passwords passwords,
      SecondFactors seconds,
      SignInThrottle throttle,
      SignInRecord record,
      InstantSource clock) {
    this.links = links;
    this.principals = principals;
    this.passwords = passwords;
    this.seconds = seconds;
    this.throttle = throttle;
    this.record = record;
    this.clock = clock;
  }

  /** The first administrator. */
  public record FirstPerson(
      String name, String displayName, Optional<String> email, String password) {
    @Override
    public String toString() {
      return "FirstPerson[" + name + "]";
    }
  }

  /**
   * Signs in.
   *
   * @param password a new password, where the link is an invitation
   * @throws Refused {@code UNAUTHENTICATED} if the link is not good, or a code is needed; {@code
   *     INVALID} for the password
   */
  public Principal redeem(
      Source source, String token, Optional<String> password, SecondFactors.Code code) {
    var link = find(source, token).filter(found -> found.purpose() != Purpose.SET_UP);
    var person = link.flatMap(Link::principalId).flatMap(principals::find);
    if (link.isEmpty() || person.isEmpty()) {
      throw unknown(source);
    }
    if (password.isPresent() && link.get().purpose() == Purpose.SIGN_IN) {
      throw Refused.of(
          Kind.INVALID,
          "link-signs-in",
          List.of(
              dev.crest.server.refusal.Fault.of(
                  "password", "must be left out: this link only signs in")));
    }
    var verifier =
        password.map(chosen -> passwords.accept(chosen, person.get().name(), "password"));
    if (link.get().purpose() != Purpose.RECOVERY && seconds.needed(person.get().id())) {
      second(source, person.get(), code);
    }
    return links.redeem(source.anonymous(), Tokens.verifier(token), verifier);
  }

  private void second(Source source, Principal person, SecondFactors.Code code) {
    if (!code.given()) {
      throw Refused.of(
          Kind.UNAUTHENTICATED, "second-factor-needed", "A one-time or recovery code is needed.");
    }
    throttle.admitCode(source, person.name());
    if (!seconds.use(source, person.id(), code)) {
      throttle.codeFailed(source, person.name());
      record.refused(source, person.id(), "second-factor-wrong");
      throw Refused.of(
          Kind.UNAUTHENTICATED, "second-factor-wrong", "The code is not right, or was used.");
    }
  }

  private Optional<Link> find(Source source, String token) {
    throttle.admit(source);
    return token.length() > LONGEST
        ? Optional.empty()
        : links
            .find(Tokens.verifier(token))
            .filter(found -> found.endsAt().isAfter(clock.instant()));
  }

  private Refused unknown(Source source) {
    throttle.failed(source);
    record.refusedStranger("link-unknown");
    return Refused.of(
        Kind.UNAUTHENTICATED, "link-unknown", "This link was used already, or has expired.");
  }

  /**
   * Makes the first administrator of everything.
   *
   * @throws Refused {@code UNAUTHENTICATED} if the link is not good; {@code CONFLICT} if there is
   *     somebody already; {@code INVALID} naming every field
   */
  public Principal setUp(Source source, String token, FirstPerson person) {
    var link = find(source, token).filter(found -> found.purpose() == Purpose.SET_UP);
    if (link.isEmpty()) {
      throw unknown(source);
    }
    var verifier = passwords.accept(person.password(), person.name(), "password");
    return links.setUp(
        source.anonymous(),
        Tokens.verifier(token),
        new Principals.Draft(
            Principals.Kind.USER,
            person.name(),
            person.displayName(),
            "",
            person.email(),
            Optional.empty(),
            administrator()),
        verifier);
  }

  /** Returns the roles that together may do everything everywhere. */
  public static List<Principals.RoleAssignment> administrator() {
    return Stream.of(Role.SYSTEM_ADMINISTRATOR, Role.SOLUTION_ADMINISTRATOR)
        .map(role ->
            new Principals.RoleAssignment(
                role.name().toLowerCase(Locale.ROOT), Optional.empty(), Optional.empty()))
        .toList();
  }
}
