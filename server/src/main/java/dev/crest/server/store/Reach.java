package dev.crest.server.store;

import java.util.Optional;
import java.util.Set;

/**
 * How far somebody's rights reach: one account, all of it or some of its divisions. Whatever lies
 * outside is answered as if it did not exist.
 *
 * @param accountId the account
 * @param divisions the divisions; empty for all of the account
 */
public record Reach(String accountId, Optional<Set<String>> divisions) {
  public Reach {
    divisions = divisions.map(Set::copyOf);
  }

  /** Returns a reach over all of an account. */
  public static Reach account(String accountId) {
    return new Reach(accountId, Optional.empty());
  }

  /** Returns a reach over some divisions of an account. */
  public static Reach divisions(String accountId, Set<String> divisions) {
    return new Reach(accountId, Optional.of(divisions));
  }

  /** Whether it reaches what belongs to the account as a whole. */
  public boolean whole() {
    return divisions.isEmpty();
  }

  /** Whether it reaches a division of an account. */
  public boolean covers(String account, String division) {
    return accountId.equals(account) && (divisions.isEmpty() || divisions.get().contains(division));
  }
}
