package dev.crest.server.store;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;

/**
 * The right to complete one row of a job, which a run of it has while it holds the job.
 *
 * @param jobId the job
 * @param run which of the runs of that job; a later one takes the right from the earlier
 * @param number the row, from 1 on
 */
public record RowClaim(String jobId, long run, long number) {
  /** The reason of a refusal where a row is no longer to be completed by who tries to. */
  public static final String TAKEN = "row-taken";

  /** Returns that refusal. */
  public static Refused taken() {
    return Refused.of(Kind.CONFLICT, TAKEN, "The row was completed or given up.");
  }
}
