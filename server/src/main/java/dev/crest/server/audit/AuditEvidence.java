package dev.crest.server.audit;

import dev.crest.server.audit.AuditVerdict.Break;
import dev.crest.server.audit.AuditVerdict.Broken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded about a node's chain beside the chain itself.
 *
 * @param node whose chain
 * @param keys the keys that count, by id
 * @param checkpoints the chain's own, by number
 * @param prunePoints how far retention has gone, in any order
 * @param othersCheckpoints those of other chains, which say where this one was
 * @param head where the chain ends, as the database keeps it; unsigned
 */
public record AuditEvidence(
    String node,
    Map<String, CheckpointKey> keys,
    List<Signed<Checkpoint>> checkpoints,
    List<Signed<PrunePoint>> prunePoints,
    List<Signed<Checkpoint>> othersCheckpoints,
    Optional<ChainHead> head) {

  /** Returns where what is left of the chain begins. */
  public ChainHead start() {
    return prunePoints.stream()
        .map(signed -> signed.statement().head())
        .max(Comparator.comparingLong(ChainHead::sequence))
        .orElseGet(() -> AuditChain.genesis(node));
  }

  /** Returns the same for the part of the chain that ends at a point. */
  public AuditEvidence upTo(ChainHead point) {
    return new AuditEvidence(
        node,
        keys,
        checkpoints.stream()
            .filter(signed -> signed.statement().head().sequence() <= point.sequence())
            .toList(),
        prunePoints,
        List.of(),
        Optional.of(point));
  }

  /** Returns the first thing that is wrong with the evidence itself. */
  Optional<Broken> fault() {
    Optional<Checkpoint> last = Optional.empty();
    var heads = new HashMap<Long, ChainHead>();
    for (var signed : checkpoints) {
      var checkpoint = signed.statement();
      if (!CheckpointKey.verifies(keys, signed)) {
        return broken(checkpoint, Break.FORGED_CHECKPOINT);
      }
      if (!checkpoint.follows(last)) {
        return broken(checkpoint, Break.CHECKPOINT_MISSING);
      }
      last = Optional.of(checkpoint);
      heads.put(checkpoint.head().sequence(), checkpoint.head());
    }
    return prunePoints.stream()
        .filter(signed -> !CheckpointKey.verifies(keys, signed) || !atCheckpoint(signed, heads))
        .findFirst()
        .flatMap(signed -> broken(signed.statement(), Break.FORGED_PRUNE_POINT));
  }

  private static boolean atCheckpoint(Signed<PrunePoint> signed, Map<Long, ChainHead> heads) {
    var pruned = signed.statement().head();
    return Optional.ofNullable(heads.get(pruned.sequence())).filter(pruned::same).isPresent();
  }

  private Optional<Broken> broken(Statement statement, Break kind) {
    return Optional.of(new Broken(node, statement.head().sequence(), kind));
  }

  /** Returns every point that the chain must go through. */
  List<ChainHead> anchors() {
    var anchors = new ArrayList<ChainHead>();
    head.ifPresent(anchors::add);
    checkpoints.forEach(signed -> anchors.add(signed.statement().head()));
    othersCheckpoints.stream()
        .filter(signed -> CheckpointKey.verifies(keys, signed))
        .map(signed -> Optional.ofNullable(signed.statement().others().get(node)))
        .flatMap(Optional::stream)
        .forEach(anchors::add);
    return anchors;
  }
}
