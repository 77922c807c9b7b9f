package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Channel bindings, against what OpenSSL and GnuTLS compute on their side of the same connection.
 */
class ChannelBindingTest {
  private static final String TLS_1_2 = "NORMAL:-VERS-TLS1.3";

  private static RunningListener server;

  @BeforeAll
  static void start() {
    server = RunningListener.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Tool.Outcome gnutls(RunningListener to, String priority, String... more)
      throws Exception {
    var command = new ArrayList<>(List.of("gnutls-cli", "-V", "-p", String.valueOf(to.port())));
    command.addAll(List.of("--x509cafile", Pki.trustAnchorFile(), "--priority", priority));
    command.addAll(List.of("--sni-hostname", Pki.PLAIN, "--verify-hostname", Pki.PLAIN));
    command.addAll(List.of(more));
    command.add("127.0.0.1");
    try (var client = Tool.start(command)) {
      client.type("GET / HTTP/1.1\r\nHost: est.example\r\nConnection: close\r\n\r\n");
      return client.end();
    }
  }

  @Test
  @DisplayName("S-POP-02 tls-unique on TLS 1.2 is the client's, by GnuTLS")
  void tlsUnique() throws Exception {
    var outcome = gnutls(server, TLS_1_2);
    assertThat(outcome.after("unique=")).hasSize(24).isEqualTo(outcome.after("'tls-unique': "));
    assertThat(outcome.after("exporter=")).isEqualTo("none");
  }

  @Test
  @DisplayName("S-POP-06 tls-exporter on TLS 1.3 is the client's, by GnuTLS and by OpenSSL")
  void tlsExporter() throws Exception {
    var gnutls = gnutls(server, "NORMAL");
    assertThat(gnutls.after("exporter=")).hasSize(64).isEqualTo(gnutls.after("'tls-exporter': "));
    assertThat(gnutls.after("unique=")).isEqualTo("none");
    var openssl = exporter(server);
    assertThat(openssl.after("exporter="))
        .isEqualTo(openssl.after("Keying material: ").toLowerCase(Locale.ROOT));
  }

  private static Tool.Outcome exporter(RunningListener to, String... more) throws Exception {
    var options =
        new ArrayList<>(
            List.of(
                "-tls1_3", "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"));
    options.addAll(List.of(more));
    return Tool.opensslGet(to, Pki.PLAIN, options.toArray(String[]::new));
  }

  @Test
  @DisplayName(
      "S-POP-06 tls-exporter is also right where the server asked for another key share first")
  void afterHelloRetryRequest() throws Exception {
    // The client sends a share on P-521, which the server does not have, and can do P-256.
    var openssl = exporter(server, "-curves", "P-521:P-256");
    assertThat(openssl.after("exporter="))
        .hasSize(64)
        .isEqualTo(openssl.after("Keying material: ").toLowerCase(Locale.ROOT));
    assertThat(openssl.after("resumed=")).isEqualTo("false");
  }

  @Test
  @DisplayName("S-POP-08, S-POP-09 without extended_master_secret there is no tls-unique")
  void noExtendedMasterSecret() throws Exception {
    var outcome = gnutls(server, TLS_1_2 + ":%NO_SESSION_HASH");
    assertThat(outcome.output()).doesNotContain("extended master secret").contains("HTTP/1.1 200");
    assertThat(outcome.after("unique=")).isEqualTo("none");
  }

  /** Returns what GnuTLS said of the second of two connections, which resumes the first. */
  private static Tool.Outcome resumed(String priority) throws Exception {
    var both = gnutls(server, priority, "--resume");
    assertThat(both.output()).contains("trying to resume", "This is a resumed session");
    var second = both.output().substring(both.output().indexOf("trying to resume"));
    return new Tool.Outcome(both.status(), second);
  }

  @Test
  @DisplayName("S-POP-02, S-POP-09 tls-unique of a resumed session is the client's, by GnuTLS")
  void tlsUniqueOfResumedSession() throws Exception {
    var outcome = resumed(TLS_1_2);
    assertThat(outcome.after("resumed=")).isEqualTo("true");
    assertThat(outcome.after("unique=")).hasSize(24).isEqualTo(outcome.after("'tls-unique': "));
  }

  @Test
  @DisplayName("S-POP-09 a session resumed without extended_master_secret has no tls-unique")
  void noExtendedMasterSecretResumed() throws Exception {
    var outcome = resumed(TLS_1_2 + ":%NO_SESSION_HASH");
    assertThat(outcome.after("resumed=")).isEqualTo("true");
    assertThat(outcome.after("unique=")).isEqualTo("none");
  }

  @Test
  @DisplayName(
      "S-POP-02 bindings differ from connection to connection and stay what they are on one")
  void perConnection() throws Exception {
    try (var one = Client.to(server);
        var two = Client.to(server)) {
      var exporter = one.get("/").told("exporter");
      assertThat(one.get("/").told("exporter")).isEqualTo(exporter);
      assertThat(two.get("/").told("exporter")).hasSize(64).isNotEqualTo(exporter);
    }
  }

  @Test
  @DisplayName(
      "S-POP-06, S-POP-12 the JDK's engine gives tls-exporter by its public interface, and no tls-unique")
  void jdk() throws Exception {
    try (var jdk = RunningListener.start(s -> s.withNativeTls(false))) {
      var openssl = exporter(jdk);
      assertThat(openssl.after("exporter="))
          .hasSize(64)
          .isEqualTo(openssl.after("Keying material: ").toLowerCase(Locale.ROOT));
      var gnutls = gnutls(jdk, TLS_1_2);
      assertThat(gnutls.after("unique=")).isEqualTo("none");
      assertThat(gnutls.after("exporter=")).isEqualTo("none");
    }
  }
}
