package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.KeyType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resuming sessions: under the same name only. */
class ResumptionTest {
  /** Begins a session under one name, offers it under another, and returns what came of that. */
  private static Tool.Outcome offer(
      RunningListener server, String version, String first, String second, String... more)
      throws Exception {
    var session = Pki.emptyFile().toString();
    var begun = Tool.opensslGet(server, first, with(more, version, "-sess_out", session));
    assertThat(begun.output()).contains("New, TLS");
    assertThat(begun.after("resumed=")).isEqualTo("false");
    var offered = Tool.opensslGet(server, second, with(more, version, "-sess_in", session));
    assertThat(offered.output()).contains("HTTP/1.1 200");
    return offered;
  }

  private static String[] with(String[] some, String... more) {
    var all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "true,-tls1_2,est.example", "true,-tls1_3,est.example",
    "true,-tls1_2,clientauth.est.example", "true,-tls1_3,clientauth.est.example",
    "true,-tls1_2,''", "true,-tls1_3,''",
    "false,-tls1_2,est.example", "false,-tls1_3,est.example"
  })
  @DisplayName("S-TLS-07 a session is resumed under its own name, and the request says so")
  void sameName(boolean nativeTls, String version, String name) throws Exception {
    try (var server = RunningListener.start(s -> s.withNativeTls(nativeTls))) {
      var outcome = offer(server, version, name, name);
      assertThat(outcome.output()).contains("Reused, TLS");
      assertThat(outcome.after("resumed=")).isEqualTo("true");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "est.example,clientauth.est.example",
    "clientauth.est.example,est.example",
    "clientauth.est.example,''",
    "'',clientauth.est.example",
    "est.example,localhost",
    "clientauth.est.example,unknown.example",
    "unknown.example,clientauth.est.example"
  })
  @DisplayName(
      "A-09 a session is not resumed under another name of ours, nor by way of one that is not")
  void otherName(String first, String second) throws Exception {
    try (var server = RunningListener.start()) {
      for (var version : List.of("-tls1_2", "-tls1_3")) {
        var outcome = offer(server, version, first, second);
        assertThat(outcome.output()).as(version).contains("New, TLS").doesNotContain("Reused");
        assertThat(outcome.after("resumed=")).isEqualTo("false");
      }
    }
  }

  @Test
  @DisplayName("A-09 nor does the JDK's engine resume a session under another name")
  void otherNameByTheJdk() throws Exception {
    try (var server = RunningListener.start(s -> s.withNativeTls(false))) {
      for (var version : List.of("-tls1_2", "-tls1_3")) {
        assertThat(offer(server, version, Pki.PLAIN, Pki.CLIENT_AUTH).output())
            .contains("New, TLS");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true,-tls1_2", "true,-tls1_3", "false,-tls1_2", "false,-tls1_3"})
  @DisplayName(
      "S-TLS-07 a resumed session still shows the client's certificates, to be judged again")
  void certificates(boolean nativeTls, String version) throws Exception {
    var device = Pki.device(KeyType.EC_P256);
    try (var server = RunningListener.start(s -> s.withNativeTls(nativeTls))) {
      var cert = Pki.file(device.certificatePem());
      var chain = Pki.file(Pki.ISSUING.certificatePem());
      var outcome =
          offer(
              server,
              version,
              Pki.CLIENT_AUTH,
              Pki.CLIENT_AUTH,
              "-cert",
              cert,
              "-cert_chain",
              chain,
              "-key",
              Pki.keyFile(device));
      assertThat(outcome.after("resumed=")).isEqualTo("true");
      var seen = server.requests.getLast().connection();
      assertThat(seen.resumed()).isTrue();
      assertThat(seen.clientCertificates()).containsExactly(device.der(), Pki.ISSUING.der());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  @DisplayName("S-TLS-07 sessions begun under an identity that was replaced are not resumed")
  void replacedIdentity(String version) throws Exception {
    try (var server = RunningListener.start()) {
      var session = Pki.emptyFile().toString();
      Tool.opensslGet(server, Pki.PLAIN, version, "-sess_out", session);
      server.listener.identity(Pki.identity(Pki.server(KeyType.EC_P256)));
      assertThat(Tool.opensslGet(server, Pki.PLAIN, version, "-sess_in", session).output())
          .contains("New, TLS");
    }
  }
}
