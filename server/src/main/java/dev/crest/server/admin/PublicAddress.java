package dev.crest.server.admin;

import dev.crest.server.access.SameOrigin;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** What callers call this server, for links that lead back here. Stateless. */
final class PublicAddress {
  private static final int HTTPS = 443;

  private PublicAddress() {}

  /** Returns a URL on the public host, at the port that the caller uses. */
  static String url(HttpServletRequest request, String publicHost, String path) {
    int port = request.getServerPort();
    return "https://" + publicHost + (port == HTTPS ? "" : ":" + port) + path;
  }

  /**
   * Returns the origin that passkeys and an OpenID provider know.
   *
   * @throws Refused {@code INVALID} if the request was sent to another name
   */
  static String origin(HttpServletRequest request, String publicHost) {
    if (!request.getServerName().toLowerCase(Locale.ROOT).equals(publicHost)) {
      throw Refused.of(
          Kind.INVALID, "host", "Use this server by its name, which is " + publicHost + ".");
    }
    return SameOrigin.own(request);
  }
}
