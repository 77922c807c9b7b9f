package dev.crest.estwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.TransferEncoding.Lines;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferEncodingTest {
  private static Der decode(String text) {
    return TransferEncoding.decode(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Der random(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return Der.of(bytes);
  }

  @Test
  @DisplayName("S-HTTP-06 wrapped: 64 columns, LF, no final line break")
  void wrapped() {
    var text =
        new String(
            TransferEncoding.encode(random(new Random(1), 100), Lines.WRAPPED),
            StandardCharsets.US_ASCII);
    assertThat(text).hasSize(136 + 2);
    assertThat(text.lines().limit(2)).allMatch(line -> line.length() == 64);
    assertThat(text).doesNotContain("\r").doesNotEndWith("\n");
  }

  @Test
  @DisplayName("S-HTTP-06 wrapped: a last line that is full has no line break behind it")
  void wrappedFullLine() {
    var text =
        new String(
            TransferEncoding.encode(random(new Random(1), 96), Lines.WRAPPED),
            StandardCharsets.US_ASCII);
    assertThat(text).hasSize(129).doesNotEndWith("\n");
  }

  @Test
  @DisplayName("S-HTTP-06 one line: no line break at all")
  void oneLine() {
    var text = TransferEncoding.encode(random(new Random(2), 1000), Lines.ONE_LINE);
    assertThat(new String(text, StandardCharsets.US_ASCII))
        .doesNotContain("\n")
        .doesNotContain("\r");
  }

  @Test
  @DisplayName("S-HTTP-01 what is encoded decodes to itself, in either layout")
  void roundTrip() {
    var random = new Random(3);
    for (int length = 1; length < 300; length++) {
      var der = random(random, length);
      for (var lines : Lines.values()) {
        assertThat(TransferEncoding.decode(TransferEncoding.encode(der, lines))).isEqualTo(der);
      }
    }
  }

  @ParameterizedTest
  @DisplayName("S-HTTP-03 CR, LF, space and tab anywhere are skipped")
  @ValueSource(
      strings = {"MAA=", "MAA=\n", "\r\nMAA=\r\n", "M A\tA\n=", "  MAA = ", "M\r\nA\r\nA\r\n=\r\n"})
  void whiteSpace(String text) {
    assertThat(decode(text)).isEqualTo(Der.of(new byte[] {0x30, 0x00}));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("S-HTTP-04 anything else is refused")
  @ValueSource(
      strings = {
        "",
        " \r\n",
        "=",
        "====",
        "M",
        "MA",
        "MAA",
        "MA=",
        "MA=A",
        "M===",
        "MAA==",
        "MAA=MAA=",
        "MAA=x",
        "MAA=\n=",
        "MAB=",
        "MR==",
        "_AA=",
        "-AA=",
        "MA*=",
        "MAA=\u000b",
        "MA\u0000A",
        "MAA\u00e9",
        "-----BEGIN CERTIFICATE-----",
        "MAA=\n-----END-----",
        "{\"a\":1}"
      })
  void refused(String text) {
    assertThatThrownBy(() -> decode(text)).isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("S-STAT-10 what is refused is not repeated")
  void notRepeated() {
    assertThatThrownBy(() -> decode("MAA<script>"))
        .isInstanceOf(MalformedInput.class)
        .hasMessageNotContaining("script");
  }

  @Test
  @DisplayName("S-HTTP-04 mutated base64 decodes to what a strict decoder says, or is refused")
  void fuzz() {
    var random = new Random(8951);
    int decoded = 0;
    for (int i = 0; i < 100_000; i++) {
      var text = TransferEncoding.encode(random(random, 1 + random.nextInt(60)), Lines.WRAPPED);
      for (int n = random.nextInt(3); n > 0; n--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      try {
        var der = TransferEncoding.decode(text);
        var digits = new String(text, StandardCharsets.ISO_8859_1).replaceAll("[\r\n \t]", "");
        assertThat(Base64.getEncoder().encodeToString(der.bytes())).isEqualTo(digits);
        decoded++;
      } catch (MalformedInput e) {
        assertThat(e).hasMessageMatching("[ -~]+");
      }
    }
    assertThat(decoded).isBetween(10_000, 99_000);
  }
}
