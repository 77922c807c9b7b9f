package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.auth.Credential.Match;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A credential as administrators see it.
 *
 * @param status what it is good for now
 * @param enabled whether it is switched on
 * @param userName what must be said besides a passcode
 * @param shownPrefix how a passcode begins
 * @param certificate an authentication certificate's or authentication CA's
 * @param bindName whether a request's common name must be that of the certificate under the CA
 * @param usageLimit empty for unlimited
 * @param uses how often it was used
 * @param revocationList what an authentication CA took back
 * @param version goes up with every change but a use
 */
public record CredentialRecord(
    String id,
    String authenticationPolicyId,
    String accountId,
    String divisionId,
    CredentialKind kind,
    String name,
    String description,
    Status status,
    boolean enabled,
    boolean deleted,
    Optional<String> userName,
    Optional<String> shownPrefix,
    Optional<Certificate> certificate,
    boolean bindName,
    OptionalLong usageLimit,
    long uses,
    Optional<Instant> lastUsed,
    Optional<Instant> start,
    Optional<Instant> end,
    List<Registered> registeredValues,
    Optional<ListedRevocations> revocationList,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public CredentialRecord {
    registeredValues = List.copyOf(registeredValues);
  }

  /** What a credential is good for. The first one that holds is it. */
  public enum Status {
    DELETED,
    DISABLED,
    EXPIRED,
    NOT_YET_VALID,
    USED_UP,
    ACTIVE
  }

  /**
   * A registered value in short.
   *
   * @param values the value or values; empty for a long list
   * @param size how many values there are
   * @param list the SHA-256 digest that a long list is known by, in hexadecimal
   */
  public record Registered(
      String field, Match match, List<String> values, int size, Optional<String> list) {
    public Registered {
      values = List.copyOf(values);
    }
  }

  /**
   * A CRL in short.
   *
   * @param sha256 its digest, in hexadecimal
   * @param hard whether one that is out of date lets nobody in
   * @param size how many certificates it takes back
   */
  public record ListedRevocations(
      String sha256, boolean hard, Instant thisUpdate, Optional<Instant> nextUpdate, long size) {}

  /** Whether any certificate under this authentication CA gets any name. */
  public boolean unbound() {
    return kind == CredentialKind.AUTHENTICATION_AUTHORITY
        && !bindName
        && registeredValues.isEmpty();
  }
}
