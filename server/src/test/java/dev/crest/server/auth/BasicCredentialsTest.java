package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicCredentialsTest {
  private static String basic(String text, Charset charset) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  @ParameterizedTest
  @DisplayName("S-AUTH-04 user:pass, :pass and the bare pass are understood, also UTF-8 and colons")
  @CsvSource({
    "user:pass, user, pass",
    ":pass, '', pass",
    "pass, '', pass",
    "user:pa:ss:, user, pa:ss:",
    "用户:密码é, 用户, 密码é",
    ":, '', ''",
  })
  void forms(String sent, String user, String password) {
    assertThat(BasicCredentials.parse(basic(sent, StandardCharsets.UTF_8)))
        .isEqualTo(new BasicCredentials(user, password));
  }

  @Test
  @DisplayName("the scheme is compared without case, spaces around the token don't matter")
  void scheme() {
    assertThat(BasicCredentials.parse(" bASIC   dTpw ")).isEqualTo(new BasicCredentials("u", "p"));
  }

  @Test
  @DisplayName("base64 without its padding is understood")
  void padding() {
    assertThat(BasicCredentials.parse("Basic cGFzcw")).isEqualTo(new BasicCredentials("", "pass"));
  }

  @ParameterizedTest
  @DisplayName("A-37 whatever is no Basic credential is one and the same 401, with its own reason")
  @CsvSource({
    "'', authorization-scheme",
    "Bearer dTpw, authorization-scheme",
    "Digest username=x, authorization-scheme",
    "dTpw, authorization-scheme",
    "BasicdTpw, authorization-scheme",
    "Basic, authorization-malformed",
    "'Basic  ', authorization-malformed",
    "Basic dTpw=, authorization-malformed",
    "Basic dT pw, authorization-malformed",
    "Basic d-pw_w==, authorization-malformed",
    "Basic !!!!, authorization-malformed",
    "Basic /////w==, authorization-not-utf8",
  })
  void refused(String header, String reason) {
    assertRefused(header, reason);
  }

  @Test
  @DisplayName("Latin-1 is not guessed at")
  void latin1() {
    assertRefused(basic("Jürgen:pass", StandardCharsets.ISO_8859_1), "authorization-not-utf8");
  }

  @Test
  @DisplayName("A-01 a header beyond its bound is not decoded")
  void tooLong() {
    var header = "Basic " + "A".repeat(BasicCredentials.LONGEST - 5);
    assertRefused(header, "authorization-too-long");
  }

  private static void assertRefused(String header, String reason) {
    var refused = catchThrowableOfType(Refused.class, () -> BasicCredentials.parse(header));
    assertThat(refused.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.faults()).isEqualTo(Refused.unauthenticated("any").faults());
  }

  @Test
  @DisplayName("A-37 a password is in no text form")
  void secret() {
    assertThat(new BasicCredentials("name", "very-secret").toString())
        .doesNotContain("name", "very-secret");
  }
}
