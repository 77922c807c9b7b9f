package dev.crest.estwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.MultipartMixed.Part;
import dev.crest.pkix.MalformedInput;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartMixedTest {
  private static final String TYPE = "multipart/mixed; boundary=b";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Part part(String contentType, String body) {
    return new Part(contentType, ascii(body));
  }

  private static List<String> bodies(List<Part> parts) {
    return parts.stream().map(p -> new String(p.body(), StandardCharsets.ISO_8859_1)).toList();
  }

  private static List<Part> read(String body) {
    return MultipartMixed.read(TYPE, ascii(body));
  }

  @Test
  @DisplayName("S-SKG-15 CRLF, a blank line before each body, closing delimiter, nothing around")
  void layout() {
    var written =
        MultipartMixed.write(
            List.of(part(MediaTypes.PKCS8, "a2V5\na2V5"), part(MediaTypes.CERTS_ONLY, "Y2VydA==")));
    var boundary = written.contentType().replaceFirst("multipart/mixed; boundary=", "");
    assertThat(new String(written.body(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "--"
                + boundary
                + "\r\n"
                + "Content-Type: application/pkcs8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + "a2V5\na2V5\r\n"
                + "--"
                + boundary
                + "\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + "Y2VydA==\r\n"
                + "--"
                + boundary
                + "--\r\n");
  }

  @Test
  @DisplayName("S-SKG-15 the boundary is short, unquoted, the last parameter, and fresh each time")
  void boundary() {
    var parts = List.of(part(MediaTypes.PKCS8, "a2V5"));
    var one = MultipartMixed.write(parts).contentType();
    assertThat(one)
        .matches("multipart/mixed; boundary=['()+,\\-./:=?_A-Za-z0-9]{1,70}")
        .isNotEqualTo(MultipartMixed.write(parts).contentType());
  }

  @Test
  @DisplayName("S-SKG-15 what is written is read again")
  void roundTrip() {
    var parts = List.of(part(MediaTypes.PKCS8, "a2V5\na2V5"), part("text/x; a=\"b\"", ""));
    var written = MultipartMixed.write(parts);
    var read = MultipartMixed.read(written.contentType(), written.body());
    assertThat(read)
        .extracting(Part::contentType)
        .containsExactly("application/pkcs8", "text/x; a=\"b\"");
    assertThat(bodies(read)).containsExactly("a2V5\na2V5", "");
  }

  @Test
  @DisplayName("S-SKG-15 only base64 in 1 to 10 parts is written")
  void writesOnlyBase64() {
    assertThatIllegalArgumentException().isThrownBy(() -> MultipartMixed.write(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultipartMixed.write(Collections.nCopies(11, part("a/b", "YQ=="))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultipartMixed.write(List.of(part("a/b", "--"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultipartMixed.write(List.of(part("a/b\r\nX: y", "YQ=="))));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-SKG-15 boundaries are found quoted or not, in any place and case")
  @ValueSource(
      strings = {
        "multipart/mixed; boundary=b",
        "multipart/mixed;boundary=b",
        "Multipart/Mixed; Boundary=b",
        "multipart/mixed; boundary=\"b\"",
        "multipart/mixed; boundary=\"\\b\"",
        "multipart/mixed; charset=\"x;boundary=no\"; boundary=b ",
        "multipart/mixed; x; boundary = b; y=z"
      })
  void boundaryForms(String contentType) {
    assertThat(bodies(MultipartMixed.read(contentType, ascii("--b\r\n\r\nx\r\n--b--"))))
        .containsExactly("x");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @DisplayName("S-SKG-15 a content type without a usable boundary is refused")
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "multipart/form-data; boundary=b",
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=\"\"",
        "multipart/mixed; boundary",
        "multipart/mixed; boundary=\"b ",
        "multipart/mixed; boundary=\"b \"",
        "multipart/mixed; boundary=b\u00e9",
        "multipart/mixed; boundary=b\"c",
        "multipart/mixed; boundary="
            + "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      })
  void noBoundary(String contentType) {
    assertThatThrownBy(() -> MultipartMixed.read(contentType, ascii("--b\r\n\r\nx\r\n--b--")))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName(
      "RFC 2046 §5.1 preamble, epilogue, LF, white space behind delimiters and folded headers")
  void tolerant() {
    var parts =
        read(
            "preamble\n--bogus\n--b \t\nX-Y: z\ncontent-type: application/pkcs7-mime;\n"
                + " smime-type=certs-only\n\none\n--bx\ntwo\n--b\n\n\n--b--\nepilogue\n--b\n");
    assertThat(parts)
        .extracting(Part::contentType)
        .containsExactly("application/pkcs7-mime; smime-type=certs-only", "text/plain");
    assertThat(bodies(parts)).containsExactly("one\n--bx\ntwo", "");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A-35 a malformed multipart body is refused")
  @CsvSource({
    "no delimiter,           'hello'",
    "empty,                  ''",
    "no closing delimiter,   '--b|\\|x|'",
    "delimiter only,         '--b'",
    "header without end,     '--b|Content-Type: a/b|'",
    "header without colon,   '--b|Content-Type|\\|x|--b--'",
    "two content types,      '--b|Content-Type: a/b|Content-Type: c/d|\\|x|--b--'",
    "control character,      '--b|Content-Type: a\u0001b|\\|x|--b--'",
    "not ASCII,              '--b|Content-Type: \u00e9|\\|x|--b--'"
  })
  void malformed(String fault, String body) {
    var text = body.replace("\\", "").replace("|", "\r\n");
    assertThatThrownBy(() -> read(text)).as(fault).isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("A-35 at most 10 parts, 32 header lines and 1024 bytes a header line are read")
  void limits() {
    var part = "--b\r\n\r\nx\r\n";
    assertThat(read(part.repeat(10) + "--b--")).hasSize(10);
    assertThatThrownBy(() -> read(part.repeat(11) + "--b--")).isInstanceOf(MalformedInput.class);
    var header = "A: b\r\n";
    assertThat(read("--b\r\n" + header.repeat(32) + "\r\nx\r\n--b--")).hasSize(1);
    assertThatThrownBy(() -> read("--b\r\n" + header.repeat(33) + "\r\nx\r\n--b--"))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> read("--b\r\nA: " + "b".repeat(1024) + "\r\n\r\nx\r\n--b--"))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("A-35 mutated multipart bodies are read or refused, never anything else")
  void fuzz() {
    var random = new Random(2046);
    var seed =
        MultipartMixed.write(
            List.of(part(MediaTypes.PKCS8, "a2V5\na2V5"), part(MediaTypes.CERTS_ONLY, "Y2VydA==")));
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      var body = Mutation.of(seed.body(), random);
      var type =
          random.nextInt(4) == 0
              ? Mutation.of(ascii(seed.contentType()), random)
              : ascii(seed.contentType());
      try {
        read += MultipartMixed.read(new String(type, StandardCharsets.ISO_8859_1), body).size();
      } catch (MalformedInput e) {
        assertThat(e).hasMessageMatching("[ -~]+");
      }
    }
    assertThat(read).isPositive();
  }
}
