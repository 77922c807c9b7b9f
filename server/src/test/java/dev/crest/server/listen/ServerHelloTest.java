package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading our own ServerHello, its bytes put together by the grammar. */
class ServerHelloTest {
  private static final String RANDOM = "11".repeat(32);
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
  private static final String TLS13 = "002b00020304";
  private static final String PRE_SHARED_KEY = "002900020000";
  private static final String MASTER_SECRET = "00170000";
  private static final String RENEGOTIATION = "ff01000100";
  private static final String CERTIFICATE = "0b000003000000";
  private static final String TICKET = "040000060000000000aa";
  private static final String CHANGE_CIPHER_SPEC = "140303000101";

  private static String hello(String random, String sessionId, String... extensions) {
    var all = String.join("", extensions);
    var body =
        "0303"
            + random
            + length(sessionId, 1)
            + sessionId
            + "c02b00"
            + (all.isEmpty() ? "" : length(all, 2) + all);
    return "02" + length(body, 3) + body;
  }

  private static String record(String... messages) {
    var all = String.join("", messages);
    return "160303" + length(all, 2) + all;
  }

  private static String length(String hex, int bytes) {
    return String.format("%0" + 2 * bytes + "x", hex.length() / 2);
  }

  static Stream<Arguments> decided() {
    var id = "22".repeat(32);
    return Stream.of(
        Arguments.of("1.3, full", record(hello(RANDOM, id, TLS13)), false, true),
        Arguments.of("1.3, resumed", record(hello(RANDOM, id, TLS13, PRE_SHARED_KEY)), true, true),
        Arguments.of(
            "1.3, full after a retry",
            record(hello(RETRY, id, TLS13)) + CHANGE_CIPHER_SPEC + record(hello(RANDOM, id, TLS13)),
            false,
            true),
        Arguments.of(
            "1.3, resumed after a retry",
            record(hello(RETRY, id, TLS13)) + record(hello(RANDOM, id, PRE_SHARED_KEY, TLS13)),
            true,
            true),
        Arguments.of(
            "1.2, full",
            record(hello(RANDOM, "", RENEGOTIATION, MASTER_SECRET), CERTIFICATE),
            false,
            true),
        Arguments.of(
            "1.2, full, without",
            record(hello(RANDOM, id, RENEGOTIATION), CERTIFICATE),
            false,
            false),
        Arguments.of(
            "1.2, no extensions at all", record(hello(RANDOM, id), CERTIFICATE), false, false),
        Arguments.of(
            "1.2, records apart",
            record(hello(RANDOM, "", MASTER_SECRET)) + record(CERTIFICATE),
            false,
            true),
        Arguments.of(
            "1.2, resumed",
            record(hello(RANDOM, id, MASTER_SECRET)) + CHANGE_CIPHER_SPEC,
            true,
            true),
        Arguments.of(
            "1.2, resumed, new ticket",
            record(hello(RANDOM, "", MASTER_SECRET), TICKET),
            true,
            true),
        Arguments.of(
            "1.2, resumed, without", record(hello(RANDOM, id)) + CHANGE_CIPHER_SPEC, true, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decided")
  @DisplayName(
      "S-POP-08, S-POP-09 whether the session was resumed and extended_master_secret negotiated")
  void reads(String what, String hex, boolean resumed, boolean extendedMasterSecret) {
    var bytes = HexFormat.of().parseHex(hex);
    var expected = new ServerHello(resumed, extendedMasterSecret);
    assertThat(ServerHello.read(bytes, bytes.length)).as(what).contains(expected);
    // Whatever has been sent so far either does not decide or decides the same.
    for (int length = 0; length < bytes.length; length++) {
      var some = ServerHello.read(Arrays.copyOf(bytes, bytes.length + 100), length);
      assertThat(some.or(() -> Optional.of(expected)))
          .as("first %d bytes", length)
          .contains(expected);
    }
  }

  @Test
  @DisplayName("what was never decided allows the least")
  void undecided() {
    assertThat(new ServerHelloReader().settled()).isEqualTo(new ServerHello(true, false));
  }

  @Test
  @DisplayName("random bytes are read or rejected, and nothing else happens (fuzz)")
  void fuzz() {
    var random = new Random(20_261_125);
    var good = decided().map(row -> HexFormat.of().parseHex((String) row.get()[1])).toList();
    for (int round = 0; round < 50_000; round++) {
      var bytes = good.get(random.nextInt(good.size())).clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var thrown = catchThrowable(() -> ServerHello.read(bytes, bytes.length));
      var expected =
          thrown == null
              || thrown instanceof BufferUnderflowException
              || thrown instanceof IndexOutOfBoundsException
              || thrown instanceof IllegalArgumentException;
      assertThat(expected).as("%s: %s", HexFormat.of().formatHex(bytes), thrown).isTrue();
    }
  }
}
