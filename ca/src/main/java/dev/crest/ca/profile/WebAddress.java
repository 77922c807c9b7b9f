package dev.crest.ca.profile;

import java.net.URI;
import java.net.URISyntaxException;

/** Tells the web addresses that certificates may name (RFC 3986 §3). Thread-safe. */
public final class WebAddress {
  private WebAddress() {}

  /** Whether it is an absolute http or https URL with a host, in ASCII. */
  public static boolean isHttp(String text) {
    return isPlainHttp(text) || hasScheme(text, "https");
  }

  /**
   * Whether it is an absolute plain http URL with a host, in ASCII: what CRL and issuer addresses
   * use, because fetching them over TLS would ask for what is just being checked (RFC 5280 §8,
   * CERT-17).
   */
  public static boolean isPlainHttp(String text) {
    return hasScheme(text, "http");
  }

  private static boolean hasScheme(String text, String scheme) {
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    try {
      var uri = new URI(text);
      return scheme.equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
