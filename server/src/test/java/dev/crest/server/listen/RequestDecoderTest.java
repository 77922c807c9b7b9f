package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading HTTP/1 requests, without a socket. */
class RequestDecoderTest {
  private static final HostNames NAMES =
      new HostNames(ListenSettings.defaults(Pki.PLAIN, Pki.CLIENT_AUTH));
  private static final String HEAD = "POST /x HTTP/1.1\r\nHost: est.example\r\n";

  private static RequestDecoder decoder() {
    return new RequestDecoder(
        ListenLimits.defaults(), new HostCheck(Optional.of(Pki.PLAIN), NAMES));
  }

  private static void feed(RequestDecoder decoder, String bytes) {
    decoder.feed(Unpooled.wrappedBuffer(bytes.getBytes(ISO_8859_1)));
  }

  /**
   * Feeds pieces of {@code size} bytes and returns what came out, each as method, target and body.
   */
  private static List<String> decode(String bytes, int size) {
    var decoder = decoder();
    var result = new ArrayList<String>();
    for (int at = 0; at < bytes.length(); at += size) {
      feed(decoder, bytes.substring(at, Math.min(bytes.length(), at + size)));
      for (var next = decoder.next(); next.isPresent(); next = decoder.next()) {
        var head = next.get().head();
        result.add(
            head.method() + " " + head.target() + " " + new String(next.get().body(), ISO_8859_1));
      }
    }
    return result;
  }

  static Stream<RefusedRequest> refused() {
    return RefusedRequest.all();
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName(
      "A-03, A-04, A-08 a request that two servers could read differently is refused, in one piece or byte by byte")
  void refusesInAnyPieces(RefusedRequest row) {
    for (int size : List.of(Integer.MAX_VALUE / 2, 1, 7)) {
      assertThatExceptionOfType(TransportRefusal.class)
          .as("pieces of %d", size)
          .isThrownBy(() -> decode(row.bytes(), size))
          .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(row.status()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 64, 1_000_000})
  @DisplayName("requests one after the other come out in order, however the bytes are cut")
  void pipelined(int size) {
    var bytes =
        HEAD
            + "Content-Length: 5\r\n\r\nhello"
            + "\r\n" // S-HTTP-10
            + "GET /y?a=b HTTP/1.1\r\nhost: EST.example.:8443\r\n\r\n"
            + HEAD
            + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n02;ext=\"1\"\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
            + "OPTIONS * HTTP/1.1\r\nHost: est.example\r\n\r\n"
            + "GET https://est.example:8443/z HTTP/1.1\r\nHost: est.example\r\n\r\n"
            + "GET https://est.example?q HTTP/1.0\r\n\r\n";
    assertThat(decode(bytes, size))
        .containsExactly(
            "POST /x hello", "GET /y?a=b ", "POST /x abcde", "OPTIONS * ", "GET /z ", "GET /?q ");
  }

  @Test
  @DisplayName(
      "S-HTTP-10 two stray bytes after a body are no part of another request and hold no buffer")
  void strayLineEnd() {
    var decoder = decoder();
    feed(decoder, HEAD + "Content-Length: 2\r\n\r\nok\r\n");
    assertThat(decoder.next()).isPresent();
    assertThat(decoder.next()).isEmpty();
    assertThat(decoder.held()).isZero();
    assertThat(decoder.phase()).isEqualTo(RequestDecoder.Phase.IDLE);
  }

  @Test
  @DisplayName("A-01 a body of exactly the limit is taken, by length and in chunks")
  void bodyOfTheLimit() {
    var body = "b".repeat(65_536);
    assertThat(decode(HEAD + "Content-Length: 65536\r\n\r\n" + body, 4_000))
        .containsExactly("POST /x " + body);
    assertThat(
            decode(
                HEAD + "Transfer-Encoding: chunked\r\n\r\n10000\r\n" + body + "\r\n0\r\n\r\n",
                4_000))
        .containsExactly("POST /x " + body);
  }

  @Test
  @DisplayName("A-01 a declared length reserves no memory; what is held follows what has arrived")
  void declaredLengthReservesNothing() {
    var decoder = decoder();
    feed(decoder, HEAD + "Content-Length: 65536\r\n\r\nabc");
    assertThat(decoder.next()).isEmpty();
    assertThat(decoder.held()).isEqualTo(3);
    assertThat(decoder.phase()).isEqualTo(RequestDecoder.Phase.BODY);
  }

  @Test
  @DisplayName("S-HTTP-17 100 is due once, before the body, and not when the body is already there")
  void continueIsDueOnce() {
    var expecting = HEAD + "Content-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
    var waiting = decoder();
    feed(waiting, expecting);
    assertThat(waiting.next()).isEmpty();
    assertThat(waiting.takeContinue()).isTrue();
    assertThat(waiting.takeContinue()).isFalse();
    var eager = decoder();
    feed(eager, expecting + "o");
    assertThat(eager.next()).isEmpty();
    assertThat(eager.takeContinue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "connection: keep-alive, CLOSE",
        "Connection: x\r\nConnection: close"
      })
  @DisplayName("Connection: close in any of its lines ends the connection")
  void closes(String line) {
    var decoder = decoder();
    feed(decoder, "GET /x HTTP/1.1\r\nHost: est.example\r\n" + line + "\r\n\r\n");
    assertThat(decoder.next().orElseThrow().persistent()).isFalse();
  }

  @Test
  @DisplayName(
      "every random change of good requests is read or refused, and nothing else happens (fuzz)")
  void fuzz() {
    var random = new Random(20_261_123);
    var good =
        List.of(
            HEAD + "Content-Length: 5\r\n\r\nhello",
            HEAD + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n",
            "GET https://est.example:8443/a%20b?c HTTP/1.1\r\nHost: est.example\r\nExpect: 100-continue\r\n\r\n");
    for (int round = 0; round < 30_000; round++) {
      var bytes = new StringBuilder(good.get(random.nextInt(good.size())));
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutate(bytes, random);
      }
      var thrown = catchThrowable(() -> decode(bytes.toString(), 1 + random.nextInt(100)));
      assertThat(thrown == null || thrown instanceof TransportRefusal)
          .as("%s: %s", bytes, thrown)
          .isTrue();
    }
  }

  private static void mutate(StringBuilder bytes, Random random) {
    int at = random.nextInt(bytes.length());
    switch (random.nextInt(4)) {
      case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
      case 1 -> bytes.insert(at, "\r\n \t:;,0".charAt(random.nextInt(8)));
      case 2 -> bytes.deleteCharAt(at);
      default ->
          bytes.insert(at, bytes.substring(at, Math.min(bytes.length(), at + random.nextInt(20))));
    }
    if (bytes.isEmpty()) {
      bytes.append('x');
    }
  }
}
