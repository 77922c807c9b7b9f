package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import java.util.regex.Pattern;

/**
 * What the outside calls this server. Used in URLs and in the sentences that tell a client which
 * host to use.
 *
 * @param publicHost the host for passcodes, such as {@code est.example.com}
 * @param clientAuthHost the host for client certificates, such as {@code
 *     clientauth.est.example.com}
 * @param port the port as clients see it, which a balancer may have changed
 */
public record EstSettings(String publicHost, String clientAuthHost, int port) {
  private static final int HTTPS_PORT = 443;

  /** A DNS name, an IPv4 address, or an IPv6 address in brackets. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]");

  public EstSettings {
    if (!HOST.matcher(publicHost).matches() || !HOST.matcher(clientAuthHost).matches()) {
      throw new IllegalArgumentException("not a host name");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a port");
    }
  }

  /** Returns the host for passcodes, with the port where that is not 443. */
  public String publicAuthority() {
    return authority(publicHost);
  }

  /** Returns the host for client certificates, with the port where that is not 443. */
  public String clientAuthAuthority() {
    return authority(clientAuthHost);
  }

  /** Returns the URL of a target on the host for passcodes. */
  public String publicUrl(EstTarget target) {
    return "https://" + publicAuthority() + target.path();
  }

  /** Returns the URL of a target on the host for client certificates. */
  public String clientAuthUrl(EstTarget target) {
    return "https://" + clientAuthAuthority() + target.path();
  }

  private String authority(String host) {
    return port == HTTPS_PORT ? host : host + ":" + port;
  }
}
