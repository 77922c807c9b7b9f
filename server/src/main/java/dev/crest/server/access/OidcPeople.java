package dev.crest.server.access;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.PrincipalFactors;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import dev.crest.server.store.Principals.RoleAssignment;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whom the claims of an OpenID provider mean here: found by issuer and subject, never by a name or
 * an e-mail address, which the provider may give to somebody else. Thread-safe.
 */
final class OidcPeople {
  private static final int LONGEST_NAME = 200;

  private final OidcSettings settings;
  private final Principals principals;
  private final PrincipalFactors factors;
  private final SignInRecord record;
  private final InstantSource clock;

  OidcPeople(
      OidcSettings settings,
      Principals principals,
      PrincipalFactors factors,
      SignInRecord record,
      InstantSource clock) {
    this.settings = settings;
    this.principals = principals;
    this.factors = factors;
    this.record = record;
    this.clock = clock;
  }

  /**
   * Finds or makes the person, with the roles that the claims give.
   *
   * @throws Refused {@code FORBIDDEN} for somebody who is not known, has no role, or is switched
   *     off
   */
  Principal of(Source source, JWTClaimsSet claims) {
    var known = factors.bySubject(issuer(), claims.getSubject());
    if (known.isPresent() && !known.get().activeAt(clock.instant())) {
      record.refused(source, known.get().id(), "user-disabled");
      throw forbidden("user-disabled", "You are switched off here; ask an administrator.");
    }
    var roles = roles(claims);
    if (!settings.roles().isEmpty() && roles.isEmpty()) {
      known.ifPresentOrElse(
          person -> record.refused(source, person.id(), "oidc-no-role"),
          () -> record.refusedStranger("oidc-no-role"));
      throw forbidden("oidc-no-role", "The OpenID provider gives you no role here.");
    }
    return known.isPresent() ? current(source, known.get(), roles) : fresh(source, claims, roles);
  }

  private String issuer() {
    return settings.issuer().toString();
  }

  private static Refused forbidden(String reason, String message) {
    return Refused.of(Kind.FORBIDDEN, reason, message);
  }

  private List<RoleAssignment> roles(JWTClaimsSet claims) {
    var values = values(claims.getClaim(settings.rolesClaim()));
    return settings.roles().stream()
        .filter(mapping -> values.contains(mapping.value()))
        .map(mapping ->
            new RoleAssignment(
                mapping.role().name().toLowerCase(Locale.ROOT),
                mapping.account(),
                Optional.empty()))
        .distinct()
        .toList();
  }

  private static Set<String> values(@org.jspecify.annotations.Nullable Object claim) {
    if (claim instanceof Collection<?> many) {
      var values = new HashSet<String>();
      many.forEach(each -> values.add(String.valueOf(each)));
      return values;
    }
    return claim instanceof String text ? Set.of(text) : Set.of();
  }

  private Principal current(Source source, Principal person, List<RoleAssignment> roles) {
    if (settings.roles().isEmpty() || Set.copyOf(person.roles()).equals(Set.copyOf(roles))) {
      return person;
    }
    return principals.update(
        source.actor("user:" + person.id()),
        Oversight.everybody(),
        person.id(),
        OptionalLong.empty(),
        Principals.Draft.of(person).withRoles(roles));
  }

  private Principal fresh(Source source, JWTClaimsSet claims, List<RoleAssignment> roles) {
    if (!settings.createUsers()) {
      record.refusedStranger("oidc-unknown");
      throw forbidden("oidc-unknown", "You are not known here; ask an administrator.");
    }
    var name =
        text(claims, settings.nameClaim())
            .or(() -> email(claims))
            .filter(each -> each.length() <= LONGEST_NAME)
            .orElse(claims.getSubject());
    return factors.createExternal(
        source.anonymous(),
        new Principals.Draft(
            Principals.Kind.USER,
            name,
            text(claims, "name").filter(each -> each.length() <= LONGEST_NAME).orElse(""),
            "",
            email(claims),
            Optional.empty(),
            roles),
        issuer(),
        claims.getSubject());
  }

  private static Optional<String> email(JWTClaimsSet claims) {
    return Boolean.TRUE.equals(claims.getClaim("email_verified"))
        ? text(claims, "email")
        : Optional.empty();
  }

  private static Optional<String> text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }
}
