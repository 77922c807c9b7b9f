package dev.crest.server.admin;

import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.ApiKeys;
import dev.crest.server.access.Identity;
import dev.crest.server.access.Passkeys;
import dev.crest.server.access.PasswordSignIn;
import dev.crest.server.access.Passwords;
import dev.crest.server.access.Permission;
import dev.crest.server.access.SecondFactors;
import dev.crest.server.access.Sessions;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Page;
import dev.crest.server.store.PrincipalFactors;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Principal;
import dev.crest.server.store.SessionRecords;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * What people look after themselves: password, one-time codes, passkeys, API keys, sessions.
 * Changes need a session, and those that open a lasting way in the present password too.
 */
@RestController
@RequestMapping("/api/v1/me")
@Tag(name = "Me")
final class MeController {
  private final Principals principals;
  private final PrincipalFactors factors;
  private final Passwords passwords;
  private final PasswordSignIn confirmation;
  private final SecondFactors seconds;
  private final Passkeys passkeys;
  private final ApiKeys keys;
  private final Sessions sessions;
  private final SessionViews views;
  private final AccessSettings settings;

  MeController(
      Principals principals,
      PrincipalFactors factors,
      Passwords passwords,
      PasswordSignIn confirmation,
      SecondFactors seconds,
      Passkeys passkeys,
      ApiKeys keys,
      Sessions sessions,
      SessionViews views,
      AccessSettings settings) {
    this.principals = principals;
    this.factors = factors;
    this.passwords = passwords;
    this.confirmation = confirmation;
    this.seconds = seconds;
    this.passkeys = passkeys;
    this.keys = keys;
    this.sessions = sessions;
    this.views = views;
    this.settings = settings;
  }

  /** What somebody has to sign in with. */
  record MeView(
      String id,
      Identity.Kind kind,
      String name,
      String displayName,
      Optional<String> email,
      boolean password,
      boolean totp,
      long recoveryCodes,
      int passkeys) {}

  /**
   * A change of password.
   *
   * @param password the present one, where there is one
   */
  record PasswordDraft(Optional<String> password, String newPassword) {
    @Override
    public String toString() {
      return "PasswordDraft[]";
    }
  }

  /**
   * Says that it is really the person.
   *
   * @param password the present one, where there is one
   */
  record PasswordProof(Optional<String> password) {
    @Override
    public String toString() {
      return "PasswordProof[]";
    }
  }

  /**
   * What an app for one-time codes needs; shown this once.
   *
   * @param uri for a QR code
   */
  record TotpMade(String secret, String uri) {
    @Override
    public String toString() {
      return "TotpMade[]";
    }
  }

  /** A first one-time code. */
  record TotpProof(String code) {}

  /** Codes for when the app is lost; shown this once. */
  record RecoveryCodes(List<String> recoveryCodes) {
    @Override
    public String toString() {
      return "RecoveryCodes[]";
    }
  }

  /**
   * A passkey to be registered.
   *
   * @param credential what {@code PublicKeyCredential.toJSON} gives
   */
  record PasskeyDraft(String name, @Schema(implementation = Object.class) JsonNode credential) {}

  /** A passkey as the API shows it. */
  record PasskeyView(String id, String name, Optional<Instant> lastUsed, Instant createdAt) {}

  /**
   * A session as the API shows it.
   *
   * @param current whether it is the one of this request
   */
  record OwnSession(
      String id,
      SessionRecords.Method method,
      String address,
      String userAgent,
      Instant lastSeen,
      Instant endsAt,
      Instant createdAt,
      boolean current) {}

  @GetMapping
  @Requires(Permission.OWN)
  @Operation(operationId = "getMe", summary = "Say what I sign in with")
  MeView get(Identity identity) {
    var me = me(identity);
    return new MeView(
        me.id(),
        identity.kind(),
        me.name(),
        me.displayName(),
        me.email(),
        factors.password(me.id()).isPresent(),
        factors.totp(me.id()).filter(PrincipalFactors.Totp::confirmed).isPresent(),
        factors.recoveryCodes(me.id()),
        factors.passkeys(me.id()).size());
  }

  private Principal me(Identity identity) {
    return principals
        .find(identity.id())
        .orElseThrow(() ->
            Refused.of(Kind.UNAUTHENTICATED, "not-signed-in", "Sign in, or send a valid API key."));
  }

  /** Asks for the present password, where there is one. */
  private void prove(HttpServletRequest request, Identity identity, Optional<String> password) {
    CallContext.session(request);
    if (factors.password(identity.id()).isEmpty()) {
      return;
    }
    var given =
        password.orElseThrow(() ->
            Refused.of(
                Kind.INVALID,
                "password-needed",
                List.of(Fault.of("password", "must be given: the present one"))));
    confirmation.confirm(CallContext.source(request), identity, given);
  }

  @PutMapping("/password")
  @Requires(Permission.OWN)
  @Operation(
      operationId = "changePassword",
      summary = "Change my password: every session ends, and this one begins anew")
  SessionViews.SessionView password(
      Identity identity,
      Actor actor,
      @RequestBody PasswordDraft draft,
      HttpServletRequest request,
      HttpServletResponse response) {
    prove(request, identity, draft.password());
    factors.setPassword(
        actor,
        identity.id(),
        passwords.accept(draft.newPassword(), identity.name(), "new_password"));
    var begun =
        sessions.begin(
            CallContext.source(request),
            me(identity),
            CallContext.session(request).session().method());
    response.addHeader("Set-Cookie", Sessions.cookie(begun));
    return views.view(begun.open().identity(), Optional.of(begun.open()));
  }

