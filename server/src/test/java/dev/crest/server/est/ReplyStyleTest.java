package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.TransferEncoding.Lines;
import dev.crest.pkix.FoundEncoding;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyStyleTest {
  static Stream<Arguments> gets() {
    var get = EdgeRequest.get("cacerts");
    return Stream.of(
        Arguments.of(
            "curl",
            get.header("User-Agent", "curl/8").header("Accept", "*/*"),
            ReplyStyle.GET_NAMED,
            Lines.WRAPPED),
        Arguments.of(
            "names itself", get.header("user-agent", "x"), ReplyStyle.GET_NAMED, Lines.WRAPPED),
        Arguments.of(
            "says what it accepts",
            get.header("accept", "x/y"),
            ReplyStyle.GET_NAMED,
            Lines.WRAPPED),
        Arguments.of(
            "strongSwan: neither",
            get.header("Host", "est.example"),
            ReplyStyle.GET_BARE,
            Lines.ONE_LINE),
        Arguments.of(
            "libest: HTTP/1.0",
            get.inHttp10().header("User-Agent", "libest"),
            ReplyStyle.GET_HTTP_1_0,
            Lines.WRAPPED),
        Arguments.of(
            "HTTP/1.0 with neither", get.inHttp10(), ReplyStyle.GET_HTTP_1_0, Lines.WRAPPED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-HTTP-06 a GET is answered in the lines that its client reads")
  void gets(String client, EdgeRequest request, ReplyStyle style, Lines lines) {
    assertThat(ReplyStyle.ofGet(request.request())).isEqualTo(style);
    assertThat(style.lines()).isEqualTo(lines);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-HTTP-06 a POST is answered in the lines in which its body was written")
  @CsvSource({
    "PEM,             POST_PEM,             WRAPPED",
    "PEM_ONE_LINE,    POST_PEM_ONE_LINE,    WRAPPED",
    "BASE64,          POST_BASE64,          WRAPPED",
    "BASE64_ONE_LINE, POST_BASE64_ONE_LINE, ONE_LINE",
    "DER,             POST_DER,             WRAPPED"
  })
  void posts(FoundEncoding body, ReplyStyle style, Lines lines) {
    assertThat(ReplyStyle.ofPost(body)).isEqualTo(style);
    assertThat(style.lines()).isEqualTo(lines);
  }

  @Test
  @DisplayName("S-HTTP-06 who writes on one line is answered on one line, and nobody else is")
  void agreesWithEncoding() {
    assertThat(FoundEncoding.values())
        .allSatisfy(body ->
            assertThat(ReplyStyle.ofPost(body).lines() == Lines.ONE_LINE)
                .isEqualTo(body.oneLine()));
    assertThat(Arrays.stream(ReplyStyle.values()).filter(s -> s.lines() == Lines.ONE_LINE))
        .containsExactly(ReplyStyle.POST_BASE64_ONE_LINE, ReplyStyle.GET_BARE);
  }
}
