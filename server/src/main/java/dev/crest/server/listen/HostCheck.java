package dev.crest.server.listen;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Whether a request is for the host that the connection was made to (RFC 9110 §7.4), and its target
 * in origin form.
 *
 * <p>Where TLS named one of our hosts, the request has to name the same one: what was asked of a
 * client on one name must not be got round by asking under another. Where TLS named none, the
 * client used an address or a name of its own (a hosts file, a forwarded port), and the request may
 * say what it likes.
 */
final class HostCheck implements UnaryOperator<RequestHead> {
  /** {@code Host = uri-host [ ":" port ]} (RFC 9110 §7.2), with IP literals in brackets. */
  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?");

  private static final String HTTPS = "https://";

  private final Optional<String> serverName;
  private final HostNames names;

  /**
   * @param serverName the canonical name that TLS named, whether ours or not
   */
  HostCheck(Optional<String> serverName, HostNames names) {
    this.serverName = serverName.filter(name -> names.role(name).isPresent());
    this.names = names;
  }

  /**
   * @throws TransportRefusal 400 if host or target are missing or malformed or contradict each
   *     other, 421 if they are another host's
   */
  @Override
  public RequestHead apply(RequestHead head) {
    var host = head.single("Host").map(HostCheck::hostOf);
    if (host.isEmpty() && !head.http10()) {
      throw TransportRefusal.badRequest("An HTTP/1.1 request needs a Host header.");
    }
    host.ifPresent(this::requireOurs);
    var target = head.target();
    if (target.startsWith("/") || (target.equals("*") && head.method().equals("OPTIONS"))) {
      return head;
    }
    return new RequestHead(head.method(), originForm(target, host), head.http10(), head.headers());
  }

  private static String hostOf(String authority) {
    var parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      throw TransportRefusal.badRequest(
          "The host is not a name or an address with an optional port.");
    }
    return HostNames.canonical(parts.group(1));
  }

  private void requireOurs(String host) {
    if (serverName.isPresent() && !serverName.get().equals(host)) {
      throw new TransportRefusal(
          421, "The Host header names another host than the TLS connection was made to.");
    }
  }

  /**
   * Absolute form (RFC 9112 §3.2.2), as it is sent to a proxy; we are none, so the host has to be
   * one of ours.
   */
  private String originForm(String target, Optional<String> host) {
    if (!target.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
      throw TransportRefusal.badRequest("The request target is neither a path nor an https URL.");
    }
    int end = HTTPS.length();
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    var named = hostOf(target.substring(HTTPS.length(), end));
    if (host.isPresent() && !host.get().equals(named)) {
      throw TransportRefusal.badRequest(
          "The request target names another host than the Host header.");
    }
    requireOurs(named);
    if (names.role(named).isEmpty() && !isAddress(named)) {
      throw new TransportRefusal(421, "The request target names a host that is not this one.");
    }
    var path = target.substring(end);
    return path.startsWith("/") ? path : "/" + path;
  }

  private static boolean isAddress(String host) {
    return ListenSettings.isAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }
}
