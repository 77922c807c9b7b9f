package dev.crest.server.store;

import dev.crest.pkix.Certificate;
import dev.crest.server.audit.AuditEvent;
import java.util.Optional;

/**
 * Where issuances become durable: concurrent ones are gathered and committed in one transaction.
 * Thread-safe; calls block until the commit is on disk.
 *
 * <p>All methods throw {@link dev.crest.server.refusal.Refused} of kind {@code UNAVAILABLE} when
 * the store is down or its queue full; nothing of the call is kept then.
 */
public interface Ledger {
  /** What came of a commit. */
  sealed interface Outcome {
    /** Durable. */
    record Committed() implements Outcome {}

    /**
     * The same request was committed before (or in the same group): its certificate. Nothing new is
     * kept and no use counted.
     */
    record Earlier(Certificate certificate) implements Outcome {}

    /**
     * The credential's usage limit was reached; nothing is kept. Others in the same group are not
     * affected.
     */
    record UsedUp() implements Outcome {}

    /**
     * The device is no longer as it was when the request's right to it was judged; nothing is kept,
     * and the request is to be judged again.
     */
    record DeviceChanged() implements Outcome {}

    /** The job's row is no longer this run's to complete; nothing is kept. */
    record RowTaken() implements Outcome {}
  }

  /**
   * Commits an issuance: certificate, device, conditional use count, resubmission entry and audit
   * records, or none of them.
   */
  default Outcome commit(Issuance issuance) {
    return commit(issuance, Optional.empty());
  }

  /**
   * Commits an issuance together with the row of a job that it completes.
   *
   * @param row a row, for an issuance that counts no credential's use
   */
  Outcome commit(Issuance issuance, Optional<RowCompletion> row);

  /**
   * Makes it durable that a row of a job failed; nothing happens where the row is no longer the
   * run's to complete.
   */
  void fail(RowFailure failure);

  /** Finds the certificate of an earlier, identical request. */
  Optional<Certificate> earlier(Issuance.Resubmission resubmission);

  /** Appends an audit record that belongs to no issuance, durably. */
  void record(AuditEvent event);
}
