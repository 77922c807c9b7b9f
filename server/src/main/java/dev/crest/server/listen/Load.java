package dev.crest.server.listen;

import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts connections and requests and says when there are enough of them. Thread-safe. */
final class Load {
  private static final long SAMPLE_NANOS = 1_000_000_000;

  private final ListenLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder handshakesFailed = new LongAdder();
  private final Map<Integer, LongAdder> refusals = new ConcurrentHashMap<>();
  private final AtomicLong nextSample = new AtomicLong(System.nanoTime());
  private volatile boolean stopping;

  Load(ListenLimits limits) {
    this.limits = limits;
  }

  /** Takes a place for a connection, to be given back by {@link #leave}. */
  boolean enter() {
    return !stopping && take(connections, limits.connections());
  }

  void leave() {
    connections.decrementAndGet();
  }

  /**
   * Takes a place of those for {@code address}, to be given back by {@link #leave(InetAddress)}.
   */
  boolean enter(InetAddress address) {
    if (byAddress.merge(address, 1, Integer::sum) > limits.connectionsPerAddress()) {
      leave(address);
      return false;
    }
    return true;
  }

  void leave(InetAddress address) {
    byAddress.computeIfPresent(address, (_, now) -> now > 1 ? now - 1 : null);
  }

  /** Takes a place for a request, to be given back by {@link #endRequest}. */
  boolean beginRequest() {
    return take(inFlight, limits.concurrentRequests());
  }

  void endRequest() {
    inFlight.decrementAndGet();
  }

  private static boolean take(AtomicInteger places, int most) {
    if (places.incrementAndGet() > most) {
      places.decrementAndGet();
      return false;
    }
    return true;
  }

  int requestsInFlight() {
    return inFlight.get();
  }

  void stopping(boolean whether) {
    stopping = whether;
  }

  /** Whether nothing new is to be begun. */
  boolean stopping() {
    return stopping;
  }

  /** Counts a connection that is not served and returns whether it is worth a line in the log. */
  boolean turnedAway() {
    turnedAway.increment();
    return sampled();
  }

  void handshakeFailed() {
    handshakesFailed.increment();
  }

  /** Counts a refused request and returns whether it is worth a line in the log. */
  boolean refused(int status) {
    refusals.computeIfAbsent(status, _ -> new LongAdder()).increment();
    return sampled();
  }

  /** What strangers can cause at will gets one line a second; the rest is counted. */
  private boolean sampled() {
    long now = System.nanoTime();
    long next = nextSample.get();
    return now - next >= 0 && nextSample.compareAndSet(next, now + SAMPLE_NANOS);
  }

  ListenCounts counts() {
    var byStatus = new TreeMap<Integer, Long>();
    refusals.forEach((status, count) -> byStatus.put(status, count.sum()));
    return new ListenCounts(
        connections.get(), inFlight.get(), turnedAway.sum(), handshakesFailed.sum(), byStatus);
  }
}
