package dev.crest.server.audit;

/** Something about a node's chain that is signed. */
public sealed interface Statement permits Checkpoint, PrunePoint {
  /** Returns whose chain it is about. */
  String node();

  /** Returns the point of the chain that it is about. */
  ChainHead head();

  /** Returns exactly what is signed. */
  byte[] encoded();
}
