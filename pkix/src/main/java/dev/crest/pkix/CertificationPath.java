package dev.crest.pkix;

import java.time.Instant;
import java.util.List;

/**
 * RFC 5280 §6 path validation, without revocation (the caller knows where its revocation
 * information is). Thread-safe.
 *
 * <p>Three things go beyond the RFC: an anchor given as a certificate has to be valid in time and
 * its own constraints count (RFC 5937); every RSA key has at least 2048 bits; signatures are only
 * those that {@link Signatures#verify} accepts. Extended key usage is for the caller to judge.
 */
public final class CertificationPath {
  private CertificationPath() {}

  /** What came of a validation. */
  public sealed interface Outcome {
    /** Valid: the path from the end entity up to and including the trust anchor. */
    record Valid(List<Certificate> path) implements Outcome {}

    /**
     * Not valid: a short reason in words, such as {@code the certificate expired on
     * 2026-01-01T00:00:00Z}. Of the certificates it repeats times, sizes and OIDs, never names.
     */
    record Invalid(String reason) implements Outcome {}
  }

  /**
   * Builds and validates a path. A CA certificate and a self-signed one are no end entities,
   * whether or not they are among the anchors.
   *
   * @param endEntity the certificate to judge
   * @param others what the peer sent besides; order and extras don't matter, at most 10 are looked
   *     at
   * @param anchors trusted CA certificates, by name and key; an anchor may be an intermediate; its
   *     own validity is checked too
   * @param at the time to judge at
   */
  public static Outcome validate(
      Certificate endEntity, List<Certificate> others, List<Certificate> anchors, Instant at) {
    if (endEntity.isAuthority()) {
      return new Outcome.Invalid("a CA certificate stands where an end entity's should be");
    }
    if (endEntity.isSelfSigned()) {
      return new Outcome.Invalid("the certificate is self-signed");
    }
    return new PathSearch(others, anchors, at).from(endEntity);
  }

  /**
   * Builds and validates a path from a CA certificate: whether it may be used under the anchors. A
   * self-signed one is its own only witness and never passes, unless it is an anchor itself.
   *
   * @param authority the CA certificate to judge
   * @param others what came besides, as for {@link #validate}
   * @param anchors trusted CA certificates
   * @param at the time to judge at
   */
  public static Outcome validateAuthority(
      Certificate authority, List<Certificate> others, List<Certificate> anchors, Instant at) {
    if (!authority.isAuthority()) {
      return new Outcome.Invalid("the certificate is not one of a CA (basicConstraints)");
    }
    if (authority.isSelfSigned() && !anchors.contains(authority)) {
      return new Outcome.Invalid("the certificate is self-signed");
    }
    return new PathSearch(others, anchors, at).from(authority);
  }
}
