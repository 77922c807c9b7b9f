package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.audit.AuditEvent;
import java.util.Optional;

/** The ledger over the one writer and the readers' connections. */
record StoreLedger(Writer writer, Database database) implements Ledger {

  @Override
  public Outcome commit(Issuance issuance, Optional<RowCompletion> row) {
    return writer.issue(issuance, row);
  }

  @Override
  public void fail(RowFailure failure) {
    writer.fail(failure);
  }

  @Override
  public Optional<Certificate> earlier(Issuance.Resubmission resubmission) {
    return database.read(connection -> ResubmissionTable.find(connection, resubmission));
  }

  @Override
  public void record(AuditEvent event) {
    writer.report(AuditTable.Prepared.of(event));
  }
}
