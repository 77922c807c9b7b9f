package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Listing.SortKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Jobs as those see them who made them: their progress, their rows, cancelling. What runs them is
 * {@link JobRuns}. Thread-safe.
 */
public final class JobRecords {
  static final String BY_ID = "select * from job where id = ?";

  private final Writer writer;
  private final Database database;

  JobRecords(Writer writer, Database database) {
    this.writer = writer;
    this.database = database;
  }

  /** What is done with the rows. */
  public enum JobKind {
    CERTIFICATE_REQUESTS,
    DEVICE_REGISTRATIONS
  }

  /** How far a job has come. */
  public enum JobStatus {
    /** Its rows are being read; not seen by anybody yet. */
    UPLOADING,
    /** Waits for a node. */
    READY,
    RUNNING,
    /** Every row is done or failed. */
    DONE,
    CANCELLED
  }

  /**
   * A job.
   *
   * @param id its id (UUIDv7)
   * @param accountId whose
   * @param divisionId whose
   * @param kind what is done with the rows
   * @param name what the uploader called it
   * @param targetId for which policy or device group
   * @param options what else was chosen, by name
   * @param createdBy the actor, such as {@code user:<id>}
   * @param requestId of the upload
   * @param address where the upload came from, as text
   * @param status how far it has come
   * @param total how many rows it has
   * @param done how many of them are done
   * @param failed how many of them failed
   * @param password what its files are encrypted under, sealed; empty once the job has ended
   * @param version goes up with every change of its status
   * @param createdAt when it was uploaded
   * @param updatedAt of the last change, progress included
   * @param startedAt when a node first took it
   * @param finishedAt when it ended
   * @param expiresAt when it is deleted with its rows and files
   */
  public record Job(
      String id,
      String accountId,
      String divisionId,
      JobKind kind,
      String name,
      String targetId,
      Map<String, String> options,
      String createdBy,
      String requestId,
      String address,
      JobStatus status,
      long total,
      long done,
      long failed,
      Optional<byte[]> password,
      long version,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Instant> expiresAt) {
    public Job {
      options = Map.copyOf(options);
    }

    /** Whether nothing more is going to be done. */
    public boolean ended() {
      return status == JobStatus.DONE || status == JobStatus.CANCELLED;
    }
  }

  /** What became of a row. */
  public enum RowStatus {
    PENDING,
    DONE,
    FAILED,
    /** Was pending when the job was cancelled. */
    CANCELLED
  }

