package dev.crest.server.store;

import java.util.Optional;

/**
 * Whose people and programs somebody looks after: everybody, or those with a role in one account.
 * Others are answered as if they did not exist.
 *
 * @param accountId the account; empty for everybody
 */
public record Oversight(Optional<String> accountId) {
  /** Returns an oversight over everybody. */
  public static Oversight everybody() {
    return new Oversight(Optional.empty());
  }

  /** Returns an oversight over those with a role in an account. */
  public static Oversight of(String accountId) {
    return new Oversight(Optional.of(accountId));
  }

  /** Whether a role lies within it. */
  boolean covers(Principals.RoleAssignment role) {
    return accountId.isEmpty() || accountId.equals(role.accountId());
  }

  boolean sees(Principals.Principal principal) {
    return accountId.isEmpty() || principal.roles().stream().anyMatch(this::covers);
  }

  /** Returns a principal with only those roles that lie within it. */
  Principals.Principal shown(Principals.Principal principal) {
    return accountId.isEmpty()
        ? principal
        : principal.withRoles(principal.roles().stream().filter(this::covers).toList());
  }
}
