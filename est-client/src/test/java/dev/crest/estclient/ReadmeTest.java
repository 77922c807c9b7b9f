package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estclient.example.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of README.md is the one that is compiled here, and it works. */
class ReadmeTest {
  private static final Path EXAMPLE =
      Path.of("src/test/java/dev/crest/estclient/example/Gateway.java");

  @Test
  @DisplayName("the example in README.md is the compiled source, word for word")
  void sameText() throws Exception {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("```java\n" + Files.readString(EXAMPLE) + "```");
  }

  @Test
  @DisplayName(
      "the example enrols and renews, and keeps the old certificate while the server is down")
  void works(@TempDir Path folder) throws Exception {
    var ca = new TestAuthority("Acme");
    var anchors = folder.resolve("ca.pem");
    Files.writeString(anchors, ca.root.certificatePem());
    Identity first;
    Gateway gateway;
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked ->
              asked.header("Authorization").isPresent()
                  ? Canned.certificates(ca.issued(asked))
                  : Canned.status(401, "", "WWW-Authenticate: Basic realm=\"est\""));
      gateway = new Gateway(server.url(), anchors);
      first = gateway.enroll("gateway-1", "secret");
      var second = gateway.renew(first);

      assertThat(second.certificate()).isNotEqualTo(first.certificate());
      assertThat(second.certificate().subject()).isEqualTo(first.certificate().subject());
      assertThat(server.received("simplereenroll").getFirst().peer()).contains(first.certificate());
    }
    assertThat(gateway.renew(first)).isEqualTo(first);
  }
}
