package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.KeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS negotiates and what it refuses, with OpenSSL's client. */
class TlsHandshakeTest {
  private static RunningListener server;

  @BeforeAll
  static void start() {
    server = RunningListener.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"-tls1_3,TLSv1.3", "-tls1_2,TLSv1.2"})
  @DisplayName("S-TLS-01 TLS 1.2 and 1.3 are spoken, and 1.3 is preferred")
  void versions(String option, String protocol) throws Exception {
    assertThat(Tool.opensslGet(server, Pki.PLAIN, option).after("protocol=")).isEqualTo(protocol);
    assertThat(Tool.opensslGet(server, Pki.PLAIN).after("protocol=")).isEqualTo("TLSv1.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  @DisplayName("S-TLS-01, A-09 TLS 1.1 and older are refused with protocol_version")
  void oldVersions(String option) throws Exception {
    var outcome = Tool.opensslGet(server, Pki.PLAIN, option, "-cipher", "DEFAULT:@SECLEVEL=0");
    assertThat(outcome.output()).contains("SSL alert number 70").doesNotContain("HTTP/1.1 200");
  }

  @Test
  @DisplayName("A-09 a downgraded retry (TLS_FALLBACK_SCSV) is refused with inappropriate_fallback")
  void fallback() throws Exception {
    var outcome = Tool.opensslGet(server, Pki.PLAIN, "-tls1_2", "-fallback_scsv");
    assertThat(outcome.output()).contains("SSL alert number 86").doesNotContain("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NULL",
        "aNULL",
        "ECDHE-ECDSA-AES128-SHA",
        "ECDHE-ECDSA-AES128-SHA256",
        "AES128-GCM-SHA256",
        "AES128-SHA",
        "DHE-RSA-AES128-GCM-SHA256",
        "PSK",
        "SRP"
      })
  @DisplayName(
      "S-TLS-02, S-TLS-14 suites without authenticated encryption, forward secrecy or certificate are refused")
  void weakSuites(String suite) throws Exception {
    var outcome = Tool.opensslGet(server, Pki.PLAIN, "-tls1_2", "-cipher", suite + ":@SECLEVEL=0");
    assertThat(outcome.output()).contains("Cipher is (NONE)").doesNotContain("HTTP/1.1 200");
  }

  @ParameterizedTest
  @CsvSource({
    "ECDHE-ECDSA-AES128-GCM-SHA256,EC_P256",
    "ECDHE-ECDSA-AES256-GCM-SHA384,EC_P384",
    "ECDHE-ECDSA-CHACHA20-POLY1305,EC_P256",
    "ECDHE-RSA-AES128-GCM-SHA256,RSA_2048",
    "ECDHE-RSA-AES256-GCM-SHA384,RSA_2048",
    "ECDHE-RSA-CHACHA20-POLY1305,RSA_2048"
  })
  @DisplayName(
      "S-TLS-02, S-TLS-13 the good suites of TLS 1.2 work, with EC and RSA keys of the server")
  void goodSuites(String suite, KeyType key) throws Exception {
    try (var another = RunningListener.start(s -> s, Pki.identity(Pki.server(key)))) {
      var outcome = Tool.opensslGet(another, Pki.PLAIN, "-tls1_2", "-cipher", suite);
      assertThat(outcome.output())
          .contains("Cipher is " + suite, "Verify return code: 0 (ok)", "HTTP/1.1 200");
      assertThat(Tool.opensslGet(another, Pki.PLAIN, "-tls1_3").output()).contains("HTTP/1.1 200");
    }
  }

  @Test
  @DisplayName(
      "S-TLS-03 the chain is served leaf first with its intermediate, and verifies by the root")
  void chain() throws Exception {
    var outcome = Tool.opensslGet(server, Pki.PLAIN, "-verify_return_error");
    assertThat(outcome.output())
        .containsSubsequence(" 0 s:CN = Test Server", " 1 s:CN = Test Issuing")
        .contains("Verify return code: 0 (ok)");
  }

  @Test
  @DisplayName("S-TLS-08 TLS 1.2 has secure renegotiation and extended_master_secret")
  void secureRenegotiationAndMasterSecret() throws Exception {
    assertThat(Tool.opensslGet(server, Pki.PLAIN, "-tls1_2").output())
        .contains("Secure Renegotiation IS supported", "Extended master secret: yes");
  }

  @Test
  @DisplayName("S-TLS-09 renegotiation begun by the client is refused, request or no request")
  void renegotiation() throws Exception {
    var command =
        List.of(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + server.port(),
            "-tls1_2",
            "-servername",
            Pki.PLAIN);
    try (var client = Tool.start(command)) {
      client.type("R\n");
      var outcome = client.end();
      assertThat(outcome.output())
          .contains("RENEGOTIATING")
          .containsAnyOf("SSL alert number 100", "no renegotiation");
    }
  }

  @Test
  @DisplayName("S-TLS-09, A-09 no 0-RTT: tickets allow no early data, and early data is rejected")
  void noEarlyData() throws Exception {
    var session = Pki.emptyFile().toString();
    var first = Tool.opensslGet(server, Pki.PLAIN, "-tls1_3", "-sess_out", session);
    assertThat(first.output()).contains("Max Early Data: 0");
    assertThat(first.output()).doesNotContain("Early data was accepted");
    var request = Pki.file("GET /early HTTP/1.1\r\nHost: est.example\r\n\r\n");
    var second =
        Tool.opensslGet(server, Pki.PLAIN, "-tls1_3", "-sess_in", session, "-early_data", request);
    assertThat(second.output()).doesNotContain("Early data was accepted");
    assertThat(server.requests).noneMatch(seen -> seen.target().equals("/early"));
  }

  @Test
  @DisplayName("S-TLS-10 of what ALPN offers http/1.1 is chosen; without ALPN all is well")
  void alpn() throws Exception {
    var chosen = Tool.opensslGet(server, Pki.PLAIN, "-alpn", "h2,http/1.1");
    assertThat(chosen.output()).contains("ALPN protocol: http/1.1", "HTTP/1.1 200");
    assertThat(Tool.opensslGet(server, Pki.PLAIN).output())
        .contains("No ALPN negotiated", "HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "ftp", "imap,pop3"})
  @DisplayName(
      "S-TLS-10, A-09 a client that speaks other protocols only is not served HTTP (ALPACA)")
  void alpnMismatch(String offered) throws Exception {
    for (var version : List.of("-tls1_2", "-tls1_3")) {
      assertThat(Tool.opensslGet(server, Pki.PLAIN, "-alpn", offered, version).output())
          .doesNotContain("HTTP/1.1");
    }
  }

  @Test
  @DisplayName("S-TLS-12 CertificateRequest names no authorities, or those configured")
  void namedAuthorities() throws Exception {
    assertThat(Tool.opensslGet(server, Pki.CLIENT_AUTH).output())
        .contains("No client certificate CA names sent");
    try (var naming =
        RunningListener.start(s -> s.withNamedAuthorities(List.of(Pki.ISSUING.certificate())))) {
      assertThat(Tool.opensslGet(naming, Pki.CLIENT_AUTH).output())
          .containsSubsequence("Acceptable client certificate CA names", "CN = Test Issuing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: est.example\r\n\r\n",
        "\r\n\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n"
      })
  @DisplayName("S-URI-10 what is no TLS is not answered in HTTP, nor redirected")
  void plainHttp(String bytes) throws Exception {
    try (var socket = Client.plainSocket(server)) {
      socket.getOutputStream().write(bytes.getBytes(US_ASCII));
      assertThat(received(socket)).doesNotContain("HTTP");
    }
  }

  @Test
  @DisplayName(
      "A-09 malformed and random ClientHellos end their own connection and nothing else (fuzz)")
  void malformedHellos() throws Exception {
    var random = new Random(20_261_124);
    var hello = clientHello();
    for (int i = 0; i < 300; i++) {
      var bytes = hello.clone();
      for (int j = random.nextInt(6); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try (var socket = Client.plainSocket(server)) {
        socket.getOutputStream().write(bytes, 0, 1 + random.nextInt(bytes.length));
        socket.shutdownOutput();
        assertThat(received(socket)).doesNotContain("HTTP");
      }
    }
    assertThat(Tool.opensslGet(server, Pki.PLAIN).output()).contains("HTTP/1.1 200");
  }

  /** Returns a real ClientHello, with its server name. */
  private static byte[] clientHello() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ =
            Tool.start(
                List.of(
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + listening.getLocalPort(),
                    "-servername",
                    Pki.PLAIN));
        var accepted = listening.accept()) {
      var in = accepted.getInputStream();
      var header = in.readNBytes(5);
      var body = in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
      var whole = Arrays.copyOf(header, 5 + body.length);
      System.arraycopy(body, 0, whole, 5, body.length);
      return whole;
    }
  }

  private static String received(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      return "reset";
    }
  }

  @Test
  @DisplayName("the listener can't be started twice, and says what it can't listen on")
  void starting() {
    assertThatThrownBy(server.listener::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> RunningListener.start(s -> s.withAddress(s.bindAddress(), server.port())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("port " + server.port());
  }
}
