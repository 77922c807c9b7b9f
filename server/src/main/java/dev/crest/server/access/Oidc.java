package dev.crest.server.access;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.OneTimeLinks;
import dev.crest.server.store.Principals.Principal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Signs people in by an OpenID provider: authorization code with PKCE, state and nonce. What has to
 * be known when the browser comes back is in a sealed cookie, so that it is the same browser, and
 * strangers have the server store nothing. Thread-safe.
 */
@Component
public final class Oidc {
  /** The cookie of a sign-in that is under way. */
  public static final String COOKIE = "__Host-crest-oidc";

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final String SEAL = "oidc-sign-in";
  private static final int LONGEST_CODE = 4096;
  private static final int PARTS = 5;

  private final Optional<Provider> configured;
  private final KeyProtection protection;
  private final OneTimeLinks challenges;
  private final InstantSource clock;

  private record Provider(OidcSettings settings, OidcProvider calls, OidcPeople people) {}

  /** A sign-in under way. */
  private record Pending(
      String state, String nonce, String verifier, String redirect, Instant endsAt) {}

  Oidc(
      AccessSettings settings,
      KeyProtection protection,
      OneTimeLinks challenges,
      dev.crest.server.store.Principals principals,
      dev.crest.server.store.PrincipalFactors factors,
      SignInRecord record,
      InstantSource clock) {
    this.configured =
        settings
            .oidc()
            .map(oidc ->
                new Provider(
                    oidc,
                    new OidcProvider(oidc, clock),
                    new OidcPeople(oidc, principals, factors, record, clock)));
    this.protection = protection;
    this.challenges = challenges;
    this.clock = clock;
  }

  /**
   * A sign-in that begins.
   *
   * @param location where the browser goes
   * @param cookie the value of {@code Set-Cookie}
   */
  public record Begun(String location, String cookie) {}

  /** Whether there is a provider. */
  public boolean enabled() {
    return configured.isPresent();
  }

  /** Returns the provider's identifier; empty where there is none. */
  public Optional<String> issuer() {
    return configured.map(provider -> provider.settings().issuer().toString());
  }

  private Provider provider() {
    return configured.orElseThrow(
        () -> Refused.of(Kind.NOT_FOUND, "oidc-off", "There is no OpenID provider configured."));
  }

  /**
   * Begins a sign-in.
   *
   * @param redirect where the provider sends the browser back to
   * @throws Refused {@code NOT_FOUND} without a provider, {@code UNAVAILABLE} if it is down
   */
  public Begun begin(String redirect) {
    var provider = provider();
    var pending =
        new Pending(
            Tokens.next(), Tokens.next(), Tokens.next(), redirect, clock.instant().plus(DEADLINE));
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("response_type", "code");
    parameters.put("client_id", provider.settings().clientId());
    parameters.put("redirect_uri", redirect);
    parameters.put("scope", String.join(" ", provider.settings().scopes()));
    parameters.put("state", pending.state());
    parameters.put("nonce", pending.nonce());
    parameters.put("code_challenge", base64url(Tokens.verifier(pending.verifier())));
    parameters.put("code_challenge_method", "S256");
    var endpoint = provider.calls().authorizationEndpoint();
    var separator = endpoint.getRawQuery() == null ? "?" : "&";
    return new Begun(
        endpoint + separator + form(parameters),
        COOKIE
            + "="
            + sealed(pending)
            + "; Path=/; Max-Age="
            + DEADLINE.toSeconds()
            + "; Secure; HttpOnly; SameSite=Lax");
  }

  /** Returns the value of {@code Set-Cookie} that takes the cookie away. */
  public static String noCookie() {
    return COOKIE + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
  }

  static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> escaped(each.getKey()) + "=" + escaped(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String sealed(Pending pending) {
    var text =
        String.join(
            "\n",
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            pending.redirect(),
            Long.toString(pending.endsAt().toEpochMilli()));
    return base64url(protection.seal(SEAL, text.getBytes(StandardCharsets.UTF_8)));
  }

  private Optional<Pending> opened(String cookie) {
    try {
      var bytes = protection.unseal(SEAL, Base64.getUrlDecoder().decode(cookie));
      var parts = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
      return parts.length == PARTS
          ? Optional.of(
              new Pending(
                  parts[0],
                  parts[1],
                  parts[2],
                  parts[3],
                  Instant.ofEpochMilli(Long.parseLong(parts[4]))))
          : Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException foreign) {
      return Optional.empty();
    }
  }

  /**
   * Ends a sign-in.
   *
   * @param cookie what {@link #begin} gave the browser
   * @param state as the provider sends it back
   * @param code as the provider sends it; empty where it refused
   * @throws Refused {@code UNAUTHENTICATED}, {@code FORBIDDEN} for somebody who may not, {@code
   *     UNAVAILABLE} if the provider is down
   */
  public Principal finish(
      Source source, Optional<String> cookie, Optional<String> state, Optional<String> code) {
    var provider = provider();
    var pending =
        cookie
            .flatMap(this::opened)
            .filter(each -> each.endsAt().isAfter(clock.instant()))
            .filter(each -> same(each.state(), state.orElse("")))
            .orElseThrow(() -> OidcProvider.refused("oidc-state"));
    var good =
        code.filter(each -> each.length() <= LONGEST_CODE)
            .orElseThrow(() -> OidcProvider.refused("oidc-declined"));
    JWTClaimsSet claims =
        provider
            .calls()
            .claims(good, pending.verifier(), URI.create(pending.redirect()), pending.nonce());
    if (!challenges.useChallenge(Tokens.verifier(pending.state()), pending.endsAt())) {
      throw OidcProvider.refused("oidc-state");
    }
    return provider.people().of(source, claims);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
