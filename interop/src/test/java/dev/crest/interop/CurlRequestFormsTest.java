package dev.crest.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of request body and of credential that curl's users send, and what comes back. */
class CurlRequestFormsTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final Device DEVICE = Device.named("curl.example");

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  static Stream<Arguments> bodies() throws IOException {
    var request = Device.named("forms.example").request();
    var der = request.getEncoded();
    var pem = Device.pem(request);
    return Stream.of(
        Arguments.of("PEM", "--data-binary", ascii(pem), true),
        Arguments.of("PEM without its newlines, by --data", "--data", ascii(pem), true),
        Arguments.of("PEM with CRLF", "--data-binary", ascii(pem.replace("\n", "\r\n")), true),
        Arguments.of(
            "PEM of the NEW kind",
            "--data-binary",
            ascii(pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")),
            true),
        Arguments.of("DER", "--data-binary", der, true),
        Arguments.of(
            "base64 on a single line", "--data-binary", Base64.getEncoder().encode(der), false),
        Arguments.of("base64 of 64 columns", "--data-binary", ascii(Device.base64(request)), true),
        Arguments.of(
            "base64 of 76 columns with CRLF",
            "--data-binary",
            Base64.getMimeEncoder().encode(der),
            true));
  }

  @ParameterizedTest(name = "S-HTTP-15, S-HTTP-06 {0}")
  @MethodSource("bodies")
  @DisplayName(
      "S-HTTP-15 what a body is decides, and S-HTTP-06 the reply is wrapped as clients need it")
  void body(String form, String option, byte[] body, boolean wrapped) throws IOException {
    var curl = CREST.curl();
    Files.write(curl.folder().resolve("csr"), body);

    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--header",
            "Authorization: " + CREST.quickstart().basic(),
            option,
            "@csr");

    assertThat(CertsOnlyMessage.issued(answer).getSubjectX500Principal().getName())
        .contains("forms.example");
    assertThat(answer.text()).as(form).doesNotEndWith("\n").doesNotContain("\r");
    assertThat(answer.text().lines()).allMatch(line -> wrapped ? line.length() <= 64 : true);
    assertThat(answer.text().contains("\n")).as("lines for " + form).isEqualTo(wrapped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/pkcs10",
        "Application/PKCS10; charset=utf-8",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        ""
      })
  @DisplayName("S-HTTP-14, S-HTTP-16 every media type that clients use for a request is taken")
  void mediaType(String type) throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--header",
            type.isEmpty() ? "Content-Type:" : "Content-Type: " + type,
            "--data-binary",
            "@csr.pem");

    CertsOnlyMessage.issued(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", "binary", "8bit", "nonsense"})
  @DisplayName("S-HTTP-02 a Content-Transfer-Encoding is ignored")
  void transferEncoding(String encoding) throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--header",
            "Content-Transfer-Encoding: " + encoding,
            "--data-binary",
            "@csr.pem");

    CertsOnlyMessage.issued(answer);
  }

  static Stream<Arguments> credentials() {
    return Stream.of(
        Arguments.of("user:passcode", "user:%s", 200),
        Arguments.of(":passcode", ":%s", 200),
        Arguments.of("the bare passcode", "%s", 200),
        Arguments.of("a wrong passcode", "user:wrong%s", 401),
        Arguments.of("passcode:user", "%s:user", 401));
  }

  @ParameterizedTest(name = "S-AUTH-04 {0} gets {2}")
  @MethodSource("credentials")
  @DisplayName("S-AUTH-04 the forms of Basic")
  void basic(String form, String pattern, int status) throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());
    var credentials = pattern.formatted(CREST.quickstart().passcode());

    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--header",
            "Authorization: " + Quickstart.basic(credentials),
            "--header",
            "Content-Type: application/pkcs10",
            "--data-binary",
            "@csr.pem");

    answer.expect(status);
    assertThat(answer.header("WWW-Authenticate").isPresent()).as(form).isEqualTo(status == 401);
  }

  @Test
  @DisplayName(
      "S-STAT-07 a request without credentials is challenged for Basic and told in plain text")
  void challenge() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer = curl.ask(CREST.quickstart().enrollUrl(), "--data-binary", "@csr.pem").expect(401);

    assertThat(answer.header("WWW-Authenticate").orElse("")).startsWith("Basic realm=\"");
    assertThat(answer.header("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  @DisplayName("curl --anyauth finds Basic by itself after the challenge (S-AUTH-08)")
  void anyAuth() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--anyauth",
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--data-binary",
            "@csr.pem");

    CertsOnlyMessage.issued(answer);
  }

  @Test
  @DisplayName("curl --digest, whose first POST is empty, gets 401 and not 400 (S-HTTP-19)")
  void digest() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    curl.ask(
            CREST.quickstart().enrollUrl(),
            "--digest",
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--data-binary",
            "@csr.pem")
        .expect(401);
  }

  @Test
  @DisplayName("S-STAT-06 errors are JSON where Accept asks for it, naming every fault at once")
  void jsonErrors() throws IOException {
    var curl = CREST.curl();
    Files.writeString(curl.folder().resolve("csr.pem"), "no request at all");

    var answer =
        curl.ask(
                CREST.quickstart().enrollUrl(),
                "--user",
                "user:" + CREST.quickstart().passcode(),
                "--header",
                "Accept: application/json",
                "--data-binary",
                "@csr.pem")
            .expect(400);

    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(answer.text()).contains("\"errors\"").contains("\"code\"").contains("\"message\"");
  }

  @Test
  @DisplayName(
      "the clientauth host without a certificate answers 403 naming the host for passcodes, no challenge")
  void clientAuthHost() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer =
        curl.ask(CREST.quickstart().clientAuthEnrollUrl(), "--data-binary", "@csr.pem").expect(403);

    assertThat(answer.header("WWW-Authenticate")).isEmpty();
    assertThat(answer.text()).contains(CREST.quickstart().enrollUrl().getHost());
  }
}
