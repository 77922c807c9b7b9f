package dev.crest.server.access;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Accounts;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Ledger;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Reach;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one place where use of the management API is authorised; denies by default. What is permitted
 * here is permitted within the returned reach only, which every look-up and change is given.
 * Thread-safe.
 */
public final class Authorization {
  private final Accounts accounts;
  private final Ledger ledger;
  private final InstantSource clock;

  public Authorization(Accounts accounts, Ledger ledger, InstantSource clock) {
    this.accounts = accounts;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Permits something in an account.
   *
   * @param account which account is meant; empty for the only or oldest one that the identity has a
   *     role in
   * @param actor for the audit record of a refusal
   * @return how far the permission reaches
   * @throws Refused {@code FORBIDDEN}, the same for an account that does not exist
   */
  public Reach permit(
      Identity identity, Permission permission, Optional<String> account, Actor actor) {
    var chosen = account.or(() -> usual(identity));
    var reach = chosen.flatMap(id -> reach(identity, permission, id));
    if (reach.isEmpty() && account.isEmpty() && permission == Permission.OWN) {
      // About oneself needs no role, and reaches nothing else.
      return Reach.divisions(chosen.orElse(""), Set.of());
    }
    return reach.orElseThrow(() -> refused(permission, account, actor));
  }

  /**
   * Returns whose people and programs somebody looks after who was permitted something about them:
   * everybody's with a role on every account, else those of the account.
   */
  public Oversight oversight(Identity identity, Permission permission, Reach reach) {
    boolean everywhere =
        identity.roles().stream()
            .anyMatch(a ->
                a.role().permits(permission) && a.account().isEmpty() && a.divisions().isEmpty());
    return everywhere ? Oversight.everybody() : Oversight.of(reach.accountId());
  }

  private Optional<String> usual(Identity identity) {
    var own = identity.roles().stream().flatMap(a -> a.account().stream()).distinct().toList();
    return own.size() == 1
        ? Optional.of(own.getFirst())
        : accounts.all().stream()
            .map(Accounts.Account::id)
            .filter(id -> own.isEmpty() || own.contains(id))
            .min((one, other) -> one.compareTo(other));
  }

  private static Optional<Reach> reach(Identity identity, Permission permission, String account) {
    var permitting = identity.roles().stream().filter(a -> a.permits(permission, account)).toList();
    if (permitting.isEmpty()) {
      return Optional.empty();
    }
    if (permitting.stream().anyMatch(a -> a.divisions().isEmpty())) {
      return Optional.of(Reach.account(account));
    }
    var divisions = new HashSet<String>();
    permitting.forEach(a -> divisions.addAll(a.divisions().orElseThrow()));
    return Optional.of(Reach.divisions(account, divisions));
  }

  private Refused refused(Permission permission, Optional<String> account, Actor actor) {
    ledger.record(
        new AuditEvent(
            clock.instant(),
            actor.name(),
            "access.denied",
            AuditEvent.Outcome.REFUSED,
            Optional.of("role"),
            account.filter(this::exists),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            actor.requestId(),
            actor.address(),
            Map.of("permission", permission.name().toLowerCase(Locale.ROOT))));
    return Refused.of(Kind.FORBIDDEN, "role", "Your roles do not permit this.");
  }

  private boolean exists(String account) {
    return accounts.all().stream().anyMatch(known -> known.id().equals(account));
  }
}
