package dev.crest.estwire;

import java.util.Arrays;
import java.util.Optional;

/** The operations of RFC 7030 §3.2.2 that Crest serves. */
public enum EstOperation {
  /** RFC 7030 §4.1. */
  CACERTS("cacerts", "GET"),
  /** RFC 7030 §4.2.1. */
  SIMPLEENROLL("simpleenroll", "POST"),
  /** RFC 7030 §4.2.2. */
  SIMPLEREENROLL("simplereenroll", "POST"),
  /** RFC 7030 §4.4. */
  SERVERKEYGEN("serverkeygen", "POST"),
  /** RFC 7030 §4.5. */
  CSRATTRS("csrattrs", "GET");

  private final String segment;
  private final String method;

  EstOperation(String segment, String method) {
    this.segment = segment;
    this.method = method;
  }

  /** Returns the last path segment, such as {@code simpleenroll}. */
  public String segment() {
    return segment;
  }

  /** Returns {@code GET} or {@code POST}. */
  public String method() {
    return method;
  }

  /** Finds an operation by its path segment, case-sensitively. */
  public static Optional<EstOperation> ofSegment(String segment) {
    return Arrays.stream(values()).filter(o -> o.segment.equals(segment)).findFirst();
  }
}
