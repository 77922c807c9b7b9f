package dev.crest.server.jobs;

import dev.crest.server.refusal.Fault;
import dev.crest.server.store.Actor;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRuns.Draft;
import dev.crest.server.store.JobRuns.Lease;
import dev.crest.server.store.JobRuns.PendingRow;
import dev.crest.server.store.Reach;
import java.util.List;
import java.util.Map;

/**
 * What is done with the rows of one kind of job. Thread-safe; many rows are worked on at once.
 *
 * <p>Whatever a row leads to must become durable in the transaction that completes the row, so that
 * it is done once, however suddenly a node ends.
 */
public interface RowHandler {
  JobKind kind();

  Columns columns();

  /**
   * Checks what can be known before anything is read.
   *
   * @param name what the uploader calls the job
   * @param targetId for which policy or device group
   * @param options what else was chosen, by name
   * @throws dev.crest.server.refusal.Refused where such a job may not be made
   */
  Draft prepare(
      Actor actor, Reach reach, String name, String targetId, Map<String, String> options);

  /** Whether a row leads to a file that is encrypted under the job's password. */
  boolean makesFile(Map<String, List<String>> fields);

  /** Returns what is wrong with a row at first sight, so that it is not even tried. */
  List<Fault> faults(Map<String, List<String>> fields);

  /** Returns how many rows are done at once. */
  int rowsAtOnce();

  /**
   * Does rows and completes them.
   *
   * @param rows at most {@link #rowsAtOnce}
   * @param password what files are encrypted under; empty where the job has none
   * @throws dev.crest.server.refusal.Refused where the rows cannot be done, all of them; {@code
   *     UNAVAILABLE} where they may be tried again; {@link dev.crest.server.store.RowClaim#taken}
   *     where they are no longer to be done
   */
  void handle(Lease lease, List<PendingRow> rows, String password);
}
