package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.EstOperation;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Looking at a server without requesting anything. */
class ProbeTest {
  private final TestAuthority ca = new TestAuthority("Acme");

  private EstClient.Builder client(StubServer server) {
    return EstClient.builder(server.url()).trust(ca.trust());
  }

  @Test
  @DisplayName("an answer comes as it is: no redirect is followed, no status is an exception")
  void plain() throws Exception {
    var redirect = Canned.status(302, "", "Location: https://elsewhere.example/");
    var busy = Canned.status(503, "later", "Retry-After: 7");
    try (var server = ca.serving().on("cacerts", _ -> redirect).on("simpleenroll", _ -> busy)) {
      var moved = client(server).build().probe(EstOperation.CACERTS);
      assertThat(moved.status()).isEqualTo(302);
      assertThat(moved.header("location")).contains("https://elsewhere.example/");

      var later = client(server).build().probe(EstOperation.SIMPLEENROLL);
      assertThat(later.status()).isEqualTo(503);
      assertThat(later.retryAfter(InstantSource.system())).contains(Duration.ofSeconds(7));
      assertThat(later.said()).contains("later");
    }
  }

  @Test
  @DisplayName("the credential is sent when asked for, with a body that is no request in any form")
  void credential() throws Exception {
    var challenge = Canned.status(401, "", "WWW-Authenticate: Basic realm=\"est\"");
    var malformed = Canned.status(400, "no request");
    try (var server =
        ca.serving()
            .on(
                "simpleenroll",
                asked -> asked.header("Authorization").isPresent() ? malformed : challenge)) {
      var stranger = client(server).build().probe(EstOperation.SIMPLEENROLL);
      assertThat(stranger.status()).isEqualTo(401);
      assertThat(stranger.challenges()).containsExactly("basic");
      assertThat(stranger.authorized()).isFalse();

      var known =
          client(server)
              .credential(Credential.passcode("secret"))
              .build()
              .probe(EstOperation.SIMPLEENROLL);
      assertThat(known.status()).isEqualTo(400);
      assertThat(known.authorized()).isTrue();
      assertThat(server.received("simpleenroll"))
          .hasSize(3)
          .allMatch(
              one -> new String(one.body(), US_ASCII).contains("not a certification request"));
    }
  }

  @Test
  @DisplayName("a server that is not trusted hears no credential, and gets no request")
  void unverified() throws Exception {
    var challenge = Canned.status(401, "", "WWW-Authenticate: Basic realm=\"est\"");
    try (var server = ca.serving().on("cacerts", _ -> challenge)) {
      var client =
          EstClient.builder(server.url()).credential(Credential.passcode("secret")).build();
      assertThat(client.probeUnverified(EstOperation.CACERTS).status()).isEqualTo(401);
      assertThatThrownBy(() -> client.probe(EstOperation.CACERTS))
          .isInstanceOf(EstException.Untrusted.class);
      assertThatThrownBy(() -> client.probeUnverified(EstOperation.SIMPLEENROLL))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(server.received("cacerts"))
          .hasSize(1)
          .allMatch(one -> one.header("Authorization").isEmpty());
    }
  }
}
