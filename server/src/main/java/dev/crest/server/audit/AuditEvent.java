package dev.crest.server.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that happened, as the audit log keeps it.
 *
 * @param at when
 * @param actor who, such as {@code credential:<id>}, {@code certificate:<id>}, {@code system},
 *     {@code user:<id>}
 * @param action what, kebab-case with its noun first, such as {@code certificate.issue}
 * @param outcome how it ended
 * @param reason for a refusal its code, such as {@code passcode-used-up}
 * @param accountId whose
 * @param divisionId whose
 * @param resourceType such as {@code certificate}
 * @param resourceId its id
 * @param requestId finds log lines and the reply
 * @param address where from, as text
 * @param details further facts; never a secret
 */
public record AuditEvent(
    Instant at,
    String actor,
    String action,
    Outcome outcome,
    Optional<String> reason,
    Optional<String> accountId,
    Optional<String> divisionId,
    Optional<String> resourceType,
    Optional<String> resourceId,
    Optional<String> requestId,
    Optional<String> address,
    Map<String, String> details) {
  /** How something ended. */
  public enum Outcome {
    SUCCESS("success"),
    REFUSED("refused");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** Returns the word that is stored and hashed. */
    public String text() {
      return text;
    }

    /**
     * Finds an outcome by that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Outcome ofText(String text) {
      return Arrays.stream(values())
          .filter(outcome -> outcome.text.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no outcome has that name"));
    }
  }
}
