package dev.crest.server.admin;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns refusals and failures into replies: the one place of the API where a kind of refusal
 * becomes an HTTP status. Thread-safe.
 */
@Component
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String TYPE = "urn:crest:problem:";
  private static final Pattern DELIMITER = Pattern.compile("[.\\[\\]]+");

  private final JsonMapper json;

  Problems(JsonMapper json) {
    this.json = json;
  }

  static int status(Kind kind) {
    return switch (kind) {
      case MALFORMED, INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_TYPE -> 415;
      case RATE_LIMITED -> 429;
      case UNAVAILABLE -> 503;
    };
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case MALFORMED -> "The request cannot be read";
      case INVALID -> "The request is not valid";
      case UNAUTHENTICATED -> "Not signed in";
      case FORBIDDEN -> "Not permitted";
      case NOT_FOUND -> "Not found";
      case CONFLICT -> "Clashes with what exists";
      case TOO_LARGE -> "Too large";
      case UNSUPPORTED_TYPE -> "Unsupported media type";
      case RATE_LIMITED -> "Too many requests";
      case UNAVAILABLE -> "Not available right now";
    };
  }

  /** Writes a refusal. */
  void write(Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (refused.kind() == Kind.UNAVAILABLE) {
      LOG.warn("{} {}: {}", CallContext.requestId(request), request.getMethod(), refused.reason());
    }
    if (refused.kind() == Kind.UNAUTHENTICATED) {
      response.setHeader("WWW-Authenticate", "ApiKey realm=\"crest\"");
    }
    refused
        .retryAfter()
        .ifPresent(delay ->
            response.setHeader("Retry-After", Long.toString(Math.max(1, delay.toSeconds()))));
    boolean query = refused.reason().equals("list-query");
    var errors = refused.faults().stream().map(fault -> error(fault, query)).toList();
    write(
        new Problem(
            TYPE + refused.reason(),
            title(refused.kind()),
            status(refused.kind()),
            detail(refused.faults()),
            CallContext.requestId(request),
            errors),
        response);
  }

  /** Writes a failure that nobody foresaw: what happened is in the log only. */
  void write(Throwable failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var id = CallContext.requestId(request);
    LOG.error("{} {} failed", id, request.getMethod(), failure);
    write(500, "unexpected", "Unexpected failure", "Something unexpected happened.", id, response);
  }

  /** Writes a plain problem of HTTP. */
  void write(
      int status,
      String reason,
      String title,
      String detail,
      String requestId,
      HttpServletResponse response)
      throws IOException {
    write(new Problem(TYPE + reason, title, status, detail, requestId, List.of()), response);
  }

  private void write(Problem problem, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(problem.status());
    response.setContentType("application/problem+json");
    var body = json.writeValueAsBytes(problem);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static Problem.FieldError error(Fault fault, boolean query) {
    return new Problem.FieldError(
        query ? Optional.empty() : fault.field().map(Problems::pointer),
        query ? fault.field() : Optional.empty(),
        fault.message());
  }

  private static String detail(List<Fault> faults) {
    return faults.size() == 1
        ? faults.getFirst().field().map(field -> field + ": ").orElse("")
            + faults.getFirst().message()
        : faults.size() + " things are wrong; see errors.";
  }

  /** Returns the JSON pointer (RFC 6901) of a field such as {@code keys[2].preferred}. */
  static String pointer(String field) {
    if (field.startsWith("/")) {
      return field;
    }
    var pointer = new StringBuilder();
    for (var step : DELIMITER.split(field)) {
      if (!step.isEmpty()) {
        pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
      }
    }
    return pointer.toString();
  }
}
