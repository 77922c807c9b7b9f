package dev.crest.server.csr;

import dev.crest.server.policy.Grant;

/**
 * Judges certification requests: every check is a file of its own, and all faults are reported at
 * once. Thread-safe.
 */
public final class RequestChecks {

  /**
   * Decodes and checks a request for its grant.
   *
   * @throws dev.crest.server.refusal.Refused {@code MALFORMED} where it is no certification
   *     request, {@code INVALID} with every fault
   */
  public CheckedRequest verify(byte[] body, Grant grant, ChannelBindings bindings) {
    throw new UnsupportedOperationException();
  }
}
