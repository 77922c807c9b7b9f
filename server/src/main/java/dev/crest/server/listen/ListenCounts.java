package dev.crest.server.listen;

import java.util.Map;

/**
 * What a listener has to do and has done since it started.
 *
 * @param connections open now
 * @param requestsInFlight being handled now
 * @param connectionsTurnedAway closed at once because there were too many, or for a missing or
 *     wrong PROXY header
 * @param handshakesFailed connections that ended before their TLS handshake did
 * @param refusals how many requests the listener itself has refused, by HTTP status
 */
public record ListenCounts(
    int connections,
    int requestsInFlight,
    long connectionsTurnedAway,
    long handshakesFailed,
    Map<Integer, Long> refusals) {
  public ListenCounts {
    refusals = Map.copyOf(refusals);
  }
}