  @PostMapping("/totp")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "beginTotp", summary = "Begin one-time codes")
  TotpMade totp(Identity identity, @RequestBody PasswordProof proof, HttpServletRequest request) {
    if (factors.password(identity.id()).isEmpty()) {
      throw Refused.of(
          Kind.CONFLICT, "password-missing", "One-time codes go with a password; set one first.");
    }
    prove(request, identity, proof.password());
    var begun = seconds.begin(identity.id(), identity.name());
    return new TotpMade(begun.secret(), begun.uri());
  }

  @PostMapping("/totp/confirmation")
  @Requires(Permission.OWN)
  @Operation(
      operationId = "confirmTotp",
      summary = "Show a first one-time code: from now on they are asked for")
  RecoveryCodes confirmTotp(
      Identity identity, Actor actor, @RequestBody TotpProof proof, HttpServletRequest request) {
    CallContext.session(request);
    return new RecoveryCodes(seconds.confirm(actor, identity.id(), proof.code()));
  }

  @PostMapping("/totp/removal")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "removeTotp", summary = "Do without one-time codes again")
  void removeTotp(
      Identity identity,
      Actor actor,
      @RequestBody PasswordProof proof,
      HttpServletRequest request) {
    prove(request, identity, proof.password());
    factors.removeTotp(actor, identity.id());
  }

  @GetMapping("/passkeys")
  @Requires(Permission.OWN)
  @Operation(operationId = "listPasskeys", summary = "List my passkeys")
  Page<PasskeyView> passkeys(Identity identity) {
    return new Page<>(
        passkeys.of(identity.id()).stream()
            .map(key -> new PasskeyView(key.id(), key.name(), key.lastUsed(), key.createdAt()))
            .toList(),
        Optional.empty());
  }

  @PostMapping("/passkeys/options")
  @Requires(Permission.OWN)
  @Operation(
      operationId = "getPasskeyOptions",
      summary = "Begin to register a passkey: what navigator.credentials.create takes")
  Map<String, Object> passkeyOptions(
      Identity identity, @RequestBody PasswordProof proof, HttpServletRequest request) {
    prove(request, identity, proof.password());
    return Passkeys.plain(passkeys.registrationOptions(me(identity)));
  }

  @PostMapping("/passkeys")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createPasskey", summary = "Register a passkey")
  PasskeyView addPasskey(
      Identity identity, Actor actor, @RequestBody PasskeyDraft draft, HttpServletRequest request) {
    CallContext.session(request);
    var id =
        passkeys.register(
            actor,
            me(identity),
            PublicAddress.origin(request, settings.publicHost()),
            draft.name(),
            draft.credential().toString());
    return passkeys(identity).items().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @DeleteMapping("/passkeys/{id}")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deletePasskey", summary = "Delete a passkey of mine")
  void deletePasskey(
      Identity identity, Actor actor, @PathVariable String id, HttpServletRequest request) {
    CallContext.session(request);
    factors.deletePasskey(actor, identity.id(), id);
  }

  @GetMapping("/api-keys")
  @Requires(Permission.OWN)
  @Filters(
      value = {"name"},
      sort = {"name", "created_at"})
  @Operation(operationId = "listOwnApiKeys", summary = "List my API keys")
  Page<PrincipalViews.ApiKeyView> keys(Identity identity, ListQuery query) {
    return principals.keys().keys(identity.id(), query).map(PrincipalViews.ApiKeyView::of);
  }

  @PostMapping("/api-keys")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createOwnApiKey",
      summary = "Make an API key that may do what I may; its value is shown once")
  PrincipalViews.ApiKeyMade makeKey(
      Identity identity,
      Actor actor,
      @RequestBody PrincipalViews.ApiKeyDraft draft,
      HttpServletRequest request) {
    CallContext.session(request);
    var made = keys.make(actor, identity.id(), draft.name(), draft.endsAt());
    return new PrincipalViews.ApiKeyMade(made.id(), made.value());
  }

  @DeleteMapping("/api-keys/{id}")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteOwnApiKey", summary = "Delete an API key of mine")
  void deleteKey(
      Identity identity, Actor actor, @PathVariable String id, HttpServletRequest request) {
    CallContext.session(request);
    principals.keys().deleteKey(actor, Oversight.everybody(), identity.id(), id);
  }

  @GetMapping("/sessions")
  @Requires(Permission.OWN)
  @Operation(operationId = "listOwnSessions", summary = "List my sessions")
  Page<OwnSession> sessions(Identity identity, HttpServletRequest request) {
    var current =
        dev.crest.server.access.SessionSignIn.current(request)
            .map(open -> open.session().id())
            .orElse("");
    return new Page<>(
        sessions.of(identity.id()).stream()
            .map(each ->
                new OwnSession(
                    each.id(),
                    each.method(),
                    each.address(),
                    each.userAgent(),
                    each.lastSeen(),
                    each.endsAt(),
                    each.createdAt(),
                    each.id().equals(current)))
            .toList(),
        Optional.empty());
  }

  @DeleteMapping("/sessions/{id}")
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "endOwnSession", summary = "End a session of mine")
  void endSession(
      Identity identity, Actor actor, @PathVariable String id, HttpServletRequest request) {
    CallContext.session(request);
    sessions.end(actor, identity.id(), id);
  }
}
