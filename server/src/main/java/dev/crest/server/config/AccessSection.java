package dev.crest.server.config;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.MalformedInput;
import dev.crest.server.access.AccessSettings;
import dev.crest.server.access.OidcSettings;
import dev.crest.server.access.OidcSettings.RoleMapping;
import dev.crest.server.access.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys under {@code access.} and {@code oidc.}: how people sign in. */
final class AccessSection {
  private static final Pattern MAPPING = Pattern.compile("(.+)=([a-z_]+)(?:@([0-9a-f-]{36}))?");
  private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE");

  private AccessSection() {}

  static Optional<AccessSettings> read(
      SettingsReader in, String publicHost, Map<String, String> environment) {
    var idle = in.duration("access.session-idle", AccessSettings.IDLE);
    var length = in.duration("access.session-length", AccessSettings.LENGTH);
    var oidc = oidc(in, environment);
    return in.section("access", () -> new AccessSettings(publicHost, idle, length, oidc));
  }

  private static Optional<OidcSettings> oidc(SettingsReader in, Map<String, String> environment) {
    var issuer = in.text("oidc.issuer");
    var title = in.text("oidc.title");
    var clientId = in.text("oidc.client-id", "");
    var secret = in.text("oidc.client-secret");
    var scopes = in.list("oidc.scopes");
    var nameClaim = in.text("oidc.name-claim", "preferred_username");
    var rolesClaim = in.text("oidc.roles-claim", "groups");
    var roles = in.list("oidc.roles");
    boolean create = in.flag("oidc.create-users", false);
    var hosts = in.list("oidc.further-hosts");
    var anchors = in.text("oidc.trust-file");
    if (issuer.isEmpty()) {
      return Optional.empty();
    }
    return in.section(
        "oidc",
        () ->
            new OidcSettings(
                URI.create(issuer.get()),
                title.orElseGet(() -> String.valueOf(URI.create(issuer.get()).getHost())),
                clientId,
                secret.map(reference -> new SecretReference(reference).resolve(environment)),
                scopes.isEmpty() ? List.of("openid", "profile", "email") : scopes,
                nameClaim,
                rolesClaim,
                roles.stream().map(AccessSection::mapping).toList(),
                create,
                Set.copyOf(hosts),
                anchors.map(AccessSection::certificates).orElse(List.of())));
  }

  private static RoleMapping mapping(String text) {
    var matcher = MAPPING.matcher(text);
    if (matcher.matches()) {
      for (var role : Role.values()) {
        if (role.name().toLowerCase(Locale.ROOT).equals(matcher.group(2))) {
          return new RoleMapping(matcher.group(1), role, Optional.ofNullable(matcher.group(3)));
        }
      }
    }
    throw new IllegalArgumentException(
        "roles are written <value>=<role> or <value>=<role>@<account id>, such as"
            + " crest-admins=system_administrator");
  }

  private static List<Certificate> certificates(String file) {
    try {
      var found = new ArrayList<Certificate>();
      for (var each : LenientDecoder.all(Files.readAllBytes(Path.of(file)), CERTIFICATE)) {
        found.add(Certificate.read(each.der()));
      }
      return found;
    } catch (IOException | MalformedInput e) {
      throw new IllegalArgumentException(
          "trust-file cannot be read as certificates in PEM: " + e.getMessage(), e);
    }
  }
}
