package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crest.server.listen.HttpRequest.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are as they should be, and their replies. */
class HttpExchangeTest {
  private static final String POST = "POST /x HTTP/1.1\r\nHost: est.example\r\n";

  @Test
  @DisplayName(
      "S-URI-11 several requests on one connection, and the handler sees each as it was sent")
  void keepAlive() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      assertThat(client.get("/a?b").told("target")).isEqualTo("/a?b");
      var posted =
          client.send(POST + "Content-Length: 5\r\nX-Odd:  two  words \r\n\r\nhello").reply();
      assertThat(posted.told("method")).isEqualTo("POST");
      assertThat(posted.told("body")).isEqualTo("hello");
      assertThat(posted.header("Connection")).isEmpty();
      var seen = server.requests.getLast();
      assertThat(seen.header("x-odd")).contains("two  words");
      assertThat(seen.http10()).isFalse();
      assertThat(posted.header("X-Request-Id")).contains(seen.id());
      assertThat(server.requests.stream().map(HttpRequest::id).distinct()).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "S-HTTP-07, S-HTTP-08, S-HTTP-20 Content-Length, canonical case, a small head, no Server header")
  void headers() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      var reply = client.get("/");
      assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(reply.headers())
          .extracting(header -> header.substring(0, header.indexOf(':')))
          .containsExactly("Date", "Content-Type", "Content-Length", "X-Request-Id");
      assertThat(String.join("\r\n", reply.headers())).hasSizeLessThan(300);
      assertThat(reply.header("Date").orElseThrow())
          .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }
  }

  @Test
  @DisplayName("S-HTTP-07 head and body leave in one TLS record")
  void oneRecord() throws Exception {
    var body = "b".repeat(4_000);
    try (var server = RunningListener.start(s -> s, _ -> RunningListener.reply(200, body));
        var transport = new RecordingSocket(server.port());
        var client = Client.to(Client.context(List.of()), transport, Pki.PLAIN, "TLSv1.2")) {
      assertThat(client.get("/").body()).isEqualTo(body);
      assertThat(
              transport.recordTypes().stream()
                  .filter(type -> type == RecordingSocket.APPLICATION_DATA))
          .hasSize(1);
    }
  }

  @Test
  @DisplayName(
      "S-HTTP-09 an HTTP/1.0 request gets an HTTP/1.0 status line and the end of the connection")
  void http10() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      var reply = client.send("POST /x HTTP/1.0\r\nContent-Length: 2\r\n\r\nok").reply();
      assertThat(reply.statusLine()).isEqualTo("HTTP/1.0 200 OK");
      assertThat(reply.header("Connection")).contains("close");
      assertThat(client.atEnd()).isTrue();
      assertThat(server.requests.getLast().http10()).isTrue();
    }
  }

  @Test
  @DisplayName("S-HTTP-09 also a refused HTTP/1.0 request gets an HTTP/1.0 status line")
  void http10Refused() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      assertThat(client.send("POST /x HTTP/1.0\r\n\r\n").reply().statusLine())
          .isEqualTo("HTTP/1.0 411 Length Required");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  @DisplayName(
      "S-HTTP-10 two stray bytes after the declared body neither harm the reply nor count as a request")
  void strayLineEnd(String version) throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send(
          "POST /x " + version + "\r\nHost: est.example\r\nContent-Length: 2\r\n\r\nok\r\n");
      assertThat(client.reply().status()).isEqualTo(200);
      if (version.equals("HTTP/1.0")) {
        assertThat(client.atEnd()).isTrue();
      } else {
        assertThat(client.get("/again").told("target")).isEqualTo("/again");
      }
      assertThat(server.listener.counts().refusals()).isEmpty();
    }
  }

  @Test
  @DisplayName("S-URI-06 HEAD gets the head of GET's reply and no body")
  void head() throws Exception {
    try (var server = RunningListener.start(s -> s, _ -> RunningListener.reply(200, "hello"));
        var client = Client.to(server)) {
      var reply = client.send("HEAD / HTTP/1.1\r\nHost: est.example\r\n\r\n").replyToHead();
      assertThat(reply.header("Content-Length")).contains("5");
      assertThat(client.get("/").body()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  @DisplayName("a status without a body gets none, and no Content-Length with 204 (RFC 9110 §8.6)")
  void bodiless(int status) throws Exception {
    try (var server =
            RunningListener.start(
                s -> s, _ -> new HttpReply(status, List.of(), new byte[0], false));
        var client = Client.to(server)) {
      var reply = client.send("GET / HTTP/1.1\r\nHost: est.example\r\n\r\n").replyToHead();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("Content-Length")).isEmpty();
    }
  }

  @Test
  @DisplayName("A-05 pipelined requests are answered in order, one at a time")
  void pipelined() throws Exception {
    var together = new AtomicInteger();
    var most = new AtomicInteger();
    RequestHandler handler =
        request -> {
          most.accumulateAndGet(together.incrementAndGet(), Math::max);
          LockSupport.parkNanos(request.target().equals("/0") ? 50_000_000 : 1_000_000);
          together.decrementAndGet();
          return RunningListener.reply(200, request.target());
        };
    try (var server = RunningListener.start(s -> s, handler);
        var client = Client.to(server)) {
      var bytes = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        bytes.append("GET /").append(i).append(" HTTP/1.1\r\nHost: est.example\r\n\r\n");
      }
      client.send(bytes.toString());
      var replies = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        replies.add(client.reply().body());
      }
      assertThat(replies).hasSize(20).startsWith("/0", "/1", "/2").endsWith("/18", "/19");
      assertThat(most).hasValue(1);
    }
  }

  @Test
  @DisplayName("S-HTTP-17 Expect: 100-continue is answered before the body is sent")
  void expectContinue() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send(POST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.reply().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.send("hello").reply().told("body")).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("S-HTTP-17, A-01 an expected body that is too long gets 413 straight away")
  void expectContinueTooLarge() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send(POST + "Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(413);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("S-HTTP-18 a chunked body comes out whole")
  void chunked() throws Exception {
    try (var server = RunningListener.start();
        var client = Client.to(server)) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      assertThat(client.send("2\r\nde\r\n0\r\n\r\n").reply().told("body")).isEqualTo("abcde");
    }
  }

  @Test
  @DisplayName("a reply longer than a TLS record arrives whole")
  void longReply() throws Exception {
    var body = "0123456789".repeat(30_000);
    try (var server = RunningListener.start(s -> s, _ -> RunningListener.reply(200, body));
        var client = Client.to(server)) {
      assertThat(client.get("/").body()).isEqualTo(body);
    }
  }

  @Test
  @DisplayName("a handler that fails gives 500 with the request id and nothing of the failure")
  void handlerFails() throws Exception {
    RequestHandler handler =
        _ -> {
          throw new IllegalStateException("secret detail");
        };
    try (var server = RunningListener.start(s -> s, handler);
        var client = Client.to(server)) {
      var reply = client.get("/");
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.body())
          .contains(reply.header("X-Request-Id").orElseThrow())
          .doesNotContain("secret");
      assertThat(server.listener.counts().requestsInFlight()).isZero();
    }
  }

  @Test
  @DisplayName("S-POP-07 a handler can end the connection with its reply")
  void handlerCloses() throws Exception {
    try (var server =
            RunningListener.start(s -> s, _ -> new HttpReply(200, List.of(), new byte[0], true));
        var client = Client.to(server)) {
      assertThat(client.get("/").header("Connection")).contains("close");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("the last request that a connection may carry is answered with Connection: close")
  void requestsPerConnection() throws Exception {
    try (var server =
            RunningListener.start(
                s -> s.withLimits(s.limits().withRequestsPerConnection(3), s.timeouts()));
        var client = Client.to(server)) {
      assertThat(client.get("/1").header("Connection")).isEmpty();
      assertThat(client.get("/2").header("Connection")).isEmpty();
      assertThat(client.get("/3").header("Connection")).contains("close");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "more requests at hand than the limit get 503 with Retry-After, and the connection lives on")
  void busy() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    RequestHandler handler =
        request -> {
          if (request.target().equals("/slow")) {
            entered.countDown();
            awaitQuietly(leave);
          }
          return RunningListener.reply(200, "ok");
        };
    try (var server =
            RunningListener.start(
                s -> s.withLimits(s.limits().withConcurrentRequests(1), s.timeouts()), handler);
        var slow = Client.to(server);
        var client = Client.to(server)) {
      slow.send("GET /slow HTTP/1.1\r\nHost: est.example\r\n\r\n");
      entered.await();
      var refused = client.get("/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).contains("5");
      assertThat(refused.header("Connection")).isEmpty();
      leave.countDown();
      assertThat(slow.reply().status()).isEqualTo(200);
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "A-04 no reply can be made whose header would split it, or that names a header of the listener's")
  void replyHeaders() {
    for (var bad : List.of("a\r\nX: b", "a\nb", "a\0b", "a\u2028b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> with(new Header("X", bad)));
    }
    for (var name :
        List.of("X Y", "", "X:", "content-length", "Transfer-Encoding", "X-Request-Id")) {
      assertThatIllegalArgumentException().isThrownBy(() -> with(new Header(name, "1")));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpReply(100, List.of(), new byte[0], false));
  }

  private static HttpReply with(Header header) {
    return new HttpReply(200, List.of(header), new byte[0], false);
  }

  @Test
  @DisplayName("curl: GET, a posted file, a chunked upload and HTTP/1.0 over both protocols")
  void curl() throws Exception {
    try (var server = RunningListener.start()) {
      var upload = Pki.file("u".repeat(20_000));
      for (var protocol : List.of("1.2", "1.3")) {
        assertThat(curl(server, protocol)).contains("method=GET", "protocol=TLSv" + protocol);
        assertThat(curl(server, protocol, "--data-binary", "@" + upload))
            .contains("method=POST", "u".repeat(20_000));
        assertThat(curl(server, protocol, "-T", "-", "-H", "Expect: 100-continue"))
            .contains("method=PUT");
        // curl then offers http/1.0 only by ALPN
        assertThat(curl(server, protocol, "-0")).contains("method=GET");
      }
    }
  }

  private static String curl(RunningListener server, String protocol, String... more)
      throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--fail",
                "--tlsv" + protocol,
                "--tls-max",
                protocol,
                "--cacert",
                Pki.trustAnchorFile()));
    command.addAll(List.of("--resolve", "est.example:" + server.port() + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://est.example:" + server.port() + "/some/path");
    var outcome = Tool.run(command.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }
}
