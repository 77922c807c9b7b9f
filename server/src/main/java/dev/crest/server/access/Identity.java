package dev.crest.server.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who uses the management API, authenticated.
 *
 * @param id of the person or program
 * @param kind which of the two
 * @param name what it signs in as
 * @param roles what it may do, and where
 */
public record Identity(String id, Kind kind, String name, List<Assignment> roles) {
  public Identity {
    roles = List.copyOf(roles);
  }

  /** Kinds of principal. */
  public enum Kind {
    USER,
    SERVICE_USER
  }

  /**
   * A role somewhere.
   *
   * @param account where; empty for every account
   * @param divisions in which of the account's divisions; empty for all
   */
  public record Assignment(Role role, Optional<String> account, Optional<Set<String>> divisions) {
    public Assignment {
      divisions = divisions.map(Set::copyOf);
    }

    boolean permits(Permission permission, String accountId) {
      return role.permits(permission)
          && (account.isEmpty() || account.get().equals(accountId))
          && (divisions.isEmpty() || !permission.accountWide());
    }
  }

  /** Returns how audit records name it, such as {@code user:0190…}. */
  public String actor() {
    return (kind == Kind.USER ? "user:" : "service-user:") + id;
  }

  /** Returns what is permitted in an account, or in some of its divisions. */
  public Set<Permission> permissions(String account) {
    var all = EnumSet.noneOf(Permission.class);
    for (var permission : Permission.values()) {
      if (permission == Permission.OWN
          || roles.stream().anyMatch(a -> a.permits(permission, account))) {
        all.add(permission);
      }
    }
    return all;
  }

  /** Whether something is permitted in an account, or in some of its divisions. */
  public boolean permits(Permission permission, String account) {
    return roles.stream().anyMatch(a -> a.permits(permission, account));
  }

  /** Returns the accounts in which something is permitted; empty for all there are. */
  public Optional<Set<String>> accounts(Permission permission) {
    var permitting = roles.stream().filter(a -> a.role().permits(permission)).toList();
    return permitting.stream().anyMatch(a -> a.account().isEmpty())
        ? Optional.empty()
        : Optional.of(
            Set.copyOf(permitting.stream().flatMap(a -> a.account().stream()).distinct().toList()));
  }
}
