package dev.crest.server.admin;

import dev.crest.server.access.Authorization;
import dev.crest.server.access.Identity;
import dev.crest.server.access.Permission;
import dev.crest.server.jobs.JobResults;
import dev.crest.server.jobs.Jobs;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.Actor;
import dev.crest.server.store.JobRecords;
import dev.crest.server.store.JobRecords.Job;
import dev.crest.server.store.JobRecords.JobKind;
import dev.crest.server.store.JobRecords.JobRow;
import dev.crest.server.store.JobRecords.JobStatus;
import dev.crest.server.store.JobRecords.RowStatus;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Batches: uploads whose rows are worked on in the background. */
@RestController
@RequestMapping("/api/v1/jobs")
@Tag(name = "Jobs")
final class JobController {
  private final Jobs jobs;
  private final JobRecords records;
  private final JobResults results;
  private final Authorization authorization;

  JobController(Jobs jobs, JobRecords records, JobResults results, Authorization authorization) {
    this.jobs = jobs;
    this.records = records;
    this.results = results;
    this.authorization = authorization;
  }

  /**
   * A job as the API shows it.
   *
   * @param kind what is done with the rows
   * @param name what it was called
   * @param policyId the certificate policy, for certificate requests
   * @param groupId the device group, for device registrations
   * @param total how many rows it has
   * @param done how many are done
   * @param failed how many failed
   * @param createdBy who made it
   * @param expiresAt when it is deleted with its rows and files
   * @param password what its files are encrypted under, in the reply to its creation only
   */
  record JobView(
      String id,
      JobKind kind,
      String name,
      String divisionId,
      Optional<String> policyId,
      Optional<String> groupId,
      JobStatus status,
      long total,
      long done,
      long failed,
      String createdBy,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Instant> expiresAt,
      Optional<String> password,
      long version)
      implements HasVersion {
    static JobView of(Job job, Optional<String> password) {
      boolean requests = job.kind() == JobKind.CERTIFICATE_REQUESTS;
      return new JobView(
          job.id(),
          job.kind(),
          job.name(),
          job.divisionId(),
          Optional.of(job.targetId()).filter(_ -> requests),
          Optional.of(job.targetId()).filter(_ -> !requests),
          job.status(),
          job.total(),
          job.done(),
          job.failed(),
          job.createdBy(),
          job.createdAt(),
          job.updatedAt(),
          job.startedAt(),
          job.finishedAt(),
          job.expiresAt(),
          password,
          job.version());
    }
  }

  /** What became of a row. */
  record JobRowView(
      long number,
      String label,
      RowStatus status,
      Optional<String> resultId,
      Optional<String> serialNumber,
      Optional<Instant> notAfter,
      List<JobFault> faults) {
    static JobRowView of(JobRow row) {
      return new JobRowView(
          row.number(),
          row.label(),
          row.status(),
          row.resultId(),
          row.serialNumber(),
          row.notAfter(),
          row.faults().stream().map(f -> new JobFault(f.field(), f.message())).toList());
    }
  }

  /** What is wrong with a row. */
  record JobFault(Optional<String> field, String message) {}

