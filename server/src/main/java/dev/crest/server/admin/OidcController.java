package dev.crest.server.admin;

import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.Oidc;
import dev.crest.server.access.SessionSignIn;
import dev.crest.server.store.SessionRecords.Method;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in by an OpenID provider: the browser is sent there, and comes back with a code. */
@RestController
@RequestMapping("/api/v1/session/oidc")
@Tag(name = "Session")
final class OidcController {
  private static final String SIGNS_IN = "it is how one signs in";
  private static final String CALLBACK = "/api/v1/session/oidc/callback";

  private final Oidc oidc;
  private final SessionViews views;
  private final AccessSettings settings;

  OidcController(Oidc oidc, SessionViews views, AccessSettings settings) {
    this.oidc = oidc;
    this.views = views;
    this.settings = settings;
  }

  @GetMapping
  @Open(SIGNS_IN)
  @ResponseStatus(HttpStatus.FOUND)
  @Operation(
      operationId = "beginOidcSignIn",
      summary = "Sign in by the OpenID provider: sends the browser there")
  void begin(HttpServletRequest request, HttpServletResponse response) {
    var begun = oidc.begin(PublicAddress.origin(request, settings.publicHost()) + CALLBACK);
    response.addHeader("Set-Cookie", begun.cookie());
    response.setHeader("Location", begun.location());
  }

  @GetMapping("/callback")
  @Open(SIGNS_IN)
  @ResponseStatus(HttpStatus.FOUND)
  @Operation(
      operationId = "finishOidcSignIn",
      summary = "Where the OpenID provider sends the browser back to")
  void finish(
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> code,
      HttpServletRequest request,
      HttpServletResponse response) {
    response.addHeader("Set-Cookie", Oidc.noCookie());
    var person =
        oidc.finish(
            CallContext.source(request), SessionSignIn.cookie(request, Oidc.COOKIE), state, code);
    views.begin(request, response, person, Method.OIDC);
    response.setHeader("Location", "/sign-in");
  }
}
