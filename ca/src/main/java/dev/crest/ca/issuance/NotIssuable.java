package dev.crest.ca.issuance;

import java.util.List;

/** A certificate that would break a rule was not prepared. Nothing was signed. */
public final class NotIssuable extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Finding> findings;

  /**
   * One broken rule: its id, its source ({@code RFC 5280 §4.1.2.6}) and what is wrong, in words
   * that may be shown.
   */
  public record Finding(String rule, String citation, String message) {}

  public NotIssuable(List<Finding> findings) {
    super("the certificate would break " + findings);
    this.findings = List.copyOf(findings);
  }

  public List<Finding> findings() {
    return findings;
  }
}
