package dev.crest.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP and TLS as curl speaks them, and the operations other than enrolment. */
class CurlHttpTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final Device DEVICE = Device.named("http.example");

  private static HttpAnswer enroll(String... options) throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--user", "user:" + CREST.quickstart().passcode()));
    return curl.ask(CREST.quickstart().enrollUrl(), all.toArray(String[]::new));
  }

  private static HttpAnswer enrollPem(String... options) throws IOException {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--data-binary", "@csr.pem"));
    return enroll(all.toArray(String[]::new));
  }

  @Test
  @DisplayName(
      "S-CACERTS-01, S-CACERTS-03 cacerts needs no caller and returns the issuing CA first, the root last")
  void cacerts() throws IOException {
    var answer = CREST.curl().ask(CREST.quickstart().cacertsUrl()).expect(200);

    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/pkcs7-mime");
    var certificates = CertsOnlyMessage.certificates(answer.body());
    var root = Verification.read(CREST.quickstart().trustAnchorFile());
    assertThat(certificates).hasSizeGreaterThan(1).endsWith(root);
    assertThat(certificates.getFirst().getIssuerX500Principal())
        .isEqualTo(certificates.get(1).getSubjectX500Principal());
    assertThat(certificates).allMatch(certificate -> certificate.getBasicConstraints() >= 0);
  }

  @Test
  @DisplayName("S-URI-02 cacerts answers without a label too, for the default policy")
  void cacertsOfDefaultPolicy() throws IOException {
    var bare = CREST.quickstart().labelled("", "cacerts");

    var answer = CREST.curl().ask(bare).expect(200);

    var same = CREST.curl().ask(CREST.quickstart().cacertsUrl());
    assertThat(CertsOnlyMessage.certificates(answer.body()))
        .isEqualTo(CertsOnlyMessage.certificates(same.body()));
  }

  @Test
  @DisplayName("S-HTTP-06 a GET with neither User-Agent nor Accept gets base64 on a single line")
  void cacertsOnOneLine() throws IOException {
    var answer =
        CREST
            .curl()
            .ask(CREST.quickstart().cacertsUrl(), "--header", "User-Agent:", "--header", "Accept:")
            .expect(200);

    assertThat(answer.text()).doesNotContain("\n");
    assertThat(CertsOnlyMessage.certificates(answer.body())).hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("S-ATTR-02 csrattrs decodes with openssl asn1parse as a sequence")
  void csrattrs() throws IOException {
    var curl = CREST.curl();

    var answer = curl.ask(CREST.quickstart().csrattrsUrl()).expect(200);

    assertThat(answer.header("Content-Type")).contains("application/csrattrs");
    var text =
        Tool.shell(
                curl.folder(),
                answer.text(),
                "openssl base64 -d -A | openssl asn1parse -inform der -i")
            .good()
            .text();
    assertThat(text.lines().findFirst().orElse("")).contains("cons: SEQUENCE");
  }

  @Test
  @DisplayName(
      "S-SKG-05, S-SKG-06 serverkeygen returns key and certificate that openssl finds to match")
  void serverKeyGen() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    var answer =
        curl.ask(
                CREST.quickstart().serverKeyGenUrl(),
                "--user",
                "user:" + CREST.quickstart().passcode(),
                "--header",
                "Content-Type: application/pkcs10",
                "--data-binary",
                "@csr.pem")
            .expect(200);

    var parts = MultipartReply.of(answer);
    assertThat(parts.types())
        .containsExactlyInAnyOrder(
            "application/pkcs8", "application/pkcs7-mime; smime-type=certs-only");
    Files.write(curl.folder().resolve("key.der"), parts.decoded("application/pkcs8"));
    Files.write(
        curl.folder().resolve("reply.der"),
        parts.decoded("application/pkcs7-mime; smime-type=certs-only"));
    var comparison =
        """
        openssl pkcs7 -inform der -in reply.der -print_certs -out issued.pem
        openssl pkey -inform der -in key.der -check -noout >&2
        diff <(openssl pkey -inform der -in key.der -pubout) <(openssl x509 -in issued.pem -pubkey -noout)
        """;
    Tool.shell(curl.folder(), "", comparison).good();
    assertThat(Verification.read(curl.folder().resolve("issued.pem")).getPublicKey())
        .as("S-SKG-02 the CSR's own key is ignored")
        .isNotEqualTo(DEVICE.key().getPublic());
  }

  @Test
  @DisplayName(
      "S-HTTP-09 an HTTP/1.0 request gets an HTTP/1.0 status line and the end of the connection")
  void http10() throws IOException {
    var answer = enrollPem("--http1.0");

    CertsOnlyMessage.issued(answer);
    assertThat(answer.statusLine()).startsWith("HTTP/1.0 200");
  }

  @Test
  @DisplayName("S-HTTP-05, S-HTTP-07, S-HTTP-08 the reply's head is what small clients can read")
  void head() throws IOException {
    var answer = enrollPem();

    CertsOnlyMessage.issued(answer);
    assertThat(answer.headers().stream().map(HttpAnswer.Header::name))
        .contains("Content-Type", "Content-Length", "Content-Transfer-Encoding")
        .doesNotContain("Transfer-Encoding", "Server", "Set-Cookie")
        .hasSizeLessThanOrEqualTo(16);
    assertThat(answer.header("Content-Transfer-Encoding")).contains("base64");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Content-Length")).contains(Integer.toString(answer.body().length));
  }

  @Test
  @DisplayName("S-URI-06 HEAD answers as GET without a body")
  void headMethod() throws IOException {
    var get = CREST.curl().ask(CREST.quickstart().cacertsUrl());

    var answer = CREST.curl().ask(CREST.quickstart().cacertsUrl(), "--head").expect(200);

    assertThat(answer.header("Content-Type")).isEqualTo(get.header("Content-Type"));
    assertThat(answer.header("Content-Length")).isEqualTo(get.header("Content-Length"));
  }

  @Test
  @DisplayName("S-URI-06 a wrong method gets 405 with Allow")
  void wrongMethod() throws IOException {
    var get = CREST.curl().ask(CREST.quickstart().enrollUrl()).expect(405);
    var post = CREST.curl().ask(CREST.quickstart().cacertsUrl(), "--data", "x").expect(405);
    var options = CREST.curl().ask(CREST.quickstart().cacertsUrl(), "-X", "OPTIONS");

    assertThat(get.header("Allow")).contains("POST");
    assertThat(post.header("Allow").orElse("")).contains("GET").doesNotContain("POST");
    options.expectRefusal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/.well-known/est",
        "/.well-known/est/nosuchoperation",
        "/.well-known/est/nosuchlabel/cacerts",
        "/.well-known/est/devicetrustmanager/IOT_00000000-0000-4000-8000-000000000000/cacerts",
        "/.well-known/est/CACERTS",
        "/.well-known/est/x%2f../cacerts",
        "/.well-known/est/%2e%2e/cacerts",
        "/api/v1/certificates"
      })
  @DisplayName("S-URI-04, S-URI-05, S-URI-07 paths that lead nowhere get one and the same 404")
  void unknownPath(String path) throws IOException {
    var url = URI.create("https://localhost:" + CREST.quickstart().port() + path);

    CREST.curl().ask(url, "--path-as-is").expect(404);
  }

  @Test
  @DisplayName("S-HTTP-17 Expect: 100-continue is answered before the body is sent")
  void expectContinue() throws IOException {
    var answer = enrollPem("--expect100-timeout", "20", "--header", "Expect: 100-continue");

    CertsOnlyMessage.issued(answer);
  }

  @Test
  @DisplayName("S-HTTP-17 Expect: 100-continue with a wrong passcode gets its 401 without the body")
  void expectContinueRefused() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());

    curl.ask(
            CREST.quickstart().enrollUrl(),
            "--expect100-timeout",
            "20",
            "--header",
            "Expect: 100-continue",
            "--user",
            "user:notthepasscodeatall00",
            "--data-binary",
            "@csr.pem")
        .expect(401);
  }

  @Test
  @DisplayName("S-HTTP-18 a chunked request body, curl -T -, is taken")
  void chunked() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());
    var command =
        """
        curl --silent --show-error --cacert %s --user user:%s -X POST -T - %s < csr.pem
        """
            .formatted(
                CREST.quickstart().trustAnchorFile(),
                CREST.quickstart().passcode(),
                CREST.quickstart().enrollUrl());

    CertsOnlyMessage.issued(Tool.shell(curl.folder(), "", command).good().out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  @DisplayName("S-TLS-01 TLS 1.2 and 1.3 both enrol")
  void tlsVersion(String version) throws IOException {
    CertsOnlyMessage.issued(enrollPem("--tlsv" + version, "--tls-max", version));
  }

  @Test
  @DisplayName("S-TLS-01 TLS 1.1 is refused")
  void oldTls() throws IOException {
    var session =
        Tool.shell(
            CREST.workFolder(),
            "",
            "openssl s_client -connect localhost:%d -tls1_1 -cipher ALL:@SECLEVEL=0 < /dev/null"
                .formatted(CREST.quickstart().port()));

    assertThat(session.exit()).isNotZero();
    assertThat(session.text()).contains("no peer certificate available");
  }

  @Test
  @DisplayName("S-URI-11 several operations run over one kept connection")
  void keepAlive() throws IOException {
    var curl = CREST.curl();
    DEVICE.write(curl.folder(), DEVICE.request());
    var quickstart = CREST.quickstart();
    var written = "%{http_code} %{num_connects}\n";
    var command = new ArrayList<String>();
    for (var url : List.of(quickstart.cacertsUrl(), quickstart.csrattrsUrl())) {
      command.addAll(List.of("--write-out", written, url.toString(), "--output", "/dev/null"));
    }
    command.addAll(
        List.of("--next", "--silent", "--cacert", quickstart.trustAnchorFile().toString()));
    command.addAll(List.of("--user", "user:" + quickstart.passcode(), "--output", "/dev/null"));
    command.addAll(List.of("--data-binary", "@csr.pem", "--write-out", written));
    command.add(quickstart.enrollUrl().toString());

    var text = curl.run(command).text();

    assertThat(text.lines()).containsExactly("200 1", "200 0", "200 0");
  }

  @Test
  @DisplayName("A-01 a body over the limit gets 413")
  void tooLarge() throws IOException {
    var curl = CREST.curl();
    Files.write(curl.folder().resolve("large"), new byte[8 * 1024 * 1024]);

    curl.ask(
            CREST.quickstart().enrollUrl(),
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--data-binary",
            "@large")
        .expect(413);
  }

  @Test
  @DisplayName("A-08 a Host that is not the name of the handshake gets 421")
  void otherHost() throws IOException {
    CREST
        .curl()
        .ask(CREST.quickstart().cacertsUrl(), "--header", "Host: clientauth.localhost")
        .expect(421);
  }

  @Test
  @DisplayName("S-TLS-10 an IP address without SNI is served as the plain host")
  void ipAddress() throws IOException {
    var url =
        URI.create(CREST.quickstart().cacertsUrl().toString().replace("localhost", "127.0.0.1"));

    CREST.curl().ask(url).expect(200);
  }

  /** The parts of a multipart reply, read by its boundary. */
  private record MultipartReply(List<String> types, List<byte[]> bodies) {
    static MultipartReply of(HttpAnswer answer) {
      var type = answer.header("Content-Type").orElse("");
      assertThat(type).startsWith("multipart/mixed; boundary=");
      var boundary = type.substring(type.indexOf('=') + 1);
      assertThat(boundary).as("S-SKG-15").matches("['()+,./:=?_A-Za-z0-9-]{1,70}");
      var text = answer.text();
      assertThat(text)
          .as("S-SKG-15")
          .startsWith("--" + boundary + "\r\n")
          .contains("--" + boundary + "--");
      var types = new ArrayList<String>();
      var bodies = new ArrayList<byte[]>();
      for (var part : text.split("--" + Pattern.quote(boundary), -1)) {
        int end = part.indexOf("\r\n\r\n");
        if (end > 0) {
          var head = HttpAnswer.of("part\r\n" + part.substring(2, end), new byte[0]);
          types.add(head.header("Content-Type").orElse(""));
          assertThat(head.header("Content-Transfer-Encoding")).contains("base64");
          bodies.add(part.substring(end + 4).strip().getBytes(UTF_8));
        }
      }
      assertThat(types).as("S-SKG-05 exactly two parts").hasSize(2);
      return new MultipartReply(types, bodies);
    }

    byte[] decoded(String type) {
      return Base64.getMimeDecoder().decode(bodies.get(types.indexOf(type)));
    }
  }
}