  /**
   * A row of a job.
   *
   * @param number from 1 on, in the order of the upload
   * @param label what tells it from the others, such as its common name or file name
   * @param status what became of it
   * @param resultId the certificate or device that came of it
   * @param serialNumber of the certificate, in hexadecimal
   * @param notAfter of the certificate
   * @param faults what is wrong with it
   */
  public record JobRow(
      long number,
      String label,
      RowStatus status,
      Optional<String> resultId,
      Optional<String> serialNumber,
      Optional<Instant> notAfter,
      List<Fault> faults) {
    public JobRow {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Returns one page of jobs, the latest first; filters {@code status}, {@code kind}, {@code
   * policy_id} and {@code group_id}.
   *
   * @throws Refused {@code INVALID} naming everything that is wrong with the query
   */
  public Page<Job> list(Reach reach, ListQuery query) {
    return database.read(c ->
        new Listing<Job>(database, query, "j.id")
            .where("j.status <> 'uploading'")
            .within(reach, "j.account_id", "j.division_id")
            .constant("status", "j.status", JobStatus.class)
            .constant("kind", "j.kind", JobKind.class)
            .equal("policy_id", "j.target_id")
            .equal("group_id", "j.target_id")
            .sort("created", new SortKey("j.id", false))
            .usually("-created")
            .page(c, "select j.* from job j", JobRecords::map));
  }

  /** Finds a job within reach. */
  public Optional<Job> find(Reach reach, String id) {
    return database.read(c -> find(c, reach, id));
  }

  private static Optional<Job> find(Connection c, Reach reach, String id) throws SQLException {
    return Sql.first(c, BY_ID, JobRecords::map, id)
        .filter(job -> job.status() != JobStatus.UPLOADING)
        .filter(job -> reach.covers(job.accountId(), job.divisionId()));
  }

  /**
   * Returns one page of a job's rows, by number; filter {@code status}.
   *
   * @throws Refused {@code NOT_FOUND}, or {@code INVALID} naming everything that is wrong with the
   *     query
   */
  public Page<JobRow> rows(Reach reach, String id, ListQuery query) {
    return database.read(c -> {
      var job = find(c, reach, id).orElseThrow(() -> Faults.notFound("job"));
      boolean cancelled = job.status() == JobStatus.CANCELLED;
      var listing =
          new Listing<JobRow>(database, query, "r.job_id")
              .where("r.job_id = ?", id)
              .sort("number", SortKey.number("r.number"))
              .usually("number");
      listing
          .value("status")
          .ifPresent(status -> {
            switch (status) {
              case "pending" -> listing.where(cancelled ? "1 = 0" : "r.status = 0");
              case "cancelled" -> listing.where(cancelled ? "r.status = 0" : "1 = 0");
              case "done" -> listing.where("r.status = 1");
              case "failed" -> listing.where("r.status = 2");
              default -> listing.fault("status", "must be pending, done, failed or cancelled");
            }
          });
      return listing.page(
          c,
          "select r.*, c.serial, c.not_after from job_row r left join certificate c on c.id = r.result_id",
          row -> row(row, cancelled));
    });
  }

  /** Returns rows behind a number, at most so many, for reading all of them. */
  public List<JobRow> after(Job job, long number, int most) {
    boolean cancelled = job.status() == JobStatus.CANCELLED;
    return database.read(
        c -> Sql.list(c, JobRowTable.AFTER, row -> row(row, cancelled), job.id(), number, most));
  }

  /** Returns what is to be downloaded for a row. */
  public Optional<byte[]> file(String jobId, long number) {
    return database.read(c -> JobRowTable.file(c, jobId, number));
  }

  /**
   * Cancels a job: what is done stays done, nothing more is done from now on.
   *
   * @param expires when it is to be deleted
   * @throws Refused {@code NOT_FOUND}, or {@code CONFLICT} if it has ended already or was changed
   *     meanwhile
   */
  public Job cancel(
      Actor actor, Reach reach, String id, OptionalLong expectedVersion, Instant expires) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var job = find(c, reach, id).orElseThrow(() -> Faults.notFound("job"));
      Faults.refuseChanged("job", expectedVersion, job.version());
      if (job.ended()) {
        throw Refused.of(Kind.CONFLICT, "job-ended", "The job has ended already.");
      }
      Sql.update(
          c,
          """
          update job set status = 'cancelled', password = null, version = version + 1, updated_at = ?,
            finished_at = ?, expires_at = ? where id = ?\
          """,
          scope.now(),
          scope.now(),
          expires,
          id);
      scope.report(record(job, "cancel").by(actor, scope.now()));
      return Sql.first(c, BY_ID, JobRecords::map, id).orElseThrow();
    });
  }

  /** Begins the audit record of what happens to a job. */
  static ChangeRecord record(Job job, String verb) {
    return new ChangeRecord("job", verb, job.id())
        .account(job.accountId())
        .division(job.divisionId())
        .after("kind", job.kind())
        .after("target_id", job.targetId())
        .after("total", job.total())
        .after("done", job.done())
        .after("failed", job.failed());
  }

  static JobRow row(Row row, boolean cancelled) throws SQLException {
    var status =
        switch (Math.toIntExact(row.number("status"))) {
          case 1 -> RowStatus.DONE;
          case 2 -> RowStatus.FAILED;
          default -> cancelled ? RowStatus.CANCELLED : RowStatus.PENDING;
        };
    return new JobRow(
        row.number("number"),
        row.text("label"),
        status,
        row.optionalText("result_id"),
        row.optionalText("serial"),
        row.optionalInstant("not_after"),
        row.optionalText("faults").map(JobRowTable::readFaults).orElse(List.of()));
  }

  static Job map(Row row) throws SQLException {
    return new Job(
        row.text("id"),
        row.text("account_id"),
        row.text("division_id"),
        row.constant("kind", JobKind.class),
        row.text("name"),
        row.text("target_id"),
        options(row.text("options")),
        row.text("created_by"),
        row.text("request_id"),
        row.text("address"),
        row.constant("status", JobStatus.class),
        row.number("total"),
        row.number("done"),
        row.number("failed"),
        row.optionalBytes("password"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.optionalInstant("started_at"),
        row.optionalInstant("finished_at"),
        row.optionalInstant("expires_at"));
  }

  private static Map<String, String> options(String json) {
    return new TreeMap<>(Json.readDetails(json));
  }
}
