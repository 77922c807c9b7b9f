package dev.crest.server.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a node's chain was at a time, and where the other chains were. Signed, it holds whoever
 * could rewrite a whole chain to what it was then. Byte by byte, in the terms of {@link
 * AuditChain}:
 *
 * <pre>
 * statement(n) = "crest-audit-checkpoint-v1" ‖ string(node) ‖ int64(n) ‖ int64(sequence) ‖ hash ‖ int64(at)
 *                ‖ previous ‖ int32(number of others) ‖ { string(node) ‖ int64(sequence) ‖ hash } for each other
 * previous     = SHA-256( statement(n − 1) ); for n = 1 32 bytes of zero
 * </pre>
 *
 * Others are in the order of their names' characters. The signature is ECDSA with P-256 and
 * SHA-256.
 *
 * @param node whose chain
 * @param number which checkpoint of that chain, from 1 on without gaps
 * @param head where the chain was
 * @param at when
 * @param previous the digest of the checkpoint before: 32 bytes, not to be changed
 * @param others where the chains of the other nodes were, by node
 */
public record Checkpoint(
    String node,
    long number,
    ChainHead head,
    Instant at,
    byte[] previous,
    Map<String, ChainHead> others)
    implements Statement {
  private static final int DIGEST = 32;
  private static final byte[] LABEL =
      "crest-audit-checkpoint-v1".getBytes(StandardCharsets.US_ASCII);

  public Checkpoint {
    others = Map.copyOf(others);
  }

  /** Returns the checkpoint that follows another one, or the first. */
  public static Checkpoint after(
      Optional<Checkpoint> last,
      String node,
      ChainHead head,
      Instant at,
      Map<String, ChainHead> others) {
    return new Checkpoint(
        node,
        last.map(Checkpoint::number).orElse(0L) + 1,
        head,
        at,
        last.map(Checkpoint::digest).orElseGet(() -> new byte[DIGEST]),
        others);
  }

  /** Whether it is the one that follows another one, or the first. */
  public boolean follows(Optional<Checkpoint> last) {
    var expected = after(last, node, head, at, others);
    return number == expected.number
        && MessageDigest.isEqual(previous, expected.previous)
        && head.sequence() >= last.map(before -> before.head().sequence()).orElse(0L);
  }

  @Override
  public byte[] encoded() {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.write(LABEL);
      out.write(AuditChain.string(node));
      out.writeLong(number);
      out.writeLong(head.sequence());
      out.write(head.hash());
      out.writeLong(at.toEpochMilli());
      out.write(previous);
      out.writeInt(others.size());
      for (var other : new TreeMap<>(others).entrySet()) {
        out.write(AuditChain.string(other.getKey()));
        out.writeLong(other.getValue().sequence());
        out.write(other.getValue().hash());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private byte[] digest() {
    return AuditChain.sha256().digest(encoded());
  }
}
