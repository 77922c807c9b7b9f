package dev.crest.server.access;

import dev.crest.pkix.Certificate;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How people sign in by an OpenID provider.
 *
 * @param issuer the provider's identifier, an https URL
 * @param title what people call the provider
 * @param clientId who we are there
 * @param clientSecret what proves it; empty for a public client, which PKCE alone protects
 * @param scopes what is asked for, {@code openid} among them
 * @param nameClaim the claim that names a person at the first sign-in
 * @param rolesClaim the claim whose values are mapped to roles
 * @param roles the mapping; empty where roles are given here and not there
 * @param createUsers whether somebody who is not known yet becomes a user
 * @param furtherHosts hosts besides the issuer's whose endpoints may be called
 * @param trustAnchors whom to trust for the provider's TLS; empty for the platform's anchors
 */
public record OidcSettings(
    URI issuer,
    String title,
    String clientId,
    Optional<String> clientSecret,
    List<String> scopes,
    String nameClaim,
    String rolesClaim,
    List<RoleMapping> roles,
    boolean createUsers,
    Set<String> furtherHosts,
    List<Certificate> trustAnchors) {
  public OidcSettings {
    if (!"https".equals(issuer.getScheme())
        || issuer.getHost() == null
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null
        || issuer.getRawUserInfo() != null) {
      throw new IllegalArgumentException("issuer must be an https URL without query");
    }
    if (clientId.isBlank() || !scopes.contains("openid")) {
      throw new IllegalArgumentException("client-id must be given, and openid be among the scopes");
    }
    scopes = List.copyOf(scopes);
    roles = List.copyOf(roles);
    furtherHosts = Set.copyOf(furtherHosts);
    trustAnchors = List.copyOf(trustAnchors);
  }

  /**
   * A value of the claim that gives a role.
   *
   * @param account where; empty for every account
   */
  public record RoleMapping(String value, Role role, Optional<String> account) {}

  @Override
  public String toString() {
    return "OidcSettings[" + issuer + ", " + clientId + "]";
  }
}
