package dev.crest.server.admin;

import dev.crest.server.access.Permission;
import dev.crest.server.audit.AuditEvent.Outcome;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.audit.ChainedEvent;
import dev.crest.server.audit.Checkpoint;
import dev.crest.server.audit.CheckpointKey;
import dev.crest.server.audit.Signed;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.AuditCheckpoints;
import dev.crest.server.store.AuditExport;
import dev.crest.server.store.AuditRecords;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.Reach;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The audit log: searched, exported and verified; nothing changes it. */
@RestController
@RequestMapping("/api/v1/audit-events")
@Tag(name = "Audit events")
final class AuditEventController {
  private static final String FORMAT = "format";

  private final AuditRecords records;
  private final AuditCheckpoints checkpoints;
  private final CheckpointKey key;
  private final Semaphore verifying = new Semaphore(1);

  /**
   * @param key this server's own key of checkpoints: no other one counts here
   */
  AuditEventController(AuditRecords records, AuditCheckpoints checkpoints, CheckpointKey key) {
    this.records = records;
    this.checkpoints = checkpoints;
    this.key = key;
  }

  /**
   * An audit record as the API shows it.
   *
   * @param id node and sequence
   * @param hash as the record is chained, in hexadecimal
   */
  record AuditEventView(
      String id,
      Instant at,
      String actor,
      String action,
      Outcome outcome,
      Optional<String> reason,
      Optional<String> accountId,
      Optional<String> divisionId,
      Optional<String> resourceType,
      Optional<String> resourceId,
      Optional<String> requestId,
      Optional<String> address,
      Map<String, String> details,
      String node,
      long sequence,
      String hash) {
    static AuditEventView of(ChainedEvent chained) {
      var event = chained.event();
      return new AuditEventView(
          chained.node() + ":" + chained.sequence(),
          event.at(),
          event.actor(),
          event.action(),
          event.outcome(),
          event.reason(),
          event.accountId(),
          event.divisionId(),
          event.resourceType(),
          event.resourceId(),
          event.requestId(),
          event.address(),
          event.details(),
          chained.node(),
          chained.sequence(),
          HexFormat.of().formatHex(chained.hash()));
    }
  }

