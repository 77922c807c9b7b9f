package dev.crest.server.jobs;

import dev.crest.server.enrollment.KeyFile;
import dev.crest.server.hierarchy.KeyProtection;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.JobRecords;
import dev.crest.server.store.JobRecords.Job;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRuns;
import dev.crest.server.store.JobRuns.NewRow;
import dev.crest.server.store.Reach;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Making and cancelling jobs. Thread-safe. */
public final class Jobs {
  /** Most rows of a job. */
  static final long MOST_ROWS = 1_000_000;

  private static final int ROWS_AT_ONCE = 500;
  private static final int CHARACTERS_AT_ONCE = 1_000_000;

  private final JobRecords records;
  private final JobRuns runs;
  private final JobRunner runner;
  private final KeyProtection protection;
  private final JobSettings settings;
  private final InstantSource clock;

  public Jobs(
      JobRecords records,
      JobRuns runs,
      JobRunner runner,
      KeyProtection protection,
      JobSettings settings,
      InstantSource clock) {
    this.records = records;
    this.runs = runs;
    this.runner = runner;
    this.protection = protection;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A job to be made.
   *
   * @param kind what is to be done with the rows
   * @param name what it is called, such as the uploaded file's name
   * @param targetId for which policy or device group
   * @param options what else was chosen, by name
   */
  public record Order(JobKind kind, String name, String targetId, Map<String, String> options) {
    public Order {
      options = Map.copyOf(options);
    }
  }

  /**
   * A job that was made.
   *
   * @param job the job
   * @param password what its files will be encrypted under, shown this once; empty where it makes
   *     none
   */
  public record Accepted(Job job, Optional<String> password) {
    @Override
    public String toString() {
      return "Accepted[" + job.id() + "]";
    }
  }

  /**
   * Takes in an upload of at most 200 MB, CSV or ZIP, without holding it in memory; it is run as
   * soon as a node has time.
   *
   * @throws Refused where such a job may not be made, or the upload as a whole cannot be read:
   *     nothing of it is kept then
   */
  public Accepted submit(Actor actor, Reach reach, Order order, InputStream upload) {
    var handler =
        runner
            .handler(order.kind())
            .orElseThrow(() ->
                Refused.of(Kind.INVALID, "job-kind", "There are no such jobs on this server."));
    var draft = handler.prepare(actor, reach, order.name(), order.targetId(), order.options());
    var id = runs.open(actor, draft);
    try {
      var intake = new Intake(id, handler);
      intake.read(upload);
      var password = intake.makesFiles ? Optional.of(KeyFile.password()) : Optional.<String>empty();
      var sealed =
          password.map(text ->
              protection.seal(JobRunner.sealName(id), text.getBytes(StandardCharsets.US_ASCII)));
      var job = runs.ready(actor, id, intake.total, sealed);
      runner.wake();
      return new Accepted(job, password);
    } catch (IOException e) {
      discard(id, e);
      throw UploadFault.malformed("upload-broken", "The upload broke off, or cannot be read.");
    } catch (RuntimeException e) {
      discard(id, e);
      throw e;
    }
  }

  /** What cannot be deleted now is deleted once the upload's lease has run out. */
  private void discard(String id, Exception reason) {
    try {
      runs.delete(id);
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Cancels a job: what is done stays done.
   *
   * @throws Refused {@code NOT_FOUND} or {@code CONFLICT}
   */
  public Job cancel(Actor actor, Reach reach, String id, OptionalLong expectedVersion) {
    var expires = clock.instant().plus(settings.keepResults());
    var job = records.cancel(actor, reach, id, expectedVersion, expires);
    runner.stop(id);
    return job;
  }

  /** The rows of one upload on their way into the store. Used by one thread. */
  private final class Intake {
    private final String jobId;
    private final RowHandler handler;
    private final List<NewRow> portion = new ArrayList<>();
    private int characters;
    private long total;
    private boolean makesFiles;

    Intake(String jobId, RowHandler handler) {
      this.jobId = jobId;
      this.handler = handler;
    }

    void read(InputStream upload) throws IOException {
      var source = Uploads.read(upload, handler.columns());
      for (var row = source.next(); row.isPresent(); row = source.next()) {
        if (++total > MOST_ROWS) {
          throw UploadFault.tooLarge("too-many-rows", "A job has at most 1,000,000 rows.");
        }
        take(row.get());
      }
      if (total == 0) {
        throw UploadFault.malformed("upload-empty", "The file has no rows.");
      }
      write();
    }

    private void take(NewRow row) {
      var checked = row;
      if (row.faults().isEmpty()) {
        checked = new NewRow(row.number(), row.label(), row.fields(), handler.faults(row.fields()));
      }
      makesFiles |= checked.faults().isEmpty() && handler.makesFile(checked.fields());
      portion.add(checked);
      for (var texts : checked.fields().values()) {
        for (var text : texts) {
          characters += text.length();
        }
      }
      if (portion.size() == ROWS_AT_ONCE || characters > CHARACTERS_AT_ONCE) {
        write();
      }
    }

    private void write() {
      if (!portion.isEmpty()) {
        runs.add(jobId, portion);
      }
      portion.clear();
      characters = 0;
    }
  }
}
