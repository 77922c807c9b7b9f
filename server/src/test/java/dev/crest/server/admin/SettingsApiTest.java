package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the server shows what it is and how it is configured. */
class SettingsApiTest {
  @Test
  @DisplayName("every setting is shown with its origin, secrets never")
  void shown() {
    try (var server = TestServer.withApi(Map.of("CREST_THROTTLE_BURST", "77"))) {
      var reply = ApiClient.as(server, Role.AUDITOR).get("/settings").expect(200);
      var settings = reply.json().path("settings");
      var burst = one(settings, "throttle.burst");
      assertThat(burst.path("value").asString()).isEqualTo("77");
      assertThat(burst.path("origin").asString()).isEqualTo("environment");
      assertThat(burst.path("variable").asString()).isEqualTo("CREST_THROTTLE_BURST");
      var idle = one(settings, "access.session-idle");
      assertThat(idle.path("value").asString()).isEqualTo("30m");
      assertThat(idle.path("origin").asString()).isEqualTo("default");
      assertThat(one(settings, "secrets.master").path("value").asString()).startsWith("file:");
      assertThat(one(settings, "oidc.issuer").has("value")).isFalse();
      assertThat(reply.json().at("/database/kind").asString()).isEqualTo("sqlite");
      assertThat(reply.json().at("/database/schema").asInt()).isGreaterThanOrEqualTo(17);
      assertThat(reply.json().at("/certificate/subject_alt_names").toString())
          .contains("localhost");
      assertThat(reply.json().at("/addresses/est_port").asInt()).isEqualTo(server.server().port());
      assertThat(reply.json().at("/java/version").asString()).isNotBlank();
      assertThat(new String(reply.body(), StandardCharsets.UTF_8)).doesNotContain("BEGIN");
      ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR).get("/settings").expect(403);
      ApiClient.as(server, Role.AUDITOR, server.divisionId()).get("/settings").expect(403);
      ApiClient.anonymous(server).get("/settings").expect(401);
    }
  }

  private static tools.jackson.databind.JsonNode one(
      tools.jackson.databind.JsonNode settings, String key) {
    return settings
        .valueStream()
        .filter(setting -> setting.path("key").asString().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
