package dev.crest.server.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.regex.Pattern;

/** Headers that every reply of the management port has, whatever is in it. Stateless. */
final class SafeHeaders {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?");

  /** What no page here uses, so that nothing that got into one could. */
  private static final String PERMISSIONS =
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
          + " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

  private SafeHeaders() {}

  /** Sets them; the reply is not to be kept, and nothing in it is to run. */
  static void set(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Permissions-Policy", PERMISSIONS);
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (lasting(request.getServerName().toLowerCase(Locale.ROOT))) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /**
   * Whether a browser is to insist on HTTPS for a name from now on: not for this machine's own,
   * which whatever else is developed on it uses too.
   */
  private static boolean lasting(String host) {
    return !host.equals("localhost")
        && !host.endsWith(".localhost")
        && !ADDRESS.matcher(host).matches();
  }
}
