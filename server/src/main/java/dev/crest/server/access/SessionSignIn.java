package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The cookie of a session. A browser sends it with whatever page asks for it, so a change needs the
 * session's CSRF token besides, which no foreign page can read. A cookie of no session is as none,
 * so that one can sign in again. Thread-safe.
 */
@Component
@Order(2)
public final class SessionSignIn implements SignIn {
  static final String CSRF_HEADER = "x-csrf-token";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String OPEN = "crest.session";
  private static final String UNPROVED = "crest.session-unproved";
  private static final int LONGEST = 2000;

  private final Sessions sessions;

  SessionSignIn(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Optional<Identity> identify(HttpServletRequest request) {
    var open = cookie(request, Sessions.COOKIE).flatMap(sessions::find);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    if (!SAFE.contains(request.getMethod()) && !proved(request, open.get())) {
      request.setAttribute(UNPROVED, true);
      return Optional.empty();
    }
    request.setAttribute(OPEN, open.get());
    return open.map(Sessions.Open::identity);
  }

  private static boolean proved(HttpServletRequest request, Sessions.Open open) {
    var sent = request.getHeader(CSRF_HEADER);
    return sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8),
            open.csrfToken().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the value of a cookie. */
  public static Optional<String> cookie(HttpServletRequest request, String name) {
    var cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    Optional<String> found = Optional.empty();
    for (var cookie : cookies) {
      if (cookie.getName().equals(name) && cookie.getValue().length() <= LONGEST) {
        found = Optional.of(cookie.getValue());
      }
    }
    return found;
  }

  /** Returns the session that the request was signed in by; empty for other ways. */
  public static Optional<Sessions.Open> current(HttpServletRequest request) {
    return Optional.ofNullable((Sessions.Open) request.getAttribute(OPEN));
  }

  /**
   * @throws Refused {@code FORBIDDEN} if a change had a session's cookie without its CSRF token
   */
  public static void refuseUnproved(HttpServletRequest request) {
    if (request.getAttribute(UNPROVED) != null) {
      throw Refused.of(
          Kind.FORBIDDEN,
          "csrf-token",
          "A change with a session's cookie needs its token in x-csrf-token; GET /api/v1/session"
              + " has it.");
    }
  }
}
