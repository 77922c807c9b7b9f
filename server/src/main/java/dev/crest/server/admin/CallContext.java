package dev.crest.server.admin;

import dev.crest.server.access.Identity;
import dev.crest.server.access.SessionSignIn;
import dev.crest.server.access.Sessions;
import dev.crest.server.access.Source;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one request, kept as its attributes. Stateless. */
final class CallContext {
  static final String REQUEST_ID_HEADER = "x-request-id";

  private static final String REQUEST_ID = "crest.request-id";
  private static final String IDENTITY = "crest.identity";
  private static final String REACH = "crest.reach";
  private static final String OVERSIGHT = "crest.oversight";

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
   * @throws Refused {@code UNAUTHENTICATED} if nobody is signed in; {@code FORBIDDEN} for a change
   *     with a session's cookie and without its CSRF token
   */
  static Identity signedIn(HttpServletRequest request) {
    if (identity(request).isEmpty()) {
      SessionSignIn.refuseUnproved(request);
    }
    return identity(request)
        .orElseThrow(() ->
            Refused.of(Kind.UNAUTHENTICATED, "not-signed-in", "Sign in, or send a valid API key."));
  }

  /**
   * Returns the session of a person who changes something about himself or herself: a key that was
   * stolen must not become a lasting way in.
   *
   * @throws Refused {@code FORBIDDEN} if the request was signed in in another way
   */
  static Sessions.Open session(HttpServletRequest request) {
    return SessionSignIn.current(request)
        .orElseThrow(() ->
            Refused.of(
                Kind.FORBIDDEN, "session-needed", "Sign in as a person to do this, not by a key."));
  }

  /** Returns where a request that signs in comes from. */
  static Source source(HttpServletRequest request) {
    try {
      var agent = request.getHeader("User-Agent");
      return new Source(
          InetAddress.getByName(request.getRemoteAddr()),
          requestId(request),
          agent == null ? "" : agent);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a connection has a numeric address", e);
    }
  }

  static void oversight(HttpServletRequest request, Oversight oversight) {
    request.setAttribute(OVERSIGHT, oversight);
  }

  /** Returns whose people and programs the permission of this operation is about. */
  static Oversight oversight(HttpServletRequest request) {
    @Nullable Oversight oversight = (Oversight) request.getAttribute(OVERSIGHT);
    if (oversight == null) {
      throw new IllegalStateException("an operation without @Requires has no oversight");
    }
    return oversight;
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
