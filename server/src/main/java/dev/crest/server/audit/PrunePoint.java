package dev.crest.server.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Says that retention has taken away a node's events up to one of its checkpoints. Byte by byte, in
 * the terms of {@link AuditChain}:
 *
 * <pre>
 * "crest-audit-prune-v1" ‖ string(node) ‖ int64(sequence) ‖ hash ‖ int64(at)
 * </pre>
 *
 * @param node whose chain
 * @param head the last event that was taken away: what is left of the chain begins after it
 * @param at when
 */
public record PrunePoint(String node, ChainHead head, Instant at) implements Statement {
  private static final byte[] LABEL = "crest-audit-prune-v1".getBytes(StandardCharsets.US_ASCII);

  @Override
  public byte[] encoded() {
    var name = AuditChain.string(node);
    return ByteBuffer.allocate(LABEL.length + name.length + 2 * Long.BYTES + head.hash().length)
        .put(LABEL)
        .put(name)
        .putLong(head.sequence())
        .put(head.hash())
        .putLong(at.toEpochMilli())
        .array();
  }
}
