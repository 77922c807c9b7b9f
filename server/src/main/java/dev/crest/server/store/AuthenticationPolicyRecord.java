package dev.crest.server.store;

import java.time.Instant;

/**
 * An authentication policy as administrators see it.
 *
 * @param name unique in the account
 * @param credentials how many there are that are not deleted
 * @param version goes up with every change of the policy itself
 */
public record AuthenticationPolicyRecord(
    String id,
    String accountId,
    String divisionId,
    String name,
    String description,
    boolean enabled,
    boolean deleted,
    long credentials,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** What a policy is in the life of what administrators make. */
  public enum Status {
    ACTIVE,
    DISABLED,
    DELETED
  }

  public Status status() {
    return deleted ? Status.DELETED : enabled ? Status.ACTIVE : Status.DISABLED;
  }
}
