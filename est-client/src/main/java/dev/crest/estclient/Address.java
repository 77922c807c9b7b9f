package dev.crest.estclient;

import dev.crest.estwire.EstOperation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a server's operations are: {@code https://host[:port]/.well-known/est[/label]}. */
final class Address {
  private static final String WELL_KNOWN = "/.well-known/est";

  private final URI base;

  private Address(URI base) {
    this.base = base;
  }

  /**
   * Reads the URL of a server, of a label, or of any operation of one.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Address of(URI url) {
    if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the address of an EST server is https://host[:port]/.well-known/est/…");
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the address of an EST server has neither user, query nor fragment");
    }
    var path = url.getRawPath().replaceFirst("/+$", "");
    int slash = path.lastIndexOf('/');
    if (slash >= 0 && EstOperation.ofSegment(path.substring(slash + 1)).isPresent()) {
      path = path.substring(0, slash);
    }
    return new Address(url.resolve(path.isEmpty() ? WELL_KNOWN : path));
  }

  URI of(EstOperation operation) {
    return URI.create(base + "/" + operation.segment());
  }

  URI base() {
    return base;
  }

  /** Whether two URLs have scheme, host and port in common (RFC 6454 §4). */
  static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  static int port(URI url) {
    return url.getPort() < 0 ? 443 : url.getPort();
  }

  /** Returns host and port as the Host header has them. */
  static String authority(URI url) {
    var host = url.getHost().toLowerCase(Locale.ROOT);
    return port(url) == 443 ? host : host + ":" + port(url);
  }

  /** Returns path and query as a request line has them. */
  static String target(URI url) {
    var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /**
   * Follows a Location header.
   *
   * @throws URISyntaxException if it is no https URL
   */
  static URI redirected(URI from, String location) throws URISyntaxException {
    if (location.isBlank()) {
      throw new URISyntaxException(location, "nowhere");
    }
    var to = from.resolve(new URI(location.strip()));
    if (!"https".equalsIgnoreCase(to.getScheme())
        || to.getHost() == null
        || to.getRawUserInfo() != null) {
      throw new URISyntaxException(location, "not an https URL");
    }
    return to;
  }
}
