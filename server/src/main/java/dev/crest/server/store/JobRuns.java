package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.JobRecords.Job;
import dev.crest.server.store.JobRecords.JobKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What feeds and runs jobs: taking rows in, holding a job for a while, reading what is pending,
 * ending it, and deleting what is over. Of several nodes one holds a job; when it goes, its lease
 * runs out and another takes the job over with a higher number of run. Thread-safe.
 */
public final class JobRuns {
  /** How long a node holds a job without saying that it still does. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** How long an upload may take for one portion of rows. */
  private static final Duration UPLOAD_LEASE = Duration.ofMinutes(10);

  private static final int DELETED_AT_ONCE = 2_000;
  static final String ABANDONED =
      """
      select id from job where status in ('uploading', 'ready', 'running')
        and status = 'uploading' and (lease_until < ? or node = ?) order by id\
      """;
  static final String WAITING =
      """
      select id from job where status in ('uploading', 'ready', 'running')
        and status <> 'uploading' and (lease_until < ? or node = ?) order by id\
      """;
  private static final int LONGEST_LABEL = 200;

  private final Writer writer;
  private final Database database;
  private final String node;
  private final InstantSource clock;

  JobRuns(Writer writer, Database database, String node, InstantSource clock) {
    this.writer = writer;
    this.database = database;
    this.node = node;
    this.clock = clock;
  }

  /**
   * A job to be made.
   *
   * @param accountId whose
   * @param divisionId whose
   * @param kind what is done with the rows
   * @param name what the uploader calls it
   * @param targetId for which policy or device group
   * @param options what else was chosen, by name
   */
  public record Draft(
      String accountId,
      String divisionId,
      JobKind kind,
      String name,
      String targetId,
      Map<String, String> options) {
    public Draft {
      options = Map.copyOf(options);
    }
  }

  /**
   * A row to be made.
   *
   * @param number from 1 on
   * @param label what tells it from the others
   * @param fields what is to be done: texts by field
   * @param faults what is wrong with it already, so that it is not even tried
   */
  public record NewRow(
      long number, String label, Map<String, List<String>> fields, List<Fault> faults) {
    public NewRow {
      faults = List.copyOf(faults);
    }
  }

  /** A row that is to be done: texts by field. */
  public record PendingRow(long number, Map<String, List<String>> fields) {}

  /**
   * A job held by this node.
   *
   * @param job as it was when taken
   * @param run which of its runs this is
   */
  public record Lease(Job job, long run) {}

  /**
   * Begins a job, which nobody sees until it is ready.
   *
   * @return its id
   */
  public String open(Actor actor, Draft draft) {
    return writer.edit(scope -> {
      new Faults().name(draft.name()).refuse("job");
      var id = Identifiers.next(scope.now());
      Sql.update(
          scope.connection(),
          """
          insert into job (id, account_id, division_id, kind, name, target_id, options, created_by, request_id, address,
            status, total, done, failed, node, lease_until, run, version, created_at, updated_at)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'uploading', 0, 0, 0, ?, ?, 0, 1, ?, ?)\
          """,
          id,
          draft.accountId(),
          draft.divisionId(),
          draft.kind(),
          draft.name(),
          draft.targetId(),
          Json.write(draft.options()),
          actor.name(),
          actor.requestId(),
          actor.address(),
          node,
          scope.now().plus(UPLOAD_LEASE),
          scope.now(),
          scope.now());
      return id;
    });
  }

