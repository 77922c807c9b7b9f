package dev.crest.server.audit;

/** What came of verifying a node's chain. */
public sealed interface AuditVerdict {
  /** Returns whose chain. */
  String node();

  /**
   * Nothing was changed, left out, moved or cut off.
   *
   * @param events how many were verified
   * @param head where the chain ends
   * @param start where it is complete from: its beginning, or the checkpoint behind which retention
   *     has pruned
   * @param checkpoints how many signed checkpoints it agrees with
   */
  record Intact(String node, long events, ChainHead head, ChainHead start, long checkpoints)
      implements AuditVerdict {}

  /**
   * Something is wrong; whatever comes after it is not looked at.
   *
   * @param sequence the first event that is not as it should be
   * @param kind what is wrong with it
   */
  record Broken(String node, long sequence, Break kind) implements AuditVerdict {

    /** Returns the finding as a sentence. */
    public String message() {
      return "node " + node + ", event " + sequence + ": " + kind.meaning();
    }
  }

  /** How a chain can be broken. */
  enum Break {
    MISSING("it is missing"),
    OUT_OF_PLACE("an event of another place or chain is here"),
    WRONG_HASH("its content or hash was changed"),
    CUT_OFF("this event was recorded, but the chain ends before it"),
    ANCHOR_DIFFERS("its hash is not the one that was recorded elsewhere: the chain was rewritten"),
    FORGED_CHECKPOINT("a checkpoint here is not signed by this server's key"),
    CHECKPOINT_MISSING("the checkpoint here does not follow the one before: one is missing"),
    FORGED_PRUNE_POINT(
        "events up to here are said to be pruned, but that is not signed, or not at a checkpoint");

    private final String meaning;

    Break(String meaning) {
      this.meaning = meaning;
    }

    /** Returns the rest of a sentence about an event. */
    public String meaning() {
      return meaning;
    }
  }
}
