package dev.crest.server.listen;

import dev.crest.server.listen.ClientConnection.HostRole;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Our own DNS names and what each stands for (product: hosts). Immutable. */
final class HostNames {
  private final Map<String, HostRole> roles = new HashMap<>();

  HostNames(ListenSettings settings) {
    roles.put(settings.publicHost(), HostRole.PLAIN);
    settings.furtherNames().stream()
        .filter(name -> !ListenSettings.isAddress(name))
        .forEach(name -> roles.put(name, HostRole.PLAIN));
    roles.put(settings.clientAuthHost(), HostRole.CLIENT_AUTH);
  }

  Set<String> known() {
    return roles.keySet();
  }

  /** Returns a name as it is compared: in lower case, without the dot of the root. */
  static String canonical(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Returns the role of a canonical name, or empty if it is not ours. */
  Optional<HostRole> role(String name) {
    return Optional.ofNullable(roles.get(name));
  }
}
