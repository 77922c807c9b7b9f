package dev.crest.server.admin;

import dev.crest.server.listen.RequestIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by problem details what Tomcat refuses before any filter sees it, such as addresses that
 * are not well-formed; Tomcat itself would answer HTML. Made by Tomcat; thread-safe.
 */
public final class TomcatProblems extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(TomcatProblems.class);
  private static final RequestIds IDS = new RequestIds();
  private static final int LEAST_ERROR = 400;
  private static final int LEAST_FAILURE = 500;

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < LEAST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    var id = IDS.next();
    boolean ours = status >= LEAST_FAILURE;
    if (ours) {
      LOG.error("{} failed before it was looked at", id, failure);
    }
    var body =
        """
        {"type":"urn:crest:problem:%s","title":"%s","status":%d,"detail":"%s","request_id":"%s","errors":[]}\
        """
            .formatted(
                ours ? "unexpected" : "request",
                ours ? "Unexpected failure" : "The request is not valid",
                status,
                ours ? "Something unexpected happened." : "The request is not well-formed HTTP.",
                id)
            .getBytes(StandardCharsets.US_ASCII);
    response.setHeader(CallContext.REQUEST_ID_HEADER, id);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException e) {
      LOG.debug("{} nobody was there for the reply", id, e);
    }
  }
}
