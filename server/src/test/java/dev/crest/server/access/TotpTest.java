package dev.crest.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6238, with the vectors of its appendix B, of which the last six digits. */
class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @DisplayName("codes are those of RFC 6238 appendix B")
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130"
  })
  void vectors(long seconds, String code) {
    assertThat(Totp.code(SECRET, Instant.ofEpochSecond(seconds))).isEqualTo(code);
  }

  @Test
  @DisplayName("a code of the step before or after is taken, one further away is not")
  void window() {
    var now = Instant.ofEpochSecond(3000);
    for (int offset = -30; offset <= 30; offset += 30) {
      var code = Totp.code(SECRET, now.plusSeconds(offset));
      assertThat(Totp.step(SECRET, code, now)).hasValue(100 + offset / 30);
    }
    assertThat(Totp.step(SECRET, Totp.code(SECRET, now.plusSeconds(60)), now)).isEmpty();
    assertThat(Totp.step(SECRET, Totp.code(SECRET, now.minusSeconds(60)), now)).isEmpty();
    assertThat(Totp.step(SECRET, "", now)).isEmpty();
    assertThat(Totp.step(SECRET, "12345x", now)).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("base32 is that of RFC 4648 §10, without padding")
  @CsvSource({
    "f,MY",
    "fo,MZXQ",
    "foo,MZXW6",
    "foob,MZXW6YQ",
    "fooba,MZXW6YTB",
    "foobar,MZXW6YTBOI"
  })
  void base32(String text, String encoded) {
    assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
  }

  @Test
  @DisplayName("an app reads issuer, account and secret of the URI")
  void uri() {
    assertThat(Totp.uri("crest.example", "ada l", SECRET))
        .isEqualTo(
            "otpauth://totp/Crest:ada%20l%40crest.example"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Crest&algorithm=SHA1&digits=6&period=30");
  }
}
