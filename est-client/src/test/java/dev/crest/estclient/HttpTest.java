package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.StubServer.Received;
import dev.crest.estwire.EstOperation;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Pem;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as servers really speak it (RFC 7030 §3.2, conformance §9.1). */
class HttpTest {
  private final TestAuthority ca = new TestAuthority("Acme");

  private EstClient.Builder client(StubServer server) {
    return EstClient.builder(server.url()).trust(ca.trust());
  }

  private static EnrollmentRequest request() {
    return EnrollmentRequest.builder().subject("CN=d1").build();
  }

  private static byte[] challenge(String... challenges) {
    return Canned.status(
        401,
        "who are you?",
        Stream.of(challenges).map(one -> "WWW-Authenticate: " + one).toArray(String[]::new));
  }

  private Function<Received, byte[]> behind(String... challenges) {
    return asked ->
        asked.header("Authorization").isPresent()
            ? Canned.certificates(ca.issued(asked))
            : challenge(challenges);
  }

  @Test
  @DisplayName("C-AUTH-01 without a client certificate there is HTTP authentication, by Basic")
  void basic() throws Exception {
    try (var server = ca.serving().on("simpleenroll", behind("Basic realm=\"est\""))) {
      client(server).credential(Credential.passcode("pass:wörd")).build().enroll(request());

      var asked = server.received("simpleenroll");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(0).header("Authorization")).isEmpty();
      assertThat(asked.get(1).header("Authorization"))
          .contains("Basic " + Base64.getEncoder().encodeToString(":pass:wörd".getBytes(UTF_8)));
      assertThat(asked).allMatch(one -> one.peer().isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({"MD5,MD5", "SHA-256,SHA-256", "SHA-512-256,SHA-512/256"})
  @DisplayName("C-AUTH-02 Digest is answered with the strongest algorithm that is offered")
  void digest(String algorithm, String jca) throws Exception {
    var weaker = "Digest realm=\"r\", nonce=\"weak\", qop=\"auth\"";
    var offered =
        "Digest realm=\"a \\\"realm\\\"\", nonce=\"n1\", algorithm=%s, qop=\"auth-int,auth\", opaque=\"o\""
            .formatted(algorithm);
    try (var server =
        ca.serving()
            .on(
                "simpleenroll",
                behind(
                    "Basic realm=\"x\"",
                    algorithm.equals("MD5") ? offered : weaker + ", " + offered))) {
      client(server)
          .credential(Credential.password("device", "secret".toCharArray()))
          .build()
          .enroll(request());

      var asked = server.received("simpleenroll").getLast();
      var challenge =
          Challenge.read(List.of(asked.header("Authorization").orElseThrow())).getFirst();
      assertThat(challenge.scheme()).isEqualTo("digest");
      assertThat(challenge.parameter("nonce")).isEqualTo("n1");
      assertThat(challenge.parameter("opaque")).isEqualTo("o");
      var first = hash(jca, "device:a \"realm\":secret");
      var second = hash(jca, "POST:/.well-known/est/simpleenroll");
      assertThat(challenge.parameter("response"))
          .isEqualTo(
              hash(
                  jca,
                  String.join(
                      ":",
                      first,
                      "n1",
                      "00000001",
                      challenge.parameter("cnonce"),
                      "auth",
                      second)));
    }
  }

  private static String hash(String jca, String text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(jca).digest(text.getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Negotiate",
        "Bearer realm=\"x\"",
        "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
        ""
      })
  @DisplayName("C-AUTH-02 who cannot answer a challenge ends the connection")
  void unable(String challenge) throws Exception {
    try (var server = ca.serving()) {
      server.on("simpleenroll", challenge.isEmpty() ? challenge() : challenge(challenge));
      assertThatThrownBy(
              () -> client(server).credential(Credential.passcode("x")).build().enroll(request()))
          .isInstanceOf(EstException.Denied.class)
          .hasMessageContaining("another kind of authentication");
      assertThatThrownBy(() -> client(server).build().enroll(request()))
          .isInstanceOf(EstException.Denied.class)
          .hasMessageContaining("none is at hand");
    }
  }

  @Test
  @DisplayName("C-AUTH-04 a one-time credential is forgotten when it has earned a certificate")
  void once() throws Exception {
    try (var server = ca.serving().on("simpleenroll", behind("Basic realm=\"est\""))) {
      var client = client(server).credential(Credential.passcode("secret").once()).build();
      client.enroll(request());

      assertThatThrownBy(() -> client.enroll(request()))
          .isInstanceOf(EstException.Denied.class)
          .hasMessageContaining("one use");
      assertThat(
              server.received("simpleenroll").stream()
                  .filter(one -> one.header("Authorization").isPresent()))
          .hasSize(1);
    }
  }

  @Test
  @DisplayName("a wrong passcode is told once, with what the server says, and not tried again")
  void wrongPasscode() throws Exception {
    try (var server = ca.serving().on("simpleenroll", challenge("Basic realm=\"est\""))) {
      assertThatThrownBy(
              () -> client(server).credential(Credential.passcode("x")).build().enroll(request()))
          .isInstanceOf(EstException.Denied.class)
          .hasMessageContaining("does not take the passcode; it says: who are you?");
      assertThat(server.received("simpleenroll")).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  @DisplayName("C-HTTP-01 redirects within the origin are followed, and a POST stays one")
  void sameOrigin(int status) throws Exception {
    try (var server = ca.serving()) {
      server.on("simpleenroll", Canned.status(status, "", "Location: /moved/simpleenroll?a=b"));
      server.on("/moved/simpleenroll?a=b", asked -> Canned.certificates(ca.issued(asked)));
      server.on("cacerts", Canned.status(status, "", "Location: " + server.url() + "/x/cacerts"));
      server.on(
          "/.well-known/est/x/cacerts",
          Canned.certificates(ca.root.certificate(), ca.issuing.certificate()));

      assertThat(client(server).build().enroll(request())).isInstanceOf(Issued.class);
      assertThat(server.received().getLast().line()).startsWith("POST /moved/");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "C-HTTP-01 another origin: GET with all checks and no secret, POST with approval only")
  void otherOrigin() throws Exception {
    try (var server = ca.serving();
        var other = ca.serving();
        var stranger = new TestAuthority("Stranger").serving()) {
      var device = ca.device("d1");
      server.on("cacerts", Canned.status(302, "", "Location: " + other.url() + "/cacerts"));
      other.on("simpleenroll", behind("Basic realm=\"est\""));
      var client =
          client(server).identity(device).credential(Credential.passcode("secret")).build();
      assertThat(client.enroll(request())).isInstanceOf(Issued.class);
      assertThat(other.received("cacerts").getFirst().peer()).isEmpty();

      server.on(
          "simpleenroll", Canned.status(307, "", "Location: " + other.url() + "/simpleenroll"));
      assertThatThrownBy(() -> client.enroll(request()))
          .isInstanceOf(EstException.Unacceptable.class)
          .hasMessageContaining("not approved");
      assertThat(other.received("simpleenroll")).isEmpty();
      var approving = client.toBuilder().redirects(url -> url.getPort() == other.port()).build();
      assertThat(approving.enroll(request())).isInstanceOf(Issued.class);

      server.on("cacerts", Canned.status(302, "", "Location: " + stranger.url() + "/cacerts"));
      assertThatThrownBy(client::caCertificates).isInstanceOf(EstException.Untrusted.class);
      assertThat(stranger.received()).isEmpty();
    }
  }

  @Test
  @DisplayName("C-HTTP-01 a password is not sent to where a GET was redirected")
  void noPasswordElsewhere() throws Exception {
    try (var server = ca.serving();
        var other = ca.serving()) {
      server.on("cacerts", Canned.status(302, "", "Location: " + other.url() + "/cacerts"));
      other.on("cacerts", challenge("Basic realm=\"est\""));
      var client = client(server).credential(Credential.passcode("secret")).build();
      assertThatThrownBy(client::caCertificates).isInstanceOf(EstException.Denied.class);
      assertThat(other.received()).allMatch(one -> one.header("Authorization").isEmpty());
    }
  }

  static Stream<byte[]> bodies() {
    var ca = new TestAuthority("Acme");
    var der = CertsOnly.write(List.of(ca.root.certificate(), ca.issuing.certificate()));
    var mime = Base64.getMimeEncoder(64, "\r\n".getBytes(US_ASCII)).encodeToString(der.bytes());
    var lines = new String(Canned.base64(der), US_ASCII);
    var one = Base64.getEncoder().encodeToString(der.bytes());
    return Stream.of(
            one,
            one + "\n",
            lines,
            lines + "\n",
            mime,
            "\r\n " + mime.replace("\r\n", " \t\r\n"),
            Pem.write("PKCS7", der),
            Pem.write("PKCS7", der).replace("\n", "\r\n"),
            new String(
                Certificates.pem(List.of(ca.issuing.certificate(), ca.root.certificate())),
                US_ASCII))
        .map(text -> text.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  @DisplayName("C-HTTP-04, C-HTTP-06 base64 in every style, PEM, and DER are all read")
  void bodyStyles(byte[] body) throws Exception {
    for (var type :
        List.of(
            "application/pkcs7-mime",
            "application/pkcs7-mime; smime-type=certs-only",
            "Application/PKCS7-Mime;smime-type=\"certs-only\"",
            "application/x-pkcs7-mime",
            "")) {
      assertThat(read(Canned.ok(type, body, "Content-Transfer-Encoding: binary"))).hasSize(2);
    }
  }

  private static List<Certificate> read(byte[] answer) throws Exception {
    var reply = new HttpReader(new ByteArrayInputStream(answer), 1 << 20).read();
    return Answers.certificates(EstOperation.CACERTS, reply, Limits.USUAL);
  }

  @Test
  @DisplayName("C-HTTP-06 HTTP/1.0, chunks, small headers, interim answers and no length are read")
  void framings() throws Exception {
    var der = CertsOnly.write(List.of(ca.root.certificate()));
    var body = Canned.base64(der);
    var text = new String(body, US_ASCII);
    var chunked =
        "%x;a=b\r\n%s\r\n%X\r\n%s\r\n0\r\nTrailer: x\r\n\r\n"
            .formatted(10, text.substring(0, 10), text.length() - 10, text.substring(10));
    for (var answer :
        List.of(
            Canned.raw("HTTP/1.0 200 OK\r\n\r\n", body),
            Canned.raw("HTTP/1.1 200\r\ncontent-type:application/pkcs7-mime\r\n\r\n", body),
            Canned.raw("HTTP/1.1 200 OK\nContent-Length: " + body.length + "\n\n", body),
            Canned.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", body),
            Canned.raw(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\n",
                chunked.getBytes(US_ASCII)))) {
      assertThat(read(answer)).containsExactly(ca.root.certificate());
      try (var server = ca.serving().on("cacerts", answer)) {
        assertThat(client(server).build().caCertificates().anchors()).hasSize(1);
      }
    }
    assertThat(read(Canned.ok("application/octet-stream", der.bytes()))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"404", "501", "405"})
  @DisplayName("C-HTTP-05 what is not there is unsupported, and no csrattrs are no wishes")
  void unsupported(int status) throws Exception {
    try (var server = ca.serving().on("csrattrs", Canned.status(status, "no"))) {
      var client = client(server).build();
      assertThat(client.csrAttributes()).isEmpty();
      assertThat(client.enroll(request())).isInstanceOf(Issued.class);

      server.on("serverkeygen", Canned.status(status, "no"));
      assertThatThrownBy(() -> client.generateKey(request()))
          .isInstanceOf(EstException.Unsupported.class)
          .hasMessageContaining("no serverkeygen at this address");
    }
  }

  @Test
  @DisplayName("C-HTTP-05 204, an empty body and an empty SEQUENCE are no wishes")
  void noWishes() throws Exception {
    try (var server = ca.serving()) {
      for (var answer :
          List.of(
              Canned.status(204, ""),
              Canned.ok("application/csrattrs", new byte[0]),
              Canned.ok("application/csrattrs", "MAA=".getBytes(US_ASCII)))) {
        server.on("csrattrs", answer);
        assertThat(client(server).build().csrAttributes()).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("C-HTTP-07 requests are base64 of 64 columns with the headers that old servers want")
  void requestForm() throws Exception {
    try (var server = ca.serving()) {
      client(server).build().enroll(request());

      var asked = server.received("simpleenroll").getFirst();
      assertThat(asked.line()).isEqualTo("POST /.well-known/est/simpleenroll HTTP/1.1");
      assertThat(asked.header("Content-Type")).contains("application/pkcs10");
      assertThat(asked.header("Content-Transfer-Encoding")).contains("base64");
      assertThat(asked.header("Accept")).contains("application/pkcs7-mime");
      assertThat(asked.header("Host")).contains("localhost:" + server.port());
      assertThat(asked.header("Content-Length")).contains(Integer.toString(asked.body().length));
      assertThat(new String(asked.body(), US_ASCII).lines()).allMatch(line -> line.length() <= 64);
      assertThat(server.received("cacerts").getFirst().header("Content-Length")).isEmpty();
    }
  }

  @Test
  @DisplayName("a server that closed the connection between two requests is asked on a new one")
  void closedBetween() throws Exception {
    var count = new AtomicInteger();
    try (var server = ca.serving()) {
      server.on(
          "csrattrs", _ -> count.getAndIncrement() == 0 ? new byte[0] : Canned.status(204, ""));
      assertThat(client(server).build().enroll(request())).isInstanceOf(Issued.class);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("what the server says in a refusal comes along, made harmless (A-37)")
  void sentences() throws Exception {
    try (var server = ca.serving()) {
      server.on("simpleenroll", Canned.status(400, "subject.O is missing\n\u001b[31mred\u202e"));
      assertThatThrownBy(() -> client(server).build().enroll(request()))
          .isInstanceOf(EstException.Refused.class)
          .hasMessageContaining("subject.O is missing; ?[31mred?")
          .extracting(e -> ((EstException.Refused) e).status())
          .isEqualTo(400);
      server.on("simpleenroll", Canned.status(503, "", "Retry-After: 17"));
      assertThatThrownBy(() -> client(server).build().enroll(request()))
          .isInstanceOf(EstException.Unreachable.class)
          .extracting(e -> ((EstException.Unreachable) e).retryAfter().orElseThrow().toSeconds())
          .isEqualTo(17L);
      server.on("simpleenroll", Canned.status(403, "no"));
      assertThatThrownBy(() -> client(server).build().enroll(request()))
          .isInstanceOf(EstException.Denied.class);
    }
  }

  @Test
  @DisplayName("nobody at home is told as such")
  void nobody() throws Exception {
    int port;
    try (var server = ca.serving()) {
      port = server.port();
    }
    for (var host : List.of("localhost:" + port, "does-not-exist.invalid")) {
      var url = URI.create("https://" + host + "/.well-known/est");
      assertThatThrownBy(() -> EstClient.builder(url).trust(ca.trust()).build().caCertificates())
          .isInstanceOf(EstException.Unreachable.class)
          .hasMessageContaining(host.split(":")[0].toLowerCase(Locale.ROOT));
    }
  }
}
