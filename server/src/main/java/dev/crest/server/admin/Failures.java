package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MultipartException;

/** What operations throw, as replies. */
@ControllerAdvice
final class Failures {
  private static final int LEAST_ERROR = 400;
  private static final int LEAST_FAILURE = 500;

  private final Problems problems;
  private final RefusedTries tries;

  Failures(Problems problems, RefusedTries tries) {
    this.problems = problems;
    this.tries = tries;
  }

  @ExceptionHandler
  void refused(Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    tries.record(refused, request);
    problems.write(refused, request, response);
  }

  @ExceptionHandler
  void method(
      HttpRequestMethodNotSupportedException e,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var allowed = e.getSupportedHttpMethods();
    if (allowed != null) {
      response.setHeader(
          "Allow", String.join(", ", allowed.stream().map(m -> m.name()).sorted().toList()));
    }
    problems.write(
        405,
        "method",
        "Method not allowed",
        "This address does not take that method.",
        CallContext.requestId(request),
        response);
  }

  @ExceptionHandler({HttpMessageNotReadableException.class, MultipartException.class})
  void unreadable(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(
        Refused.of(Kind.MALFORMED, "body-malformed", "The body cannot be read."),
        request,
        response);
  }

  /** What Spring finds wrong with a request it says by an {@link ErrorResponse}. */
  @ExceptionHandler
  void other(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (e instanceof ErrorResponse known) {
      int status = known.getStatusCode().value();
      if (status >= LEAST_ERROR && status < LEAST_FAILURE) {
        problems.write(
            status,
            status == 404 ? "path-unknown" : "request",
            status == 404 ? "Not found" : "The request is not valid",
            status == 404
                ? "There is nothing at this address."
                : "The request does not have the form that this operation takes.",
            CallContext.requestId(request),
            response);
        return;
      }
    }
    problems.write(e, request, response);
  }
}