  /**
   * Takes in rows, each once: one that is the same as an earlier one of the job has failed.
   *
   * @throws Refused {@code CONFLICT} if the job was discarded meanwhile
   */
  public void add(String jobId, List<NewRow> rows) {
    var values = rows.stream().map(row -> values(jobId, row)).toList();
    int added =
        writer.edit(scope -> {
          var c = scope.connection();
          if (Sql.update(
                  c,
                  "update job set lease_until = ? where id = ? and status = 'uploading'",
                  scope.now().plus(UPLOAD_LEASE),
                  jobId)
              == 0) {
            throw Refused.of(Kind.CONFLICT, "upload-given-up", "The upload took too long.");
          }
          int[] inserted = Sql.batch(c, JobRowTable.INSERT, values);
          var twice = new ArrayList<Object[]>();
          for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) {
              twice.add(repeated(jobId, rows.get(i), scope.now()));
            }
          }
          Sql.batch(c, JobRowTable.INSERT, twice);
          return inserted.length;
        });
    if (added != rows.size()) {
      throw new IllegalStateException("the database does not say which rows it took");
    }
  }

  private Object[] values(String jobId, NewRow row) {
    boolean good = row.faults().isEmpty();
    var input = good ? Optional.of(JobRowTable.input(row.fields())) : Optional.<String>empty();
    return new Object[] {
      jobId,
      row.number(),
      label(row),
      input,
      input.map(JobRuns::digest),
      good ? 0 : 2,
      good ? Optional.empty() : Optional.of(JobRowTable.faults(row.faults())),
      good ? Optional.empty() : Optional.of(clock.instant())
    };
  }

  private static Object[] repeated(String jobId, NewRow row, Instant now) {
    var faults = List.of(Fault.of("The row is the same as an earlier one."));
    return new Object[] {
      jobId,
      row.number(),
      label(row),
      Optional.empty(),
      Optional.empty(),
      2,
      JobRowTable.faults(faults),
      now
    };
  }

  private static String label(NewRow row) {
    return row.label().substring(0, Math.min(row.label().length(), LONGEST_LABEL));
  }

  private static byte[] digest(String input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Says that every row is there, so that the job can be run.
   *
   * @param total how many rows were taken in
   * @param password what files are encrypted under, sealed
   * @throws Refused {@code UNAVAILABLE} if some of them were lost on their way to the database
   */
  public Job ready(Actor actor, String jobId, long total, Optional<byte[]> password) {
    return writer.edit(scope -> {
      var c = scope.connection();
      var failed =
          Sql.first(
                  c,
                  JobRowTable.TALLY,
                  row ->
                      row.number("rows_in_all") == total
                          ? OptionalLong.of(row.number("rows_failed"))
                          : OptionalLong.empty(),
                  jobId)
              .orElse(OptionalLong.empty());
      boolean changed =
          failed.isPresent()
              && Sql.update(
                      c,
                      """
                      update job set status = 'ready', total = ?, failed = ?, password = ?, lease_until = 0, updated_at = ?
                      where id = ? and status = 'uploading'\
                      """,
                      total,
                      failed.getAsLong(),
                      password,
                      scope.now(),
                      jobId)
                  == 1;
      if (!changed) {
        throw Database.unavailable("upload-lost", Duration.ofSeconds(5));
      }
      var job = existing(c, jobId);
      scope.report(
          JobRecords.record(job, "create").after("name", job.name()).by(actor, scope.now()));
      return job;
    });
  }

  /** Deletes a job with everything that belongs to it, a portion at a time. */
  public void delete(String jobId) {
    while (deleteSome(jobId, JobRowTable.DELETE_FILES)
        || deleteSome(jobId, JobRowTable.DELETE_ROWS)) {
      // Others write between the portions.
    }
    writer.edit(scope -> Sql.update(scope.connection(), "delete from job where id = ?", jobId));
  }

  private boolean deleteSome(String jobId, String sql) {
    return writer.edit(
        scope -> Sql.update(scope.connection(), sql, jobId, DELETED_AT_ONCE, jobId) > 0);
  }

  /**
   * Returns uploads that nobody goes on with.
   *
   * @param restarted whether this node has just started, so that its own are over too
   */
  public List<String> abandoned(boolean restarted) {
    return unfinished(ABANDONED, restarted);
  }

  /**
   * Returns jobs that wait for a node.
   *
   * @param restarted whether this node has just started, so that it holds none
   */
  public List<String> waiting(boolean restarted) {
    return unfinished(WAITING, restarted);
  }

  private List<String> unfinished(String sql, boolean restarted) {
    return database.read(
        c -> Sql.list(c, sql, row -> row.text("id"), clock.instant(), restarted ? node : ""));
  }

  /** Returns jobs that are to be deleted. */
  public List<String> expired() {
    return database.read(c ->
        Sql.list(
            c,
            "select id from job where expires_at < ? order by expires_at limit 100",
            row -> row.text("id"),
            clock.instant()));
  }

  /**
   * Takes a job that no other node holds.
   *
   * @param restarted whether a lease of this node's own is over too
   */
  public Optional<Lease> take(String jobId, boolean restarted) {
    return writer.edit(scope -> {
      var c = scope.connection();
      int changed =
          Sql.update(
              c,
              """
              update job set status = 'running', node = ?, lease_until = ?, run = run + 1,
                started_at = coalesce(started_at, ?), updated_at = ?,
                version = version + case when status = 'ready' then 1 else 0 end
              where id = ? and status in ('ready', 'running') and (lease_until < ? or node = ?)\
              """,
              node,
              scope.now().plus(LEASE),
              scope.now(),
              scope.now(),
              jobId,
              scope.now(),
              restarted ? node : "");
      return changed == 0
          ? Optional.empty()
          : Sql.first(
              c, JobRecords.BY_ID, row -> new Lease(JobRecords.map(row), row.number("run")), jobId);
    });
  }

  /** Goes on holding a job; whether that is so: it may have been cancelled or taken over. */
  public boolean hold(Lease lease) {
    return writer.edit(scope ->
        Sql.update(
                scope.connection(),
                "update job set lease_until = ? where id = ? and run = ? and status = 'running'",
                scope.now().plus(LEASE),
                lease.job().id(),
                lease.run())
            == 1);
  }

  /** Gives a job back, so that any node may take it at once. */
  public void release(Lease lease) {
    writer.edit(scope ->
        Sql.update(
            scope.connection(),
            "update job set lease_until = 0 where id = ? and run = ? and status = 'running'",
            lease.job().id(),
            lease.run()));
  }

  /** Returns pending rows behind a number, in order, at most so many. */
  public List<PendingRow> pending(String jobId, long number, int most) {
    return database.read(c ->
        Sql.list(
            c,
            JobRowTable.PENDING,
            row -> new PendingRow(row.number("number"), JobRowTable.readInput(row.text("input"))),
            jobId,
            number,
            most));
  }

  /**
   * Ends a job of which every row is done or failed.
   *
   * @param expires when it is to be deleted
   * @return whether it has ended; not where rows are pending, or the job is no longer held
   */
  public boolean finish(Lease lease, Instant expires) {
    return writer.edit(scope -> {
      var c = scope.connection();
      int changed =
          Sql.update(
              c,
              """
              update job set status = 'done', password = null, finished_at = ?, expires_at = ?, updated_at = ?,
                version = version + 1
              where id = ? and run = ? and status = 'running' and done + failed = total\
              """,
              scope.now(),
              expires,
              scope.now(),
              lease.job().id(),
              lease.run());
      if (changed == 1) {
        scope.report(
            JobRecords.record(existing(c, lease.job().id()), "finish")
                .by(Actor.system(), scope.now()));
      }
      return changed == 1;
    });
  }

  private static Job existing(Connection c, String id) throws SQLException {
    return Sql.first(c, JobRecords.BY_ID, JobRecords::map, id)
        .orElseThrow(() -> Faults.notFound("job"));
  }
}
