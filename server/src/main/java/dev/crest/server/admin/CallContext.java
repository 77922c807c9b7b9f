package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one request, kept as its attributes. Stateless. */
final class CallContext {
  static final String REQUEST_ID_HEADER = "x-request-id";

  private static final String REQUEST_ID = "crest.request-id";
  private static final String IDENTITY = "crest.identity";
  private static final String REACH = "crest.reach";

  private CallContext() {}

  static void requestId(HttpServletRequest request, String id) {
    request.setAttribute(REQUEST_ID, id);
  }

  static String requestId(HttpServletRequest request) {
    return Optional.ofNullable(request.getAttribute(REQUEST_ID)).map(Object::toString).orElse("");
  }

  static void identity(HttpServletRequest request, Identity identity) {
    request.setAttribute(IDENTITY, identity);
  }

  /** Returns who is signed in; empty for nobody. */
  static Optional<Identity> identity(HttpServletRequest request) {
    return Optional.ofNullable((Identity) request.getAttribute(IDENTITY));
  }

  /**
   * @throws Refused {@code UNAUTHENTICATED} if nobody is signed in
   */
  static Identity signedIn(HttpServletRequest request) {
    return identity(request)
        .orElseThrow(() ->
            Refused.of(Kind.UNAUTHENTICATED, "not-signed-in", "Sign in, or send a valid API key."));
  }

  static void reach(HttpServletRequest request, Reach reach) {
    request.setAttribute(REACH, reach);
  }

  /** Returns how far the permission of this operation reaches. */
  static Reach reach(HttpServletRequest request) {
    @Nullable Reach reach = (Reach) request.getAttribute(REACH);
    if (reach == null) {
      throw new IllegalStateException("an operation without @Requires has no reach");
    }
    return reach;
  }

  /** Returns who acts, for audit records. */
  static Actor actor(HttpServletRequest request) {
    return new Actor(
        identity(request).map(Identity::actor).orElse("anonymous"),
        Optional.of(requestId(request)),
        Optional.of(request.getRemoteAddr()));
  }
}
