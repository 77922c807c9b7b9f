package dev.crest.server.audit;

import dev.crest.server.audit.AuditVerdict.Break;
import dev.crest.server.audit.AuditVerdict.Broken;
import dev.crest.server.audit.AuditVerdict.Intact;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a node's chain from a known point and says where it breaks first. Reads each event once and
 * keeps none, so a chain may be of any length. Used by one thread.
 */
public final class AuditVerifier {
  /** No event's hash. */
  private static final byte[] CONTRADICTION = {};

  private final String node;
  private final Map<Long, byte[]> anchors = new HashMap<>();
  private final ChainHead start;
  private final long checkpoints;
  private final Optional<Broken> fault;
  private final long lastAnchor;
  private ChainHead head;
  private long events;

  /**
   * @param node whose chain
   * @param start where to begin: {@link AuditChain#genesis}, or a checkpoint behind which events
   *     were pruned
   * @param anchors points that are recorded elsewhere, in any order: the chain must go through each
   */
  public AuditVerifier(String node, ChainHead start, Collection<ChainHead> anchors) {
    this(node, start, anchors, 0, Optional.empty());
  }

  /** Verifies a chain against what is recorded about it, and that first. */
  public AuditVerifier(AuditEvidence evidence) {
    this(
        evidence.node(),
        evidence.start(),
        evidence.anchors(),
        evidence.checkpoints().size(),
        evidence.fault());
  }

  private AuditVerifier(
      String node,
      ChainHead start,
      Collection<ChainHead> anchors,
      long checkpoints,
      Optional<Broken> fault) {
    this.node = node;
    this.head = start;
    this.start = start;
    this.checkpoints = checkpoints;
    this.fault = fault;
    // Two records that contradict each other cannot both be met.
    anchors.forEach(anchor ->
        this.anchors.merge(
            anchor.sequence(),
            anchor.hash(),
            (one, other) -> MessageDigest.isEqual(one, other) ? one : CONTRADICTION));
    this.lastAnchor = anchors.stream().mapToLong(ChainHead::sequence).max().orElse(0);
  }

  /** Verifies events in the order of their numbers, from the one after the start on. */
  public AuditVerdict verify(Iterator<ChainedEvent> stored) {
    if (fault.isPresent()) {
      return fault.get();
    }
    var atStart = anchorFault(head);
    if (atStart.isPresent()) {
      return broken(head.sequence(), atStart.get());
    }
    while (stored.hasNext()) {
      var event = stored.next();
      var found = faultOf(event);
      if (found.isPresent()) {
        return broken(
            found.get() == Break.MISSING ? head.sequence() + 1 : event.sequence(), found.get());
      }
      head = event.head();
      events++;
    }
    return head.sequence() < lastAnchor
        ? broken(head.sequence() + 1, Break.CUT_OFF)
        : new Intact(node, events, head, start, checkpoints);
  }

  private Optional<Break> faultOf(ChainedEvent event) {
    long expected = head.sequence() + 1;
    if (!event.node().equals(node) || event.sequence() < expected) {
      return Optional.of(Break.OUT_OF_PLACE);
    }
    if (event.sequence() > expected) {
      return Optional.of(Break.MISSING);
    }
    var computed = AuditChain.append(node, head, AuditChain.encode(event.event()));
    if (!computed.same(event.head())) {
      return Optional.of(Break.WRONG_HASH);
    }
    return anchorFault(computed);
  }

  private Optional<Break> anchorFault(ChainHead reached) {
    var anchor = anchors.get(reached.sequence());
    return anchor == null || MessageDigest.isEqual(anchor, reached.hash())
        ? Optional.empty()
        : Optional.of(Break.ANCHOR_DIFFERS);
  }

  private Broken broken(long sequence, Break kind) {
    return new Broken(node, sequence, kind);
  }
}
