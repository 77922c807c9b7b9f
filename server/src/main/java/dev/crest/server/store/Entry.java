package dev.crest.server.store;

import dev.crest.server.store.Ledger.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Something that waits to be written; its future completes when it is on disk, or will never be.
 */
sealed interface Entry {
  /** Tells whoever waits that nothing was kept. */
  void fail(RuntimeException reason);

  /** An issuance with its encodings made. */
  record Issue(
      Issuance issuance,
      Object[] certificateRow,
      List<Object[]> nameRows,
      List<AuditTable.Prepared> events,
      Optional<RowCompletion> row,
      CompletableFuture<Outcome> done)
      implements Entry {
    static Issue of(Issuance issuance, Optional<RowCompletion> row) {
      if (row.isPresent() && issuance.credentialId().isPresent()) {
        throw new IllegalArgumentException("a job's rows count no credential's uses");
      }
      return new Issue(
          issuance,
          CertificateTable.row(issuance),
          CertificateTable.names(issuance),
          events(issuance),
          row,
          new CompletableFuture<>());
    }

    private static List<AuditTable.Prepared> events(Issuance issuance) {
      var ofDevice = issuance.device().map(Issuance.ForDevice::events).orElse(List.of());
      return Stream.concat(Stream.of(issuance.event()), ofDevice.stream())
          .map(AuditTable.Prepared::of)
          .toList();
    }

    @Override
    public void fail(RuntimeException reason) {
      done.completeExceptionally(reason);
    }
  }

  /** An audit record of its own. */
  record Report(AuditTable.Prepared event, CompletableFuture<Outcome> done) implements Entry {
    @Override
    public void fail(RuntimeException reason) {
      done.completeExceptionally(reason);
    }
  }

  /** A row of a job that failed. */
  record Failure(RowFailure failure, CompletableFuture<Outcome> done) implements Entry {
    @Override
    public void fail(RuntimeException reason) {
      done.completeExceptionally(reason);
    }
  }

  /** An administrator's change, which has a transaction to itself. */
  record Edit<T>(Change<T> change, CompletableFuture<T> done) implements Entry {
    @Override
    public void fail(RuntimeException reason) {
      done.completeExceptionally(reason);
    }
  }
}
