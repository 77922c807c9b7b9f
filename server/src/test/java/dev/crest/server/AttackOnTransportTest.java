package dev.crest.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstConnection;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.OpensslClient;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks on TLS and HTTP in front of the whole road: whatever is sent, nobody is certified by it.
 */
class AttackOnTransportTest {
  private static TestServer server;
  private static ServedPolicy policy;
  private static ServedPolicy.Passcode passcode;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of(
                "CREST_EST_TIMEOUTS_HANDSHAKE", "700ms",
                "CREST_EST_TIMEOUTS_HEADER", "700ms",
                "CREST_EST_TIMEOUTS_BODY", "700ms",
                "CREST_EST_TIMEOUTS_WRITE", "700ms"));
    policy =
        server.policy(draft ->
            draft
                .servedAt(List.of("attacked"), true)
                .withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), false));
    passcode = policy.passcode();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String basic() {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString((":" + passcode.value()).getBytes(US_ASCII));
  }

  private static String post(String path, String... headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + basic()
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private static String enrol() {
    return policy.path("simpleenroll");
  }

  private static EstReply raw(String bytes) throws IOException {
    try (var connection = server.client().connect()) {
      return connection.write(bytes.getBytes(ISO_8859_1)).read();
    }
  }

  private static void assertServing() {
    assertThat(server.client().send(EstRequest.get(policy.path("cacerts"))).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("A-01 a body of 1 GB, announced or in chunks, is 413 long before it has arrived")
  void hugeBodies() throws Exception {
    var before = server.kept();
    try (var connection = server.client().connect()) {
      connection.write(post(enrol(), "Content-Length: 1073741824").getBytes(US_ASCII));
      assertThat(connection.read().status()).isEqualTo(413);
    }
    try (var connection = server.client().connect()) {
      connection.write(post(enrol(), "Transfer-Encoding: chunked").getBytes(US_ASCII));
      var chunk = ("4000\r\n" + "A".repeat(0x4000) + "\r\n").getBytes(US_ASCII);
      for (int i = 0; i < 5; i++) {
        connection.write(chunk);
      }
      assertThat(connection.read().status()).isEqualTo(413);
    }
    var bomb = EstRequest.post(enrol(), new byte[100]).passcode(passcode.value());
    assertThat(server.client().send(bomb.header("Content-Encoding", "gzip")).status())
        .isEqualTo(415);
    assertThat(server.kept()).isEqualTo(before);
    assertServing();
  }

  @Test
  @DisplayName("A-02 slow handshakes, heads and bodies are ended in time, while others are served")
  void slowClients() throws Exception {
    var sleepers = new ArrayList<Socket>();
    for (int i = 0; i < 50; i++) {
      sleepers.add(new Socket(InetAddress.getLoopbackAddress(), server.server().port()));
    }
    try (var slowHead = server.client().connect();
        var slowBody = server.client().connect()) {
      slowHead.write("GET / HT".getBytes(US_ASCII));
      slowBody.write(post(enrol(), "Content-Length: 1000").getBytes(US_ASCII));
      slowBody.write(new byte[10]);
      assertServing();
      assertThat(slowHead.read().status()).isEqualTo(408);
      assertThat(slowBody.read().status()).isEqualTo(408);
      assertThat(slowHead.atEnd()).isTrue();
      assertServing();
    }
    for (var sleeper : sleepers) {
      sleeper.setSoTimeout(30_000);
      assertThat(sleeper.getInputStream().read()).as("closed by the server").isEqualTo(-1);
      sleeper.close();
    }
    assertServing();
  }

  /** What no two servers agree on, with a good passcode inside. */
  private record Smuggled(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Smuggled> smuggling() {
    var body = new HeldRequest.Builder().build().pem();
    var length = "Content-Length: " + body.length();
    var lines = "POST " + enrol() + " HTTP/1.1";
    return Stream.of(
        new Smuggled(
            "A-03 length and chunked", post(enrol(), length, "Transfer-Encoding: chunked") + body),
        new Smuggled("A-03 two lengths", post(enrol(), length, "Content-Length: 1") + body),
        new Smuggled("A-03 xchunked", post(enrol(), "Transfer-Encoding: xchunked") + body),
        new Smuggled("A-03 a folded header", post(enrol(), length, "X: a\r\n b") + body),
        new Smuggled("A-03 a bare LF", post(enrol(), length).replace("\r\n", "\n") + body),
        new Smuggled(
            "A-03 a space before the colon",
            post(enrol(), "Content-Length : " + body.length()) + body),
        new Smuggled(
            "A-03 a signed length", post(enrol(), "Content-Length: +" + body.length()) + body),
        new Smuggled(
            "A-03 an endless length", post(enrol(), "Content-Length: 99999999999999999999") + body),
        new Smuggled(
            "A-03 a chunk size that is none",
            post(enrol(), "Transfer-Encoding: chunked") + "-1\r\n" + body),
        new Smuggled(
            "A-04 NUL in the path", lines.replace("simple", "\0") + "\r\nHost: localhost\r\n\r\n"),
        new Smuggled("A-04 CR in a header", post(enrol(), length, "X: a\rSet-Cookie: b") + body),
        new Smuggled("A-08 two hosts", post(enrol(), length, "Host: localhost") + body),
        new Smuggled(
            "A-08 no host", lines + "\r\n" + length + "\r\n" + basic() + "\r\n\r\n" + body),
        new Smuggled(
            "A-08 a host in target and another in Host",
            "POST https://evil.example"
                + enrol()
                + " HTTP/1.1\r\nHost: localhost\r\n"
                + basic()
                + "\r\n"
                + length
                + "\r\n\r\n"
                + body));
  }

  @DisplayName(
      "A-03 A-04 A-08 what two servers could read differently is 400, ends the connection, and certifies nobody")
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void smuggling(Smuggled smuggled) throws Exception {
    var before = server.kept();
    try (var connection = server.client().connect()) {
      var reply = connection.write(smuggled.bytes().getBytes(ISO_8859_1)).read();

      assertThat(reply.status()).as(reply.toString()).isIn(400, 413, 501);
      assertThat(reply.header("Connection")).contains("close");
      assertThat(reply.header("Set-Cookie")).isEmpty();
      assertThat(connection.atEnd()).isTrue();
    }
    assertThat(server.kept()).isEqualTo(before);
  }

  @Test
  @DisplayName(
      "A-04 what looks like a header inside credentials or a label ends up in no header and no line of its own")
  void headerInjection() {
    var split = "x\r\nSet-Cookie: a=b";
    var reply =
        server.client().send(EstRequest.post(enrol(), new byte[1]).basic(split + ":" + split));
    var label =
        server.client().send(EstRequest.get("/.well-known/est/a%0d%0aSet-Cookie:%20a=b/cacerts"));

    for (var refused : List.of(reply, label)) {
      assertThat(refused.status()).isIn(400, 401, 404);
      assertThat(refused.headerLines()).noneMatch(line -> line.contains("Set-Cookie"));
      assertThat(refused.text()).doesNotContain("Set-Cookie");
    }
  }

  @Test
  @DisplayName("A-05 a second request pipelined behind an unauthorised one is judged by itself")
  void pipelined() throws Exception {
    var first = new HeldRequest.Builder().build().pem();
    var second = new HeldRequest.Builder().build().pem();
    var anonymous =
        "POST "
            + enrol()
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + first.length()
            + "\r\n\r\n"
            + first;
    var before = server.kept();
    try (var connection = server.client().connect()) {
      var known = post(enrol(), "Content-Length: " + second.length()) + second;
      connection.write((anonymous + known + anonymous).getBytes(US_ASCII));
      assertThat(connection.read().status()).isEqualTo(401);
      connection.read().certificate();
      assertThat(connection.read().status()).as("nothing is remembered").isEqualTo(401);
    }
    assertThat(server.kept().certificates()).isEqualTo(before.certificates() + 1);
  }

  @Test
  @DisplayName(
      "A-05 one connection's certificate never speaks for another, and a cookie or header for none")
  void identityPerConnection() throws Exception {
    var installer = new HeldCertificate.Builder().build();
    policy.authenticationCertificate(installer, ServedPolicy.terms());
    var known = server.client().clientAuth().presenting(ClientIdentity.of(installer));
    var request = new HeldRequest.Builder().build();
    try (EstConnection open = known.connect()) {
      open.send(EstRequest.post(enrol(), request)).certificate();
      var claimed = Base64.getEncoder().encodeToString(installer.der().bytes());
      var other =
          server
              .client()
              .clientAuth()
              .send(
                  EstRequest.post(enrol(), request)
                      .header("Client-Cert", ":" + claimed + ":")
                      .header("X-SSL-Client-Cert", claimed)
                      .header("X-Forwarded-Client-Cert", claimed));
      assertThat(other.status()).isEqualTo(403);
      open.send(EstRequest.post(enrol(), request)).certificate();
    }
  }

  static Stream<String> paths() {
    return Stream.of(
        "/.well-known/est/../est/cacerts",
        "/.well-known/est/%2e%2e/est/cacerts",
        "/.well-known/est/attacked/..%2fcacerts",
        "/.well-known/est/attacked/..;/cacerts",
        "/.well-known/est/attacked;a=b/cacerts",
        "/.well-known/est/attacked\\cacerts",
        "/.well-known/est//attacked/cacerts",
        "/.well-known/est/attacked//cacerts",
        "//.well-known/est/attacked/cacerts",
        "/.well-known/est/attacked/CACERTS",
        "/.well-known/est/ATTACKED/cacerts",
        "/.well-known/EST/attacked/cacerts",
        "/.well-known/est/%61ttacked%2fcacerts",
        "/.well-known/est/%2561ttacked/cacerts",
        "/.well-known/est/attacked%00/cacerts",
        "/.well-known/est/%c1%a1ttacked/cacerts",
        "/.well-known/est/%ef%bc%8e%ef%bc%8e/cacerts",
        "/.well-known/est/cacerts/cacerts",
        "/.well-known/est/CACERTS",
        "/.well-known/est/" + "a".repeat(10_240) + "/cacerts",
        "/.well-known/est/attacked/cacerts/x",
        "/admin",
        "/metrics");
  }

  @DisplayName("A-07 S-URI-07 A-38 tricks with paths are never routed")
  @ParameterizedTest
  @MethodSource
  void paths(String path) throws Exception {
    var reply = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(reply.status()).as(reply.toString()).isIn(400, 404, 414);
  }

  @Test
  @DisplayName("A-08 S-URI-12 the absolute form is for our hosts, a query is no route")
  void targets() throws Exception {
    assertThat(
            raw("GET https://localhost"
                    + policy.path("cacerts")
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status())
        .isEqualTo(200);
    assertThat(
            raw("GET https://clientauth.localhost"
                    + policy.path("cacerts")
                    + " HTTP/1.1\r\nHost: clientauth.localhost\r\n\r\n")
                .status())
        .isEqualTo(421);
    assertThat(
            raw("GET http://localhost"
                    + policy.path("cacerts")
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status())
        .isEqualTo(400);
    assertThat(
            raw("GET "
                    + policy.path("cacerts")
                    + "?/../simpleenroll HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("A-08 S-URI-10 plain HTTP gets nothing, no redirect either")
  void plainHttp() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .doesNotContain("HTTP/");
    }
  }

  @Test
  @DisplayName(
      "A-09 S-TLS-01 no TLS before 1.2, no weak suite, no fall-back, no renegotiation, no early data")
  void tls(@TempDir Path folder) throws Exception {
    var openssl = new OpensslClient(server, folder);
    var target = policy.path("cacerts");

    assertThat(openssl.get("localhost", target, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
        .contains("alert protocol version");
    assertThat(openssl.get("localhost", target, "-tls1", "-cipher", "ALL:@SECLEVEL=0"))
        .contains("alert protocol version");
    assertThat(
            openssl.get(
                "localhost", target, "-tls1_2", "-cipher", "NULL:aNULL:3DES:RC4:@SECLEVEL=0"))
        .contains("alert handshake failure");
    assertThat(openssl.get("localhost", target, "-tls1_2", "-fallback_scsv"))
        .contains("inappropriate fallback");
    var usual = openssl.get("localhost", target, "-tls1_2");
    assertThat(usual)
        .contains("HTTP/1.1 200 OK")
        .contains("Secure Renegotiation IS supported")
        .contains("Extended master secret: yes");
    assertThat(openssl.renegotiating("localhost"))
        .contains("RENEGOTIATING")
        .contains("alert no renegotiation");
    assertThat(openssl.get("localhost", target, "-tls1_3"))
        .contains("HTTP/1.1 200 OK")
        .contains("Early data was not sent");
    assertThat(openssl.get("localhost", target, "-alpn", "h2,ftp"))
        .doesNotContain("ALPN protocol: h2")
        .doesNotContain("ALPN protocol: ftp");
  }

  @Test
  @DisplayName(
      "A-09 S-TLS-07 a session of one host is not resumed at the other; a replayed ticket brings no request with it")
  void tickets(@TempDir Path folder) throws Exception {
    var openssl = new OpensslClient(server, folder);
    var target = policy.path("cacerts");
    for (var version : List.of("-tls1_2", "-tls1_3")) {
      assertThat(openssl.get("localhost", target, version, "-sess_out", "session.pem"))
          .contains("HTTP/1.1 200 OK");

      var same = openssl.get("localhost", target, version, "-sess_in", "session.pem");
      var other = openssl.get("clientauth.localhost", target, version, "-sess_in", "session.pem");

      assertThat(same).contains("Reused, TLSv1").contains("HTTP/1.1 200 OK");
      assertThat(other).doesNotContain("Reused, TLSv1");
    }
    assertThat(openssl.get("localhost", target, "-tls1_3", "-sess_out", "early.pem"))
        .contains("Max Early Data: 0");
  }
}
