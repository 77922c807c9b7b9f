package dev.crest.server.operate;

import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.store.AuditRecords;
import java.io.PrintWriter;

/** Verifies the audit log's hash chain, node by node, and says what it found. */
public final class AuditVerification {
  private final AuditRecords records;
  private final PrintWriter out;

  public AuditVerification(AuditRecords records, PrintWriter out) {
    this.records = records;
    this.out = out;
  }

  /** Verifies every node's chain; true if all are intact. */
  public boolean run() {
    boolean intact = true;
    for (var node : records.nodes()) {
      switch (records.verify(node)) {
        case AuditVerdict.Intact(var name, var events, var head) ->
            out.println("node " + name + ": " + events + " records verified, chain intact");
        case AuditVerdict.Broken broken -> {
          intact = false;
          out.println(broken.message());
        }
      }
    }
    out.println(intact ? "The audit log is intact." : "The audit log was tampered with.");
    out.flush();
    return intact;
  }
}
