package dev.crest.server.listen;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client may use of the listener. Sizes are bytes. A request beyond a size gets 413, 414 or
 * 431; a connection beyond a count is closed at once; a request beyond {@code concurrentRequests}
 * gets 503.
 *
 * @param bodyBytes the longest request body; 65,536 holds every CSR with post-quantum keys
 * @param requestLineBytes the longest request line without its line end
 * @param headerBytes the longest header block
 * @param headerCount the most header lines
 * @param requestsPerConnection after how many requests a connection is closed with its reply
 * @param connections the most connections at a time
 * @param connectionsPerAddress the most connections at a time from one address; whole fleets sit
 *     behind one NAT address
 * @param concurrentRequests the most requests being handled at a time
 */
public record ListenLimits(
    int bodyBytes,
    int requestLineBytes,
    int headerBytes,
    int headerCount,
    int requestsPerConnection,
    int connections,
    int connectionsPerAddress,
    int concurrentRequests) {

  private static final ListenLimits DEFAULTS =
      new ListenLimits(65_536, 4_096, 16_384, 64, 1_000, 5_000, 2_000, 512);

  public ListenLimits {
    var problems = new ArrayList<String>();
    within(problems, "body-bytes", bodyBytes, 1_024, 16 << 20);
    within(problems, "request-line-bytes", requestLineBytes, 64, 65_536);
    within(problems, "header-bytes", headerBytes, 256, 1 << 20);
    within(problems, "header-count", headerCount, 8, 1_000);
    within(problems, "requests-per-connection", requestsPerConnection, 1, Integer.MAX_VALUE);
    within(problems, "connections", connections, 1, 1_000_000);
    within(problems, "connections-per-address", connectionsPerAddress, 1, 1_000_000);
    within(problems, "concurrent-requests", concurrentRequests, 1, 100_000);
    Problems.throwIfAny(problems);
  }

  /** Returns the limits that fit most sites. */
  public static ListenLimits defaults() {
    return DEFAULTS;
  }

  public ListenLimits withBodyBytes(int bytes) {
    return new ListenLimits(
        bytes,
        requestLineBytes,
        headerBytes,
        headerCount,
        requestsPerConnection,
        connections,
        connectionsPerAddress,
        concurrentRequests);
  }

  public ListenLimits withRequestsPerConnection(int count) {
    return new ListenLimits(
        bodyBytes,
        requestLineBytes,
        headerBytes,
        headerCount,
        count,
        connections,
        connectionsPerAddress,
        concurrentRequests);
  }

  public ListenLimits withConnections(int inAll, int perAddress) {
    return new ListenLimits(
        bodyBytes,
        requestLineBytes,
        headerBytes,
        headerCount,
        requestsPerConnection,
        inAll,
        perAddress,
        concurrentRequests);
  }

  public ListenLimits withConcurrentRequests(int count) {
    return new ListenLimits(
        bodyBytes,
        requestLineBytes,
        headerBytes,
        headerCount,
        requestsPerConnection,
        connections,
        connectionsPerAddress,
        count);
  }

  private static void within(List<String> problems, String name, int value, int least, int most) {
    if (value < least || value > most) {
      problems.add(name + " is " + value + ", not within " + least + " to " + most);
    }
  }
}
