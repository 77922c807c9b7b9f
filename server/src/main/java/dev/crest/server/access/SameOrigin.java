package dev.crest.server.access;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses changes that a page of somebody else has a browser send: browsers name the page's origin
 * with every one. Programs that send none, or an API key, which no foreign page can, are not asked.
 * Stateless.
 */
public final class SameOrigin {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private SameOrigin() {}

  /**
   * @throws Refused {@code FORBIDDEN} if a change comes from another origin
   */
  public static void require(HttpServletRequest request) {
    var origin = request.getHeader("Origin");
    if (origin == null
        || SAFE.contains(request.getMethod())
        || request.getHeader(ApiKeySignIn.HEADER) != null) {
      return;
    }
    if (!origin.toLowerCase(Locale.ROOT).equals(own(request))) {
      throw Refused.of(
          Kind.FORBIDDEN, "origin", "A change must come from this server's own pages.");
    }
  }

  /** Returns the origin that the request was sent to. */
  public static String own(HttpServletRequest request) {
    var host = request.getHeader("Host");
    return "https://" + (host == null ? "" : host.toLowerCase(Locale.ROOT));
  }
}
