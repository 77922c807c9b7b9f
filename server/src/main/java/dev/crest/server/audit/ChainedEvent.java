package dev.crest.server.audit;

/**
 * An event in its place in a node's chain, as stored.
 *
 * @param node whose chain
 * @param sequence its number there, from 1 on without gaps
 * @param event what happened
 * @param hash as {@link AuditChain} computes it: 32 bytes, not to be changed
 */
public record ChainedEvent(String node, long sequence, AuditEvent event, byte[] hash) {

  /** Returns the chain's head while this was its last event. */
  public ChainHead head() {
    return new ChainHead(sequence, hash);
  }
}
