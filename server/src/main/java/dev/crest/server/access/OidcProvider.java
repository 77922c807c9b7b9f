package dev.crest.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID provider as its clients see it (OpenID Connect Core 1.0 §3.1): discovery, the token
 * endpoint, and its ID tokens, validated whole. Thread-safe.
 */
final class OidcProvider {
  private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CACHED = Duration.ofMinutes(10);
  private static final Duration SKEW = Duration.ofSeconds(60);

  /** Signatures by keys that only the provider has; {@code none} and HMAC are not among them. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OidcSettings settings;
  private final ProviderCalls calls;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Metadata metadata;

  private record Metadata(URI authorization, URI token, URI keys, JWKSet set, Instant readAt) {}

  OidcProvider(OidcSettings settings, InstantSource clock) {
    this.settings = settings;
    this.calls = new ProviderCalls(settings);
    this.clock = clock;
  }

  static Refused refused(String reason) {
    return Refused.of(
        Kind.UNAUTHENTICATED, reason, "The OpenID provider did not sign you in here; begin again.");
  }

  URI authorizationEndpoint() {
    return metadata().authorization();
  }

  private Metadata metadata() {
    var known = metadata;
    return known != null && known.readAt().plus(CACHED).isAfter(clock.instant()) ? known : read();
  }

  /** OpenID Connect Discovery 1.0 §4. */
  private Metadata read() {
    reading.lock();
    try {
      var base = settings.issuer().toString().replaceAll("/$", "");
      var json = json(calls.get(URI.create(base + "/.well-known/openid-configuration")));
      if (!json.path("issuer").asString("").equals(settings.issuer().toString())) {
        LOG.warn("the OpenID provider calls itself by another issuer than oidc.issuer");
        throw ProviderCalls.unusable();
      }
      var keys = uri(json, "jwks_uri");
      var fresh =
          new Metadata(
              uri(json, "authorization_endpoint"),
              uri(json, "token_endpoint"),
              keys,
              JWKSet.parse(new String(calls.get(keys), StandardCharsets.UTF_8)),
              clock.instant());
      metadata = fresh;
      return fresh;
    } catch (ParseException e) {
      LOG.warn("the OpenID provider's keys cannot be read: {}", e.getMessage());
      throw ProviderCalls.unusable();
    } finally {
      reading.unlock();
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw ProviderCalls.unusable();
    }
  }

  private static URI uri(JsonNode json, String field) {
    try {
      var uri = URI.create(json.path(field).asString(""));
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("not a URI", e);
    }
    LOG.warn("the OpenID provider has no usable {}", field);
    throw ProviderCalls.unusable();
  }

  /**
   * Changes a code into claims that are validated.
   *
   * @throws Refused {@code UNAUTHENTICATED} if anything about them is not good
   */
  JWTClaimsSet claims(String code, String verifier, URI redirect, String nonce) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirect.toString());
    parameters.put("code_verifier", verifier);
    if (settings.clientSecret().isEmpty()) {
      parameters.put("client_id", settings.clientId());
    }
    byte[] reply;
    try {
      reply = calls.post(metadata().token(), Oidc.form(parameters), authorization());
    } catch (Refused unusable) {
      // Most often a code that is not good: begun anew it may go through.
      throw refused("oidc-code");
    }
    var token = json(reply).path("id_token").asString("");
    var claims = verified(token);
    check(claims, nonce);
    return claims;
  }

  /** RFC 6749 §2.3.1: both are escaped first. */
  private String authorization() {
    return settings
        .clientSecret()
        .map(secret -> Oidc.escaped(settings.clientId()) + ":" + Oidc.escaped(secret))
        .map(pair ->
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
        .orElse("");
  }

  /** Tries once more with keys read anew, since a provider changes them when it likes. */
  private JWTClaimsSet verified(String token) {
    try {
      return process(token, metadata().set());
    } catch (BadJOSEException first) {
      try {
        return process(token, read().set());
      } catch (BadJOSEException | JOSEException | ParseException e) {
        LOG.warn("an ID token is refused: {}", e.getMessage());
        throw refused("oidc-token");
      }
    } catch (JOSEException | ParseException e) {
      LOG.warn("an ID token is refused: {}", e.getMessage());
      throw refused("oidc-token");
    }
  }

  private static JWTClaimsSet process(String token, JWKSet keys)
      throws BadJOSEException, JOSEException, ParseException {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
    // What the claims say is checked below, by this program's clock.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    return processor.process(token, null);
  }

  /** OpenID Connect Core 1.0 §3.1.3.7. */
  private void check(JWTClaimsSet claims, String nonce) {
    var now = clock.instant();
    boolean good =
        settings.issuer().toString().equals(claims.getIssuer())
            && claims.getAudience().contains(settings.clientId())
            && authorized(claims)
            && after(claims.getExpirationTime(), now.minus(SKEW))
            && claims.getIssueTime() != null
            && !after(claims.getIssueTime(), now.plus(SKEW))
            && (claims.getNotBeforeTime() == null
                || !after(claims.getNotBeforeTime(), now.plus(SKEW)))
            && nonce.equals(claims.getClaim("nonce"))
            && claims.getSubject() != null
            && !claims.getSubject().isBlank();
    if (!good) {
      LOG.warn("an ID token is refused: issuer, audience, times, nonce or subject are not good");
      throw refused("oidc-claims");
    }
  }

  private boolean authorized(JWTClaimsSet claims) {
    var party = claims.getClaim("azp");
    return party == null
        ? List.of(settings.clientId()).equals(claims.getAudience())
        : settings.clientId().equals(party);
  }

  private static boolean after(@Nullable Date time, Instant instant) {
    return time != null && time.toInstant().isAfter(instant);
  }
}
