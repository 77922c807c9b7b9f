package dev.crest.server.csr;

/** One rule that a request must meet. Implementations are thread-safe. */
@FunctionalInterface
interface Check {
  /**
   * Looks at a request. Names what is wrong in the draft, and puts there what the request gets; it
   * never throws for what a requester can send.
   */
  void examine(Submission submission, Draft draft);
}
