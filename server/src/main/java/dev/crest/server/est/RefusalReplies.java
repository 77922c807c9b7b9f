package dev.crest.server.est;

import dev.crest.estwire.EstOperation;
import dev.crest.server.listen.ClientConnection.HostRole;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.listen.HttpRequest.Header;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Refusals in HTTP (RFC 7030 §4.2.3, RFC 8951 §5): a status that clients know and a body that a
 * human can act on. None of them is ever a 200. Thread-safe.
 */
final class RefusalReplies {
  /** What is answered where a step knows that waiting helps, but not how long. */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

  private static final Header CHALLENGE =
      new Header("WWW-Authenticate", "Basic realm=\"Crest\", charset=\"UTF-8\"");

  private final EstSettings settings;

  RefusalReplies(EstSettings settings) {
    this.settings = settings;
  }

  /** What a kind of refusal means in HTTP, and the code that programs see in a JSON body. */
  record Meaning(int status, String code) {}

  /** The one place where refusals get their status (S-STAT-09: 409 and 422 are not used). */
  static Meaning meaning(Kind kind) {
    return switch (kind) {
      case MALFORMED -> new Meaning(400, "malformed_input");
      case INVALID -> new Meaning(400, "invalid_input");
      case UNAUTHENTICATED -> new Meaning(401, "unauthenticated");
      case FORBIDDEN -> new Meaning(403, "forbidden");
      case NOT_FOUND -> new Meaning(404, "not_found");
      case CONFLICT -> new Meaning(400, "conflict");
      case TOO_LARGE -> new Meaning(413, "too_large");
      case UNSUPPORTED_TYPE -> new Meaning(415, "unsupported_type");
      case RATE_LIMITED -> new Meaning(429, "rate_limited");
      case UNAVAILABLE -> new Meaning(503, "unavailable");
    };
  }

  /** Answers a refusal. */
  HttpReply of(HttpRequest request, Refused refused) {
    if (refused.kind() == Kind.UNAUTHENTICATED
        && request.connection().host() == HostRole.CLIENT_AUTH) {
      return otherHost(request, refused);
    }
    var headers = new ArrayList<Header>();
    if (refused.kind() == Kind.UNAUTHENTICATED) {
      headers.add(CHALLENGE);
    }
    var wait = refused.retryAfter();
    if (refused.kind() == Kind.RATE_LIMITED || refused.kind() == Kind.UNAVAILABLE) {
      headers.add(retryAfter(wait.orElse(USUAL_WAIT)));
    } else {
      wait.ifPresent(delay -> headers.add(retryAfter(delay)));
    }
    if (isBareChallenge(request, refused)) {
      headers.add(Replies.NO_STORE);
      int status = meaning(refused.kind()).status();
      return new HttpReply(status, List.copyOf(headers), new byte[0], request.http10());
    }
    return reply(request, meaning(refused.kind()), headers, refused.faults());
  }

  /**
   * Whether this is the first half of a Basic exchange with a client that names neither itself nor
   * what it accepts. No person reads the body then, and Bouncy Castle's client gives up where there
   * is one: it closes the challenge without having read it, and takes that for an error.
   */
  private static boolean isBareChallenge(HttpRequest request, Refused refused) {
    return refused.kind() == Kind.UNAUTHENTICATED
        && Stream.of("Authorization", "User-Agent", "Accept")
            .allMatch(name -> request.header(name).isEmpty());
  }

  /** A Basic challenge would mislead on the host for certificates, where no passcode works. */
  private HttpReply otherHost(HttpRequest request, Refused refused) {
    var faults = new ArrayList<>(refused.faults());
    faults.add(
        Fault.of(
            "This host is for TLS client certificates. To use a passcode, send the request to "
                + settings.publicAuthority()
                + "."));
    return reply(request, meaning(Kind.FORBIDDEN), List.of(), faults);
  }

  /** Answers a method that the operation does not have (RFC 9110 §15.5.6). */
  HttpReply methodNotAllowed(HttpRequest request, EstOperation operation) {
    var allowed = operation.method().equals("GET") ? "GET, HEAD" : operation.method();
    return reply(
        request,
        new Meaning(405, "method_not_allowed"),
        List.of(new Header("Allow", allowed)),
        List.of(Fault.of(operation.segment() + " is asked for by " + operation.method() + ".")));
  }

  /** Answers what must not happen; what did happen is in the log. */
  HttpReply failure(HttpRequest request) {
    return reply(
        request,
        new Meaning(500, "internal_error"),
        List.of(),
        List.of(
            Fault.of(
                "The server failed to answer this request. Its administrator finds out why by the"
                    + " request id.")));
  }

  /** RFC 9110 §10.2.3 in whole seconds, since strongSwan does not read the other form. */
  private static Header retryAfter(Duration delay) {
    long seconds = delay.plusMillis(999).toSeconds();
    return new Header("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  private static HttpReply reply(
      HttpRequest request, Meaning meaning, List<Header> special, List<Fault> faults) {
    var body = RefusalBody.of(request, meaning.code(), faults);
    var headers = new ArrayList<Header>();
    headers.add(Replies.contentType(body.contentType()));
    headers.add(Replies.NO_STORE);
    headers.addAll(special);
    return new HttpReply(meaning.status(), List.copyOf(headers), body.bytes(), request.http10());
  }
}
