package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server names and Host headers. The refusals are rows of {@link RefusedRequest}. */
class HostsTest {
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
  @CsvSource({
    "est.example,est.example,PLAIN",
    "EST.Example,est.example,PLAIN",
    "est.example,EST.EXAMPLE,PLAIN",
    "est.example,est.example:8443,PLAIN",
    "est.example,est.example.:443,PLAIN",
    "est.example,'est.example:',PLAIN",
    "clientauth.est.example,clientauth.est.example,CLIENT_AUTH",
    "CLIENTAUTH.est.example,ClientAuth.est.example.,CLIENT_AUTH",
    "localhost,localhost:8443,PLAIN",
    "further.example,further.example,PLAIN",
    "unknown.example,unknown.example,PLAIN",
    "unknown.example,est.example,PLAIN",
    "unknown.example,clientauth.est.example,PLAIN",
    "'',127.0.0.1:8443,PLAIN",
    "'',[::1]:8443,PLAIN",
    "'',clientauth.est.example,PLAIN"
  })
  @DisplayName(
      "S-TLS-10 the server name decides the host; case, port and trailing dot of Host do not matter")
  void roles(String serverName, String host, String role) throws Exception {
    try (var client = Tool.openssl(server, serverName)) {
      client.type("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(client.end().after("host=")).isEqualTo(role);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "clientauth.est.example,est.example,421",
    "localhost,est.example,421",
    "est.example,est.example.evil,421",
    "est.example,[::1],421",
    "est.example,xest.example,421",
    "est.example,est.example:x,400",
    "est.example,est.example:123456,400"
  })
  @DisplayName("A-08 Host that is not the server name: 421, also between our own names")
  void misdirected(String serverName, String host, int status) throws Exception {
    try (var client = Client.to(server, serverName)) {
      assertThat(client.get("/", host).status()).isEqualTo(status);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "est.example,https://est.example/x?y,200,/x?y",
    "est.example,HTTPS://EST.example.:8443/x,200,/x",
    "est.example,https://est.example,200,/",
    "est.example,https://clientauth.est.example/x,421,",
    "'',https://127.0.0.1:8443/x,200,/x",
    "'',https://[::1]/x,200,/x",
    "'',https://est.example/x,200,/x",
    "'',https://other.example/x,421,",
    "unknown.example,https://unknown.example/x,421,",
    "est.example,https:///x,400,"
  })
  @DisplayName(
      "A-08 an absolute target is taken for our hosts only, and reaches the handler in origin form")
  void absoluteForm(String serverName, String target, int status, String seen) throws Exception {
    try (var client = Tool.openssl(server, serverName, "-quiet")) {
      client.type("GET " + target + " HTTP/1.0\r\n\r\n");
      var outcome = client.end();
      assertThat(outcome.output()).contains("HTTP/1.0 " + status + " ");
      if (status == 200) {
        assertThat(outcome.after("target=")).isEqualTo(seen);
      }
    }
  }
}
