package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiReply;
import dev.crest.cli.terminal.PlainText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What the server refused, with its reasons (RFC 9457). */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String body;
  private final transient JsonNode problem;

  private Refusal(int exitCode, int status, String body, JsonNode problem) {
    super("HTTP status " + status);
    this.exitCode = exitCode;
    this.body = body;
    this.problem = problem;
  }

  /** Reads a reply that is not a good one. */
  static Refusal of(ApiReply reply) {
    var body = reply.text();
    JsonNode problem = MissingNode.getInstance();
    try {
      problem = reply.json() ? new JsonMapper().readTree(body) : problem;
    } catch (JacksonException _) {
      // Not by Crest: the status is all that is known.
    }
    return new Refusal(ExitCode.of(reply), reply.status(), body, problem);
  }

  int exitCode() {
    return exitCode;
  }

  /**
   * Prints the sentence, each field by the option for it, and the request id.
   *
   * @param options names of options by the pointer or the name of the parameter that they set
   */
  void print(PrintStream err, Map<String, String> options) {
    var errors = problem.path("errors");
    var detail = problem.path("detail").asString(getMessage());
    var title = problem.path("title").asString(detail);
    if (errors.isEmpty()) {
      err.println("crest: " + PlainText.line(detail));
    } else {
      err.println("crest: " + PlainText.line(title) + ":");
      var lines = new ArrayList<List<String>>();
      errors.forEach(
          error -> lines.add(List.of(place(error, options), error.path("detail").asString(""))));
      int width = lines.stream().mapToInt(line -> line.getFirst().length()).max().orElse(0);
      for (var line : lines) {
        var place = PlainText.line(line.getFirst());
        err.println(
            "  "
                + place
                + " ".repeat(Math.max(0, width - place.length()))
                + (width == 0 ? "" : "  ")
                + PlainText.line(line.getLast()));
      }
    }
    var id = problem.path("request_id").asString("");
    if (!id.isEmpty()) {
      err.println("  (request " + PlainText.line(id) + ")");
    }
  }

  /** Prints the problem as it came. */
  void printJson(PrintStream err) {
    err.println(problem.isMissingNode() ? "crest: " + getMessage() : body.stripTrailing());
  }

  private static String place(JsonNode error, Map<String, String> options) {
    var parameter = error.path("parameter").asString("");
    if (!parameter.isEmpty()) {
      return options.getOrDefault(parameter, parameter);
    }
    var pointer = error.path("pointer").asString("");
    for (var at = pointer; at.length() > 1; at = at.substring(0, at.lastIndexOf('/'))) {
      var option = options.get(at);
      if (option != null) {
        return option + pointer.substring(at.length());
      }
    }
    return pointer;
  }
}
