package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiClient;
import dev.crest.cli.connect.ApiRequest;
import dev.crest.cli.terminal.ProgressLine;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows a job until it has ended. Used by one thread. */
final class JobWatch {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> GOOD = Set.of("completed", "done", "finished", "succeeded");
  private static final Set<String> BAD =
      Set.of("failed", "cancelled", "canceled", "terminated", "rejected", "aborted");

  private final ApiCommand showing;
  private final ApiClient client;
  private final Session session;
  private final ProgressLine line;

  JobWatch(ApiCommand showing, ApiClient client, Session session) {
    this.showing = showing;
    this.client = client;
    this.session = session;
    // The object itself goes to the output at the end; how far it is must not get into it.
    this.line = new ProgressLine(session.terminal().err(), session.terminal().interactive());
  }

  /**
   * Shows how far a job is until it has ended.
   *
   * @return its last state, as the API has it
   */
  String follow(String job) {
    var text = job;
    var request =
        ApiRequest.get(
            References.path(
                showing.operation().path(), List.of(JSON.readTree(job).path("id").asString(""))),
            List.of());
    while (true) {
      var state = JSON.readTree(text);
      line.show(state(state), number(state, DONE), number(state, TOTAL), failures(state));
      if (ended(state)) {
        line.end();
        return text;
      }
      try {
        Thread.sleep(session.patience());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return text;
      }
      try (var reply = client.send(request)) {
        if (!reply.good()) {
          line.end();
          throw Refusal.of(reply);
        }
        text = reply.text();
      }
    }
  }

  private static final List<String> TOTAL = List.of("total", "rows", "total_rows", "rows_total");
  private static final List<String> DONE =
      List.of("done", "processed", "rows_done", "processed_rows", "completed");
  private static final List<String> FAILED = List.of("failed", "rows_failed", "failed_rows");

  private static String state(JsonNode job) {
    return job.path("state").asString(job.path("status").asString(""));
  }

  private static String failures(JsonNode job) {
    long failed = number(job, FAILED);
    return failed > 0 ? String.format(", %,d failed", failed) : "";
  }

  private static long number(JsonNode job, List<String> names) {
    return names.stream()
        .flatMap(name -> List.of(job.path(name), job.path("progress").path(name)).stream())
        .filter(JsonNode::isNumber)
        .mapToLong(JsonNode::asLong)
        .findFirst()
        .orElse(0);
  }

  private static boolean ended(JsonNode job) {
    var state = state(job);
    return GOOD.contains(state) || BAD.contains(state);
  }

  /** Whether a job did what it was for. */
  static boolean succeeded(String job) {
    return GOOD.contains(state(JSON.readTree(job)));
  }
}