  /**
   * A signed checkpoint as the API shows it; docs/decisions/0025 and the class Checkpoint say what
   * is signed.
   *
   * @param hash of the record with that sequence, in hexadecimal
   * @param others where the other nodes' chains were, as sequence and hash
   * @param previous SHA-256 of what the checkpoint before signed, in hexadecimal
   * @param signature ECDSA with SHA-256, in base64
   */
  record CheckpointView(
      String node,
      long number,
      long sequence,
      String hash,
      Instant at,
      Map<String, String> others,
      String previous,
      String keyId,
      String signature) {
    static CheckpointView of(Signed<Checkpoint> signed) {
      var checkpoint = signed.statement();
      return new CheckpointView(
          checkpoint.node(),
          checkpoint.number(),
          checkpoint.head().sequence(),
          HexFormat.of().formatHex(checkpoint.head().hash()),
          checkpoint.at(),
          checkpoint.others().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, other -> other.getValue().toString())),
          HexFormat.of().formatHex(checkpoint.previous()),
          signed.keyId(),
          Base64.getEncoder().encodeToString(signed.signature()));
    }
  }

  /**
   * What came of verifying a node's chain.
   *
   * @param records how many were verified
   * @param completeFrom the first record of what is complete: 1, or the first that retention left
   * @param brokenAt the first record that is not as it should be
   * @param problem what is wrong with it
   */
  record ChainVerification(
      String node,
      boolean intact,
      Optional<Long> records,
      Optional<Long> completeFrom,
      Optional<Long> checkpoints,
      Optional<Long> brokenAt,
      Optional<String> problem) {
    static ChainVerification of(AuditVerdict verdict) {
      return switch (verdict) {
        case AuditVerdict.Intact intact ->
            new ChainVerification(
                intact.node(),
                true,
                Optional.of(intact.events()),
                Optional.of(intact.start().sequence() + 1),
                Optional.of(intact.checkpoints()),
                Optional.empty(),
                Optional.empty());
        case AuditVerdict.Broken broken ->
            new ChainVerification(
                broken.node(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(broken.sequence()),
                Optional.of(broken.message()));
      };
    }
  }

  /**
   * What came of verifying the audit log.
   *
   * @param keyId the key of checkpoints that counted
   */
  record AuditVerificationView(boolean intact, String keyId, List<ChainVerification> nodes) {}

  @GetMapping
  @Requires(Permission.AUDIT_READ)
  @Filters(
      value = {
        "action",
        "outcome",
        "reason",
        "actor",
        "resource_type",
        "resource_id",
        "policy_id",
        "request_id",
        "division_id",
        "address",
        "node",
        "at_from",
        "at_to"
      },
      sort = {"at"})
  @Operation(
      operationId = "listAuditEvents",
      summary = "Search the audit log, newest first",
      description =
          "An action that ends in a full stop, such as `certificate-authority.`, stands for all that begin so.")
  Page<AuditEventView> list(Reach reach, ListQuery query) {
    return records.list(reach, query).map(AuditEventView::of);
  }

  @GetMapping("/{id}")
  @Requires(Permission.AUDIT_READ)
  @Operation(operationId = "getAuditEvent", summary = "Show an audit record")
  AuditEventView find(Reach reach, @PathVariable("id") String id) {
    return records
        .find(reach, id)
        .map(AuditEventView::of)
        .orElseThrow(
            () -> Refused.of(Kind.NOT_FOUND, "audit-event-unknown", "There is no such record."));
  }

  @GetMapping("/export")
  @Requires(Permission.AUDIT_READ)
  @Filters(
      value = {
        FORMAT,
        "action",
        "outcome",
        "reason",
        "actor",
        "resource_type",
        "resource_id",
        "policy_id",
        "request_id",
        "division_id",
        "address",
        "node",
        "at_from",
        "at_to"
      },
      sort = {"at"})
  @Operation(
      operationId = "exportAuditEvents",
      summary = "Export everything that a search finds, as CSV or as JSON lines",
      description =
          "`format` is `csv` or `json`, which is one object a line. `limit` and `cursor` do not count.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The records, as they are read",
              content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string"))
              }))
  void export(Reach reach, ListQuery query, HttpServletResponse response) throws IOException {
    var format = format(query);
    var filters = new HashMap<>(query.filters());
    filters.remove(FORMAT);
    var search = new ListQuery(query.limit(), Optional.empty(), query.sort(), filters);
    boolean csv = format == AuditExport.CSV;
    // Asked once beforehand: what is wrong with the query is answered while a status can be.
    records.list(reach, search);
    response.setContentType(csv ? "text/csv;charset=utf-8" : "application/x-ndjson");
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"audit-events." + (csv ? "csv" : "jsonl") + "\"");
    var out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    try {
      records.export(reach, search, format, out);
    } catch (Refused e) {
      // The reply has begun: only breaking it off says that it is not whole.
      throw new IOException("an export was broken off: " + e.reason(), e);
    }
    out.flush();
  }

  private static AuditExport format(ListQuery query) {
    return switch (query.filters().getOrDefault(FORMAT, "").toLowerCase(Locale.ROOT)) {
      case "csv" -> AuditExport.CSV;
      case "json" -> AuditExport.JSON;
      default ->
          throw Refused.of(
              Kind.INVALID, "list-query", List.of(Fault.of(FORMAT, "must be csv or json")));
    };
  }

  @GetMapping("/checkpoints")
  @Requires(Permission.AUDIT_READ)
  @Filters(
      value = {"node"},
      sort = {"at", "number"})
  @Operation(
      operationId = "listAuditCheckpoints",
      summary = "List signed checkpoints, for whoever sees the whole account")
  Page<CheckpointView> checkpoints(Reach reach, ListQuery query) {
    return checkpoints.list(reach, query).map(CheckpointView::of);
  }

  @PostMapping("/verify")
  @Requires(Permission.AUDIT_READ)
  @Operation(
      operationId = "verifyAuditEvents",
      summary = "Verify every node's chain and checkpoints; reads the whole log")
  AuditVerificationView verify(Reach reach) {
    if (!reach.whole()) {
      throw Refused.of(
          Kind.FORBIDDEN,
          "audit-whole-account",
          "The log is verified as a whole; your rights are limited to some divisions.");
    }
    if (!verifying.tryAcquire()) {
      throw Refused.of(Kind.RATE_LIMITED, "audit-verifying", "The log is being verified already.")
          .retryAfter(Duration.ofSeconds(10));
    }
    try {
      var chains =
          records.nodes().stream()
              .map(node -> ChainVerification.of(records.verify(node, Optional.of(key.id()))))
              .toList();
      return new AuditVerificationView(
          chains.stream().allMatch(ChainVerification::intact), key.id(), chains);
    } finally {
      verifying.release();
    }
  }
}
