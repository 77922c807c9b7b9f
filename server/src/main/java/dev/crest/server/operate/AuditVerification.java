package dev.crest.server.operate;

import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.store.AuditRecords;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Verifies the audit log's hash chains and signed checkpoints, node by node, and says what it
 * found.
 */
public final class AuditVerification {
  private final AuditRecords records;
  private final Optional<String> keyId;
  private final PrintWriter out;

  /**
   * @param keyId the one key of checkpoints that counts, noted elsewhere; empty for those that the
   *     database names
   */
  public AuditVerification(AuditRecords records, Optional<String> keyId, PrintWriter out) {
    this.records = records;
    this.keyId = keyId;
    this.out = out;
  }

  /** Verifies every node's chain; true if all are intact. */
  public boolean run() {
    boolean intact = true;
    for (var node : records.nodes()) {
      switch (records.verify(node, keyId)) {
        case AuditVerdict.Intact found -> out.println(sentence(found));
        case AuditVerdict.Broken broken -> {
          intact = false;
          out.println(broken.message());
        }
      }
    }
    records.checkpointKeys().stream()
        .filter(key -> keyId.isEmpty() || keyId.get().equals(key.id()))
        .forEach(key -> out.println("checkpoints signed by key " + key.id()));
    out.println(intact ? "The audit log is intact." : "The audit log was tampered with.");
    out.flush();
    return intact;
  }

  private static String sentence(AuditVerdict.Intact found) {
    return "node "
        + found.node()
        + ": "
        + found.events()
        + " records verified, chain intact, complete from "
        + (found.start().sequence() == 0
            ? "its beginning"
            : "record " + (found.start().sequence() + 1) + " on, what came before was pruned")
        + ", "
        + found.checkpoints()
        + " signed checkpoints";
  }
}