  @PostMapping
  @Requires(Permission.CERTIFICATE_REQUEST)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "createJob",
      summary = "Upload a batch of at most 200 MB and 1,000,000 rows",
      description =
          """
          The body is CSV in UTF-8 whose header names fields, or a ZIP of certification requests; or a form with the part `file`. Columns of
          certificate requests: `csr`, or `subject.common_name` and the like, `san.dns_name` and the like (several separated by semicolons), `key_type`;
          and `label`. Where the server makes keys, the reply holds the password of their files, this once. A file that cannot be read is
          refused as a whole; a row that fails does not stop the others.
          """,
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "text/csv",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = "application/zip",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = "application/octet-stream",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = "multipart/form-data", schema = @Schema(type = "object"))
              }))
  JobView create(
      Reach reach,
      Actor actor,
      Identity identity,
      HttpServletRequest request,
      @RequestParam(required = false) Optional<String> kind,
      @RequestParam("policy_id") Optional<String> policyId,
      @RequestParam("group_id") Optional<String> groupId,
      @RequestParam(required = false) Optional<String> name)
      throws IOException {
    var chosen = kind(kind);
    var within = reach;
    if (chosen == JobKind.DEVICE_REGISTRATIONS) {
      within =
          authorization.permit(
              identity, Permission.DEVICE_REGISTER, Optional.of(reach.accountId()), actor);
    }
    boolean requests = chosen == JobKind.CERTIFICATE_REQUESTS;
    var target =
        (requests ? policyId : groupId)
            .orElseThrow(() ->
                requests
                    ? wrong("policy_id", "Say for which certificate policy.")
                    : wrong("group_id", "Say for which device group."));
    var order = new Jobs.Order(chosen, name.orElse("Batch"), target, Map.of());
    try (var upload = JobUpload.of(request)) {
      var accepted = jobs.submit(actor, within, order, upload);
      return JobView.of(accepted.job(), accepted.password());
    }
  }

  private static JobKind kind(Optional<String> text) {
    try {
      return text.map(t -> JobKind.valueOf(t.toUpperCase(Locale.ROOT)))
          .orElse(JobKind.CERTIFICATE_REQUESTS);
    } catch (IllegalArgumentException e) {
      throw wrong("kind", "must be certificate_requests or device_registrations");
    }
  }

  private static Refused wrong(String field, String message) {
    return Refused.of(Kind.INVALID, "job-invalid", List.of(Fault.of(field, message)));
  }

  @GetMapping
  @Requires(Permission.JOB_READ)
  @Filters(
      value = {"status", "kind", "policy_id", "group_id"},
      sort = {"created"})
  @Operation(operationId = "listJobs", summary = "List jobs, the latest first")
  Page<JobView> list(Reach reach, ListQuery query) {
    return records.list(reach, query).map(job -> JobView.of(job, Optional.empty()));
  }

  @GetMapping("/{id}")
  @Requires(Permission.JOB_READ)
  @Operation(operationId = "getJob", summary = "Show a job and how far it has come")
  JobView find(Reach reach, @PathVariable String id) {
    return JobView.of(existing(reach, id), Optional.empty());
  }

  private Job existing(Reach reach, String id) {
    return records
        .find(reach, id)
        .orElseThrow(() -> Refused.of(Kind.NOT_FOUND, "job-unknown", "There is no such job."));
  }

  @GetMapping("/{id}/rows")
  @Requires(Permission.JOB_READ)
  @Filters(
      value = {"status"},
      sort = {"number"})
  @Operation(operationId = "listJobRows", summary = "List a job's rows and what became of each")
  Page<JobRowView> rows(Reach reach, @PathVariable String id, ListQuery query) {
    return records.rows(reach, id, query).map(JobRowView::of);
  }

  @PostMapping("/{id}/cancel")
  @Requires(Permission.JOB_CANCEL)
  @Operation(
      operationId = "cancelJob",
      summary = "Cancel a job: what is done stays done, nothing more is done")
  JobView cancel(Reach reach, Actor actor, @PathVariable String id, IfMatch ifMatch) {
    return JobView.of(jobs.cancel(actor, reach, id, ifMatch.version()), Optional.empty());
  }

  @GetMapping(value = "/{id}/results", produces = "text/csv")
  @Requires(Permission.JOB_READ)
  @Operation(
      operationId = "getJobResults",
      summary = "Download what became of each row, as CSV",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = "text/csv",
                      schema = @Schema(type = "string", format = "binary"))))
  void results(Reach reach, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    var job = existing(reach, id);
    download(response, "text/csv; charset=utf-8", job.id() + ".csv");
    results.report(job, response.getOutputStream());
  }

  @GetMapping(value = "/{id}/files", produces = "application/zip")
  @Requires(Permission.CERTIFICATE_REQUEST)
  @Operation(
      operationId = "getJobFiles",
      summary = "Download the results and the encrypted keys that the server made, as ZIP",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = "application/zip",
                      schema = @Schema(type = "string", format = "binary"))))
  void files(Reach reach, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    var job = existing(reach, id);
    download(response, "application/zip", job.id() + ".zip");
    results.files(job, response.getOutputStream());
  }

  /** An id is a UUID, and safe in a header. */
  private static void download(HttpServletResponse response, String type, String name) {
    response.setContentType(type);
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }
}
