package dev.crest.server.access;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.OneTimeLinks;
import dev.crest.server.store.PrincipalFactors;
import dev.crest.server.store.PrincipalFactors.Passkey;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passkeys (WebAuthn Level 3): discoverable, with the person verified by the authenticator, bound
 * to the public host. A challenge is its own sealed deadline, so that strangers have the server
 * store nothing; answered, it is remembered until then and taken no second time. Thread-safe.
 */
@Component
public final class Passkeys {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final String SIGN_IN = "passkey-sign-in";
  private static final String REGISTRATION = "passkey-registration:";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.ES256,
          COSEAlgorithmIdentifier.EdDSA,
          COSEAlgorithmIdentifier.RS256);

  private final PrincipalFactors factors;
  private final Principals principals;
  private final OneTimeLinks challenges;
  private final KeyProtection protection;
  private final AccessSettings settings;
  private final SignInThrottle throttle;
  private final SignInRecord record;
  private final InstantSource clock;
  private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager();
  private final AttestedCredentialDataConverter keyData =
      new AttestedCredentialDataConverter(new ObjectConverter());

  Passkeys(
      PrincipalFactors factors,
      Principals principals,
      OneTimeLinks challenges,
      KeyProtection protection,
      AccessSettings settings,
      SignInThrottle throttle,
      SignInRecord record,
      InstantSource clock) {
    this.factors = factors;
    this.principals = principals;
    this.challenges = challenges;
    this.protection = protection;
    this.settings = settings;
    this.throttle = throttle;
    this.record = record;
    this.clock = clock;
  }

  private record Challenge(byte[] value, Instant endsAt) {}

  /**
   * Returns options for {@code navigator.credentials.create}, as {@code
   * parseCreationOptionsFromJSON} takes them.
   */
  public ObjectNode registrationOptions(Principal person) {
    var options = JSON.createObjectNode();
    options.putObject("rp").put("id", settings.publicHost()).put("name", "Crest");
    options
        .putObject("user")
        .put("id", base64url(person.id().getBytes(StandardCharsets.US_ASCII)))
        .put("name", person.name())
        .put("displayName", person.displayName().isEmpty() ? person.name() : person.displayName());
    options.put("challenge", base64url(challenge(REGISTRATION + person.id())));
    var parameters = options.putArray("pubKeyCredParams");
    ALGORITHMS.forEach(algorithm ->
        parameters.addObject().put("type", "public-key").put("alg", algorithm.getValue()));
    options.put("timeout", DEADLINE.toMillis());
    var exclude = options.putArray("excludeCredentials");
    factors
        .passkeys(person.id())
        .forEach(known ->
            exclude
                .addObject()
                .put("type", "public-key")
                .put("id", base64url(known.credentialId())));
    options
        .putObject("authenticatorSelection")
        .put("residentKey", "required")
        .put("requireResidentKey", true)
        .put("userVerification", "required");
    options.put("attestation", "none");
    return options;
  }

  /**
   * Returns options for {@code navigator.credentials.get}, as {@code parseRequestOptionsFromJSON}
   * takes them: no name is asked for, so none is given away.
   */
  public ObjectNode signInOptions() {
    var options = JSON.createObjectNode();
    options.put("challenge", base64url(challenge(SIGN_IN)));
    options.put("rpId", settings.publicHost());
    options.put("timeout", DEADLINE.toMillis());
    options.put("userVerification", "required");
    options.putArray("allowCredentials");
    return options;
  }

  private byte[] challenge(String purpose) {
    long endsAt = clock.instant().plus(DEADLINE).toEpochMilli();
    return protection.seal(purpose, ByteBuffer.allocate(Long.BYTES).putLong(endsAt).array());
  }

  private Optional<Challenge> opened(String purpose, byte[] value) {
    try {
      var endsAt =
          Instant.ofEpochMilli(ByteBuffer.wrap(protection.unseal(purpose, value)).getLong());
      return endsAt.isAfter(clock.instant())
          ? Optional.of(new Challenge(value, endsAt))
          : Optional.empty();
    } catch (IllegalStateException foreign) {
      return Optional.empty();
    }
  }

  /**
   * Registers a passkey; returns its id.
   *
   * @param origin of the page
   * @param credential what {@code PublicKeyCredential.toJSON} gave
   * @throws Refused {@code INVALID} or {@code CONFLICT} naming every field
   */
  public String register(
      Actor actor, Principal person, String origin, String name, String credential) {
    try {
      RegistrationData data =
          parsed(() -> manager.parseRegistrationResponseJSON(credential))
              .orElseThrow(Passkeys::wrong);
      var client = data.getCollectedClientData();
      var challenge =
          Optional.ofNullable(client)
              .flatMap(c -> opened(REGISTRATION + person.id(), c.getChallenge().getValue()))
              .orElseThrow(Passkeys::wrong);
      manager.verify(
          data, new RegistrationParameters(server(origin, challenge), parameters(), true, true));
      var authenticator =
          Optional.ofNullable(data.getAttestationObject())
              .orElseThrow(Passkeys::wrong)
              .getAuthenticatorData();
      var attested = authenticator.getAttestedCredentialData();
      if (attested == null
          || !challenges.useChallenge(Tokens.verifier(challenge.value()), challenge.endsAt())) {
        throw wrong();
      }
      return factors.addPasskey(
          actor,
          person.id(),
          new PrincipalFactors.PasskeyDraft(
              name,
              attested.getCredentialId(),
              keyData.convert(attested),
              authenticator.isFlagBE(),
              authenticator.getSignCount()));
    } catch (DataConversionException | VerificationException e) {
      throw wrong();
    }
  }

  private static List<PublicKeyCredentialParameters> parameters() {
    return ALGORITHMS.stream()
        .map(algorithm ->
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
        .toList();
  }

  @SuppressWarnings("deprecation") // The other constructors take origins another way.
  private ServerProperty server(String origin, Challenge challenge) {
    return ServerProperty.builder()
        .origin(new Origin(origin))
        .rpId(settings.publicHost())
        .challenge(new DefaultChallenge(challenge.value()))
        .build();
  }

  private static Refused wrong() {
    return Refused.of(
        Kind.INVALID,
        "passkey-invalid",
        List.of(Fault.of("credential", "does not answer the challenge; begin again")));
  }

  /**
   * Signs in by a passkey.
   *
   * @param origin of the page
   * @param credential what {@code PublicKeyCredential.toJSON} gave
   * @throws Refused {@code UNAUTHENTICATED}, the same for whatever is wrong
   */
  public Principal signIn(Source source, String origin, String credential) {
    throttle.admit(source);
    Optional<Passkey> passkey = Optional.empty();
    try {
      var data = parsed(() -> manager.parseAuthenticationResponseJSON(credential));
      passkey =
          data.flatMap(each -> Optional.ofNullable(each.getCredentialId()))
              .flatMap(factors::passkey);
      var person =
          passkey
              .flatMap(found -> principals.find(found.principalId()))
              .filter(found -> found.activeAt(clock.instant()));
      if (passkey.isPresent()
          && person.isPresent()
          && named(data.orElseThrow(), person.get())
          && verified(data.orElseThrow(), origin, passkey.get())) {
        return person.get();
      }
    } catch (DataConversionException | VerificationException e) {
      // As whatever else is wrong.
    }
    throw refused(source, passkey);
  }

  /** The library fails in many ways on what is not a credential; none of them is our failure. */
  private static <T> Optional<T> parsed(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static boolean named(AuthenticationData data, Principal person) {
    var handle = data.getUserHandle();
    return handle == null || new String(handle, StandardCharsets.US_ASCII).equals(person.id());
  }

  private boolean verified(AuthenticationData data, String origin, Passkey passkey) {
    var client = data.getCollectedClientData();
    var challenge =
        Optional.ofNullable(client).flatMap(c -> opened(SIGN_IN, c.getChallenge().getValue()));
    if (challenge.isEmpty()) {
      return false;
    }
    var known =
        new CredentialRecordImpl(
            new NoneAttestationStatement(),
            true,
            passkey.backupEligible(),
            passkey.backupEligible(),
            passkey.signCount(),
            keyData.convert(passkey.keyData()),
            null,
            null,
            null,
            Set.of());
    manager.verify(
        data,
        new AuthenticationParameters(
            server(origin, challenge.get()), known, List.of(passkey.credentialId()), true, true));
    var authenticator = data.getAuthenticatorData();
    return authenticator != null
        && challenges.useChallenge(
            Tokens.verifier(challenge.get().value()), challenge.get().endsAt())
        && factors.passkeyUsed(passkey.id(), authenticator.getSignCount());
  }

  private Refused refused(Source source, Optional<Passkey> passkey) {
    throttle.failed(source);
    passkey.ifPresentOrElse(
        known -> record.refused(source, known.principalId(), "passkey-refused"),
        () -> record.refusedStranger("passkey-unknown"));
    return Refused.of(
        Kind.UNAUTHENTICATED, "passkey-refused", "This passkey does not sign in here.");
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns somebody's passkeys. */
  public List<Passkey> of(String principalId) {
    return factors.passkeys(principalId);
  }

  /** Returns the options as a tree of plain maps and lists. */
  public static Map<String, Object> plain(ObjectNode options) {
    return JSON.convertValue(options, new tools.jackson.core.type.TypeReference<>() {});
  }
}
