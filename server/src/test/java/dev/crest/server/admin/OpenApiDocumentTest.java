package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The committed description is the one that the code makes. */
class OpenApiDocumentTest {
  private static final Path DOCUMENT =
      Path.of("").toAbsolutePath().getParent().resolve("docs/openapi.yaml");

  /** {@code -Dcrest.write-openapi=true} writes it anew. */
  @Test
  @DisplayName("docs/openapi.yaml is what the server describes itself by")
  void committed() throws IOException {
    try (var server = TestServer.withApi()) {
      var reply = ApiClient.anonymous(server).get("/openapi.yaml").expect(200);
      var described = new String(reply.body(), StandardCharsets.UTF_8);
      if (Boolean.getBoolean("crest.write-openapi")) {
        Files.writeString(DOCUMENT, described);
      }
      assertThat(Files.readString(DOCUMENT)).isEqualTo(described);
    }
  }
}
