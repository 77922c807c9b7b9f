package dev.crest.server.listen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the listener waits. Each is a bound on the whole of what it names and is not put off by
 * a byte that trickles in, so no client can hold a connection longer than their sum without
 * completing a request.
 *
 * @param handshake from accepting the connection to the end of the TLS handshake, a PROXY header
 *     included
 * @param header from the first byte of a request (on a new connection: from the handshake) to the
 *     end of its headers
 * @param body from the end of the headers to the end of the body
 * @param idle between the end of a reply and the first byte of the next request
 * @param write for the client to take a whole reply
 * @param linger after a reply that ends the connection early, for the client to notice; what it
 *     sends is thrown away
 * @param stop for requests in flight when the listener is stopped
 */
public record ListenTimeouts(
    Duration handshake,
    Duration header,
    Duration body,
    Duration idle,
    Duration write,
    Duration linger,
    Duration stop) {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofHours(1);

  private static final ListenTimeouts DEFAULTS =
      new ListenTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20));

  public ListenTimeouts {
    var problems = new ArrayList<String>();
    within(problems, "handshake", handshake);
    within(problems, "header", header);
    within(problems, "body", body);
    within(problems, "idle", idle);
    within(problems, "write", write);
    within(problems, "linger", linger);
    within(problems, "stop", stop);
    Problems.throwIfAny(problems);
  }

  /** Returns the time-outs that fit most sites, slow radio links included. */
  public static ListenTimeouts defaults() {
    return DEFAULTS;
  }

  private static void within(List<String> problems, String name, Duration value) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
      problems.add(name + " time-out is " + value + ", not within 1 ms to 1 h");
    }
  }
}
