package dev.crest.server.est;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.server.enrollment.RegistrationAuthority;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.RequestHandler;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EST over HTTP (RFC 7030 §3.2): finds the operation that a request is for, and answers whatever
 * goes wrong in it. Thread-safe.
 *
 * <p>HEAD is answered like GET; leaving the body out is the listener's business.
 */
public final class EstEdge implements RequestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(EstEdge.class);

  private final Function<EstOperation, Operation> operations;
  private final RefusalReplies refusals;

  public EstEdge(RegistrationAuthority authority, EstSettings settings) {
    this(operations(authority, new PostedRequests(settings)), new RefusalReplies(settings));
  }

  EstEdge(Function<EstOperation, Operation> operations, RefusalReplies refusals) {
    this.operations = operations;
    this.refusals = refusals;
  }

  private static Function<EstOperation, Operation> operations(
      RegistrationAuthority authority, PostedRequests posted) {
    var caCerts = new CaCerts(authority::authorityCertificates);
    var csrAttrs = new CsrAttrs(authority::advertised);
    var simpleEnroll = new SimpleEnroll(posted, authority::enroll);
    var simpleReenroll = new SimpleReenroll(posted, authority::enroll);
    var serverKeyGen = new ServerKeyGen(posted, authority::enroll);
    return operation ->
        switch (operation) {
          case CACERTS -> caCerts;
          case CSRATTRS -> csrAttrs;
          case SIMPLEENROLL -> simpleEnroll;
          case SIMPLEREENROLL -> simpleReenroll;
          case SERVERKEYGEN -> serverKeyGen;
        };
  }

  @Override
  public HttpReply handle(HttpRequest request) {
    try {
      return answer(request);
    } catch (Refused refused) {
      // Strangers cause these too, so they are not worth a line each in a usual log.
      LOG.debug("request {} refused: {}", request.id(), refused.reason());
      return refusals.of(request, refused);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the client gets an answer and the log gets the cause.
      LOG.error("request {} failed", request.id(), e);
      return refusals.failure(request);
    }
  }

  private HttpReply answer(HttpRequest request) {
    var target = EstTarget.parse(request.target()).orElseThrow(EstEdge::nothingHere);
    var operation = target.operation();
    if (!isMethodOf(operation, request.method())) {
      return refusals.methodNotAllowed(request, operation);
    }
    logQuery(request);
    return operations.apply(operation).answer(request, target);
  }

  /** Says that a query was ignored, not what it was: people put secrets into queries. */
  private static void logQuery(HttpRequest request) {
    int query = request.target().indexOf('?');
    if (query >= 0) {
      int length = request.target().length() - query - 1;
      LOG.info("request {} has a query of {} characters, ignored", request.id(), length);
    }
  }

  private static boolean isMethodOf(EstOperation operation, String method) {
    return method.equals(operation.method())
        || (method.equals("HEAD") && operation.method().equals("GET"));
  }

  private static Refused nothingHere() {
    return Refused.of(
        Kind.NOT_FOUND, "unknown-path", "There is no such EST operation on this server.");
  }
}
