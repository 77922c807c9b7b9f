package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crest.estwire.EstTarget;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstSettingsTest {
  private static final EstTarget CACERTS =
      EstTarget.parse("/.well-known/est/cacerts").orElseThrow();

  @Test
  @DisplayName("URLs name the outside port, and leave out 443")
  void urls() {
    var settings = new EstSettings("est.example", "clientauth.est.example", 8443);
    assertThat(settings.publicUrl(CACERTS))
        .isEqualTo("https://est.example:8443/.well-known/est/cacerts");
    assertThat(settings.clientAuthUrl(CACERTS))
        .isEqualTo("https://clientauth.est.example:8443/.well-known/est/cacerts");
    var usual = new EstSettings("est.example", "clientauth.est.example", 443);
    assertThat(usual.publicUrl(CACERTS)).isEqualTo("https://est.example/.well-known/est/cacerts");
    assertThat(new EstSettings("[::1]", "127.0.0.1", 1).publicAuthority()).isEqualTo("[::1]:1");
  }

  @ParameterizedTest(name = "[{index}]")
  @DisplayName("A-04 what is no host or port is no setting")
  @CsvSource({
    "'',            client.example, 443",
    "est.example,   '',             443",
    "'a b',         client.example, 443",
    "est/x,         client.example, 443",
    "est.example:1, client.example, 443",
    "est.example,   client.example, 0",
    "est.example,   client.example, 65536"
  })
  void invalid(String publicHost, String clientAuthHost, int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EstSettings(publicHost, clientAuthHost, port));
  }
}
