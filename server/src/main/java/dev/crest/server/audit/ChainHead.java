package dev.crest.server.audit;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A point of a node's hash chain: what everything up to there comes to.
 *
 * @param sequence the last event's number; 0 before the first
 * @param hash its hash, or the genesis value: 32 bytes, not to be changed
 */
public record ChainHead(long sequence, byte[] hash) {

  /** Whether both are the same point of the same chain. */
  public boolean same(ChainHead other) {
    return sequence == other.sequence && MessageDigest.isEqual(hash, other.hash);
  }

  @Override
  public String toString() {
    return sequence + ":" + HexFormat.of().formatHex(hash);
  }
}
