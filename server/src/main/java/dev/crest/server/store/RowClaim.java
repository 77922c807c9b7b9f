package dev.crest.server.store;

/**
 * The right to complete one row of a job, which a run of it has while it holds the job.
 *
 * @param jobId the job
 * @param run which of the runs of that job; a later one takes the right from the earlier
 * @param number the row, from 1 on
 */
public record RowClaim(String jobId, long run, long number) {}
