package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal of the listener as a client sees it. */
class RefusedRequestTest {
  private static RunningListener server;

  @BeforeAll
  static void start() {
    server = RunningListener.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<RefusedRequest> refused() {
    return RefusedRequest.all();
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName(
      "A-01, A-03, A-04, A-07, A-08 refused with status, sentence and request id; no handler sees it; connection ends")
  void refused(RefusedRequest row) throws Exception {
    int before = server.requests.size();
    try (var client = Client.to(server)) {
      var reply = client.send(row.bytes()).reply();
      assertThat(reply.status()).isEqualTo(row.status());
      assertThat(reply.header("Connection")).contains("close");
      assertThat(reply.header("Content-Type")).contains("text/plain; charset=utf-8");
      assertThat(reply.header("Cache-Control")).contains("no-store");
      var id = reply.header("X-Request-Id").orElseThrow();
      assertThat(id).matches("[0-9a-z]{16}");
      assertThat(reply.body()).matches("[A-Z][^\\n]+\\.\\nRequest id: " + id + "\\n");
      assertThat(client.atEnd()).isTrue();
    }
    assertThat(server.requests).hasSize(before);
    assertThat(server.listener.counts().refusals()).containsKey(row.status());
  }
}
