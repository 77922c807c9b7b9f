package dev.crest.server.refusal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something is not done, and why. What the requester may read (kind, faults, retry-after) is kept
 * apart from what only the audit log and the administrator see (reason, subject).
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Fault> faults;
  private final String reason;
  private final transient Optional<Duration> retryAfter;
  private final transient Optional<String> credentialId;

  private Refused(
      Kind kind,
      List<Fault> faults,
      String reason,
      Optional<Duration> retryAfter,
      Optional<String> credentialId) {
    super(kind + " " + reason);
    this.kind = kind;
    this.faults = List.copyOf(faults);
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.credentialId = credentialId;
  }

  /**
   * @param reason a stable kebab-case code for the audit log and metrics, such as {@code
   *     passcode-used-up}
   * @param message a sentence for the requester
   */
  public static Refused of(Kind kind, String reason, String message) {
    return new Refused(
        kind, List.of(Fault.of(message)), reason, Optional.empty(), Optional.empty());
  }

  /** Names every fault at once. */
  public static Refused of(Kind kind, String reason, List<Fault> faults) {
    return new Refused(kind, faults, reason, Optional.empty(), Optional.empty());
  }

  /**
   * The one answer to every credential that is missing, wrong, expired, used up or not yet valid:
   * only the reason differs.
   */
  public static Refused unauthenticated(String reason) {
    return of(Kind.UNAUTHENTICATED, reason, "A valid credential for this policy is required.");
  }

  public Refused retryAfter(Duration delay) {
    return new Refused(kind, faults, reason, Optional.of(delay), credentialId);
  }

  /**
   * Says which known credential was tried, so that the refusal is recorded although the caller is
   * not authenticated.
   */
  public Refused about(String credential) {
    return new Refused(kind, faults, reason, retryAfter, Optional.of(credential));
  }

  public Kind kind() {
    return kind;
  }

  public List<Fault> faults() {
    return faults;
  }

  public String reason() {
    return reason;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  public Optional<String> credentialId() {
    return credentialId;
  }
}
