package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * clients that take their time. Time-outs are short here; how long exactly is not asserted.
 */
class SlowClientTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final String POST =
      "POST /x HTTP/1.1\r\nHost: est.example\r\nContent-Length: 100\r\n\r\n";

  /** Only the time-out under test is short, so that nothing else can end the connection. */
  private static RunningListener with(ListenTimeouts timeouts) {
    return RunningListener.start(s -> s.withLimits(s.limits(), timeouts));
  }

  private static ListenTimeouts handshake() {
    return new ListenTimeouts(SHORT, LONG, LONG, LONG, LONG, SHORT, SHORT);
  }

  private static ListenTimeouts header() {
    return new ListenTimeouts(LONG, SHORT, LONG, LONG, LONG, SHORT, SHORT);
  }

  private static ListenTimeouts body() {
    return new ListenTimeouts(LONG, LONG, SHORT, LONG, LONG, SHORT, SHORT);
  }

  private static ListenTimeouts idle() {
    return new ListenTimeouts(LONG, LONG, LONG, SHORT, LONG, SHORT, SHORT);
  }

  private static ListenTimeouts write() {
    return new ListenTimeouts(LONG, LONG, LONG, LONG, SHORT, SHORT, SHORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "1603010200010001fc0303"})
  @DisplayName("A-02 who connects and does not get on with TLS is dropped")
  void handshake(String hex) throws Exception {
    try (var server = with(handshake());
        var socket = Client.plainSocket(server)) {
      socket.getOutputStream().write(HexFormat.of().parseHex(hex));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      Until.isTrue(() -> server.listener.counts().connections() == 0);
    }
  }

  @Test
  @DisplayName("A-02 who finishes TLS and says nothing is dropped without a word")
  void silentAfterHandshake() throws Exception {
    try (var server = with(header());
        var client = Client.to(server)) {
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("A-02 headers that trickle in get 408, however steadily they trickle")
  void slowHeader() throws Exception {
    try (var server = with(header());
        var client = Client.to(server)) {
      client.send("GET /x HTTP/1.1\r\nHost: est.example\r\n");
      trickle(client.socket, server);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.atEnd()).isTrue();
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  @DisplayName("A-02 the headers of a later request have their own time, from its first byte on")
  void slowLaterHeader() throws Exception {
    try (var server = with(header());
        var client = Client.to(server)) {
      assertThat(client.get("/").status()).isEqualTo(200);
      client.send("GET");
      assertThat(client.reply().status()).isEqualTo(408);
    }
  }

  @Test
  @DisplayName("A-02 a body that trickles in gets 408, however steadily it trickles")
  void slowBody() throws Exception {
    try (var server = with(body());
        var client = Client.to(server)) {
      client.send(POST);
      trickle(client.socket, server);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(server.requests).isEmpty();
    }
  }

  /** Sends a byte now and then until the server has had enough. */
  private static void trickle(Socket socket, RunningListener server) throws IOException {
    for (int i = 0; i < 90 && server.listener.counts().refusals().isEmpty(); i++) {
      socket.getOutputStream().write('a');
      socket.getOutputStream().flush();
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  @DisplayName("A-02 an idle connection is dropped without a word")
  void idleConnection() throws Exception {
    try (var server = with(idle());
        var client = Client.to(server)) {
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(client.atEnd()).isTrue();
      assertThat(server.listener.counts().refusals()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "A-02 a client that does not read its reply is dropped, and others are served meanwhile")
  void neverReading() throws Exception {
    var large = "x".repeat(24 << 20);
    RequestHandler handler =
        request -> RunningListener.reply(200, request.target().equals("/large") ? large : "small");
    try (var server = RunningListener.start(s -> s.withLimits(s.limits(), write()), handler);
        var greedy = Client.to(server)) {
      greedy.send("GET /large HTTP/1.1\r\nHost: est.example\r\n\r\n");
      try (var other = Client.to(server)) {
        assertThat(other.get("/").body()).isEqualTo("small");
      }
      Until.isTrue(() -> server.listener.counts().connections() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /x HTTP/1.1\r\nHost: est.example\r\n\r\n", "GET /x HTTP/1.1\r\nHo"})
  @DisplayName("A-02 a client that closes its half, in the middle or after a request, is let go of")
  void halfOpen(String bytes) throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send(bytes);
      client.socket.shutdownOutput();
      Until.isTrue(() -> server.listener.counts().connections() == 0);
      Until.isTrue(() -> server.listener.counts().requestsInFlight() == 0);
    }
  }

  @Test
  @DisplayName("A-01 a client that goes on sending a refused body can still read the refusal")
  void sendsOnAfterRefusal() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send("POST /x HTTP/1.1\r\nHost: est.example\r\nContent-Length: 1073741824\r\n\r\n");
      var piece = "b".repeat(16_000);
      for (int i = 0; i < 60; i++) {
        client.send(piece);
      }
      assertThat(client.reply().status()).isEqualTo(413);
    }
  }

  @Test
  @DisplayName("A-01 a gigabyte in chunks ends at the limit, and what is held stays small")
  void gigabyteInChunks() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send("POST /x HTTP/1.1\r\nHost: est.example\r\nTransfer-Encoding: chunked\r\n\r\n");
      var chunk = "2000\r\n" + "c".repeat(0x2000) + "\r\n";
      for (int i = 0; i < 12; i++) {
        client.send(chunk);
      }
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  @DisplayName("A-02 fifty slow clients of each kind keep nobody waiting")
  void manySlowClients() throws Exception {
    try (var server = RunningListener.start()) {
      var sockets = new ArrayList<AutoCloseable>();
      try {
        for (int i = 0; i < 50; i++) {
          sockets.add(Client.plainSocket(server));
          var halfHeader = Client.to(server);
          sockets.add(halfHeader);
          halfHeader.send("GET /x HTTP/1.1\r\nHost: est");
          var halfBody = Client.to(server);
          sockets.add(halfBody);
          halfBody.send(POST + "abc");
        }
        try (var client = Client.to(server)) {
          assertThat(client.get("/").status()).isEqualTo(200);
        }
        assertThat(server.listener.counts().connections()).isGreaterThanOrEqualTo(150);
        assertThat(server.listener.counts().requestsInFlight()).isZero();
      } finally {
        for (var socket : sockets) {
          socket.close();
        }
      }
      Until.isTrue(() -> server.listener.counts().connections() == 0);
    }
  }
}
