package dev.crest.server.operate;

import dev.crest.server.access.ApiKeys;
import dev.crest.server.access.LinkSignIn;
import dev.crest.server.access.SignInLinks;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Principals;
import dev.crest.server.store.Principals.Kind;
import java.util.Optional;

/**
 * The demo's ways into the management API: an administrator who signs in by a link, a fresh one at
 * every start, and a program with an API key, which is kept for as long as {@code quickstart.json}
 * is.
 */
public final class DemoAccess {
  private static final String ADMINISTRATOR = "administrator";
  private static final String PROGRAM = "quickstart";

  private final Principals principals;
  private final ApiKeys keys;
  private final SignInLinks links;

  public DemoAccess(Principals principals, ApiKeys keys, SignInLinks links) {
    this.principals = principals;
    this.keys = keys;
    this.links = links;
  }

  /**
   * Returns the demo with what uses its management API.
   *
   * @param adminUrl such as {@code https://localhost:9443}
   */
  public QuickstartFile add(QuickstartFile demo, String adminUrl) {
    return demo.administeredAt(
        adminUrl + "/api/v1",
        demo.apiKey().filter(this::works).orElseGet(this::freshKey),
        link().map(path -> adminUrl + path));
  }

  private boolean works(String key) {
    try {
      return !keys.authenticate(key).roles().isEmpty();
    } catch (Refused gone) {
      return false;
    }
  }

  private String freshKey() {
    var id =
        principals
            .byName(PROGRAM)
            .filter(found -> found.kind() == Kind.SERVICE_USER)
            .map(Principals.Principal::id)
            .orElseGet(() -> make(Kind.SERVICE_USER, PROGRAM));
    return keys.make(Actor.system(), id, "quickstart.json", Optional.empty()).value();
  }

  /** Makes the administrator only where there is nobody: one who was deleted stays so. */
  private Optional<String> link() {
    var administrator = principals.byName(ADMINISTRATOR).filter(p -> p.kind() == Kind.USER);
    if (administrator.isEmpty() && principals.anyUser()) {
      return Optional.empty();
    }
    var id =
        administrator.map(Principals.Principal::id).orElseGet(() -> make(Kind.USER, ADMINISTRATOR));
    try {
      return Optional.of(links.signIn(id).path());
    } catch (Refused disabled) {
      return Optional.empty();
    }
  }

  private String make(Kind kind, String name) {
    return principals.create(
        Actor.system(),
        new Principals.Draft(
            kind,
            name,
            "",
            "Made by quickstart",
            Optional.empty(),
            Optional.empty(),
            LinkSignIn.administrator()));
  }
}
