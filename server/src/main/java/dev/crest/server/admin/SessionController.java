package dev.crest.server.admin;

import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.Identity;
import dev.crest.server.access.LinkSignIn;
import dev.crest.server.access.Oidc;
import dev.crest.server.access.OidcSettings;
import dev.crest.server.access.Passkeys;
import dev.crest.server.access.PasswordSignIn;
import dev.crest.server.access.Permission;
import dev.crest.server.access.SecondFactors;
import dev.crest.server.access.SessionSignIn;
import dev.crest.server.access.Sessions;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Principals;
import dev.crest.server.store.SessionRecords.Method;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Signing in and out, and who is signed in. */
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "Session")
final class SessionController {
  private static final String SIGNS_IN = "it is how one signs in";

  private final SessionViews views;
  private final Sessions sessions;
  private final PasswordSignIn passwords;
  private final LinkSignIn links;
  private final Passkeys passkeys;
  private final Oidc oidc;
  private final AccessSettings settings;
  private final ConsoleSettings console;
  private final Principals principals;

  SessionController(
      SessionViews views,
      Sessions sessions,
      PasswordSignIn passwords,
      LinkSignIn links,
      Passkeys passkeys,
      Oidc oidc,
      AccessSettings settings,
      ConsoleSettings console,
      Principals principals) {
    this.views = views;
    this.sessions = sessions;
    this.passwords = passwords;
    this.links = links;
    this.passkeys = passkeys;
    this.oidc = oidc;
    this.settings = settings;
    this.console = console;
    this.principals = principals;
  }

  /**
   * Name and password, and a code of somebody who has enrolled for one.
   *
   * @param totp a one-time code
   * @param recoveryCode in its place
   */
  record SignInDraft(
      String name, String password, Optional<String> totp, Optional<String> recoveryCode) {
    @Override
    public String toString() {
      return "SignInDraft[]";
    }
  }

  /**
   * A link's token, what follows {@code #token=} or {@code #invitation=}.
   *
   * @param password a new one, where the link is an invitation
   */
  record LinkDraft(
      String token,
      Optional<String> password,
      Optional<String> totp,
      Optional<String> recoveryCode) {
    @Override
    public String toString() {
      return "LinkDraft[]";
    }
  }

  /**
   * The first administrator.
   *
   * @param token what follows {@code #set-up=} in the link that the server printed
   */
  record SetUpDraft(
      String token,
      String name,
      String password,
      Optional<String> displayName,
      Optional<String> email) {
    @Override
    public String toString() {
      return "SetUpDraft[]";
    }
  }

  /**
   * A passkey's answer.
   *
   * @param credential what {@code PublicKeyCredential.toJSON} gives
   */
  record PasskeyAnswer(@Schema(implementation = Object.class) JsonNode credential) {}

  /**
   * In which ways one can sign in here, and what one is shown before.
   *
   * @param oidcName what people call the OpenID provider, where there is one
   * @param firstRun whether there is nobody yet, so that the printed link is the only way
   * @param publicDecoder whether the decoder is shown to people who are not signed in
   * @param version of the server
   */
  record SignInWays(
      boolean password,
      boolean passkey,
      boolean oidc,
      Optional<String> oidcName,
      boolean firstRun,
      boolean publicDecoder,
      String version) {}

  @GetMapping
  @Requires(Permission.OWN)
  @Operation(operationId = "getSession", summary = "Say who is signed in, and what is permitted")
  SessionViews.SessionView get(Identity identity, HttpServletRequest request) {
    return views.view(identity, SessionSignIn.current(request));
  }

  @GetMapping("/ways")
  @Open("it is asked before one signs in")
  @Operation(operationId = "getSignInWays", summary = "Say how one can sign in here")
  SignInWays ways() {
    return new SignInWays(
        true,
        true,
        oidc.enabled(),
        settings.oidc().map(OidcSettings::title),
        !principals.anyUser(),
        console.publicDecoder(),
        ProductVersion.text());
  }

  @PostMapping
  @Open(SIGNS_IN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "signIn", summary = "Sign in by name and password")
  SessionViews.SessionView signIn(
      @RequestBody SignInDraft draft, HttpServletRequest request, HttpServletResponse response) {
    var person =
        passwords.signIn(
            CallContext.source(request),
            draft.name(),
            draft.password(),
            new SecondFactors.Code(draft.totp(), draft.recoveryCode()));
    return views.begin(request, response, person, Method.PASSWORD);
  }

  @PostMapping("/one-time")
  @Open(SIGNS_IN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "signInByLink", summary = "Sign in by a link, once")
  SessionViews.SessionView byLink(
      @RequestBody LinkDraft draft, HttpServletRequest request, HttpServletResponse response) {
    var person =
        links.redeem(
            CallContext.source(request),
            draft.token(),
            draft.password(),
            new SecondFactors.Code(draft.totp(), draft.recoveryCode()));
    return views.begin(request, response, person, Method.LINK);
  }

  @PostMapping("/set-up")
  @Open("it makes the first administrator, by the link that the server printed")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "setUp", summary = "Make the first administrator, and sign in")
  SessionViews.SessionView setUp(
      @RequestBody SetUpDraft draft, HttpServletRequest request, HttpServletResponse response) {
    var person =
        links.setUp(
            CallContext.source(request),
            draft.token(),
            new LinkSignIn.FirstPerson(
                draft.name(), draft.displayName().orElse(""), draft.email(), draft.password()));
    return views.begin(request, response, person, Method.LINK);
  }

  @PostMapping("/passkey/options")
  @Open(SIGNS_IN)
  @Operation(
      operationId = "getPasskeySignInOptions",
      summary = "Begin to sign in by a passkey: what navigator.credentials.get takes")
  Map<String, Object> passkeyOptions() {
    return Passkeys.plain(passkeys.signInOptions());
  }

  @PostMapping("/passkey")
  @Open(SIGNS_IN)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "signInByPasskey", summary = "Sign in by a passkey")
  SessionViews.SessionView byPasskey(
      @RequestBody PasskeyAnswer answer, HttpServletRequest request, HttpServletResponse response) {
    var person =
        passkeys.signIn(
            CallContext.source(request),
            PublicAddress.origin(request, settings.publicHost()),
            answer.credential().toString());
    return views.begin(request, response, person, Method.PASSKEY);
  }

  @DeleteMapping
  @Requires(Permission.OWN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(operationId = "signOut", summary = "Sign out: end this session")
  void signOut(Actor actor, HttpServletRequest request, HttpServletResponse response) {
    var open = CallContext.session(request);
    sessions.end(actor, open.session().principalId(), open.session().id());
    response.addHeader("Set-Cookie", Sessions.noCookie());
  }
}
