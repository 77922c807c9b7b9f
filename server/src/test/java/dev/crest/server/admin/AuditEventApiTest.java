package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The audit log over the management API. */
class AuditEventApiTest {
  private static TestServer server;
  private static ApiClient admin;
  private static ApiClient auditor;

  @BeforeAll
  static void start() {
    server = TestServer.withApi(Map.of("CREST_AUDIT_CHECKPOINT_INTERVAL", "1s"));
    admin = ApiClient.administrator(server);
    auditor = ApiClient.as(server, Role.AUDITOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String division(String name) {
    return admin.post("/divisions", "{\"name\":\"" + name + "\"}").expect(201).id();
  }

  @Test
  @DisplayName("a change is found by its resource and its request, and shown by its id")
  void search() {
    var made = admin.post("/divisions", "{\"name\":\"Oslo\"}").expect(201);
    var found = auditor.get("/audit-events?resource_id=" + made.id()).expect(200).json();
    assertThat(found.at("/items/0/action").asString()).isEqualTo("division.create");
    assertThat(found.at("/items/0/outcome").asString()).isEqualTo("success");
    assertThat(found.at("/items/0/details/after.name").asString()).isEqualTo("Oslo");
    var request = made.headers().firstValue("x-request-id").orElseThrow();
    assertThat(auditor.get("/audit-events?request_id=" + request).expect(200).json().path("items"))
        .hasSize(1);
    var id = found.at("/items/0/id").asString();
    assertThat(auditor.get("/audit-events/" + id).expect(200).text("action"))
        .isEqualTo("division.create");
    auditor.get("/audit-events/main:999999999").expect(404);
    auditor.get("/audit-events/nothing").expect(404);
  }

  @Test
  @DisplayName("pages by key hold every record once; wrong queries are named")
  void paging() {
    for (int i = 0; i < 5; i++) {
      division("Page " + i);
    }
    var all = new ArrayList<String>();
    var next = "";
    do {
      var page = auditor.get("/audit-events?action=division.&limit=2" + next).expect(200).json();
      page.path("items").forEach(item -> all.add(item.path("id").asString()));
      next = page.has("next") ? "&cursor=" + page.path("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(all).hasSizeGreaterThanOrEqualTo(6).doesNotHaveDuplicates();
    for (var wrong :
        new String[] {
          "outcome=maybe",
          "at_from=yesterday",
          "at_to=%2B999999999-12-31T23:59:59Z",
          "sort=actor",
          "colour=red",
          "limit=0",
          "cursor=x"
        }) {
      auditor.get("/audit-events?" + wrong).expect(400);
    }
  }

  @Test
  @DisplayName("a role limited to divisions sees their records alone, and verifies nothing")
  void limited() {
    var mine = division("Mine");
    division("Not mine");
    var limited = ApiClient.as(server, Role.AUDITOR, mine);
    var seen = limited.get("/audit-events").expect(200).json().path("items");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).path("division_id").asString()).isEqualTo(mine);
    assertThat(limited.get("/audit-events/checkpoints").expect(200).json().path("items")).isEmpty();
    limited.post("/audit-events/verify").expect(403);
    limited.get("/audit-events/main:1").expect(404);
  }

  @Test
  @DisplayName("an export holds what the search finds, as CSV and as JSON lines")
  void export() {
    var id = division("=HYPERLINK(1)");
    var csv = auditor.get("/audit-events/export?format=csv&resource_id=" + id).expect(200);
    assertThat(csv.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
    assertThat(csv.headers().firstValue("content-disposition").orElseThrow())
        .contains("audit-events.csv");
    assertThat(new String(csv.body(), StandardCharsets.UTF_8).split("\r\n"))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines[0]).startsWith("at,actor,action"));
    var json = auditor.get("/audit-events/export?format=json&resource_id=" + id).expect(200);
    assertThat(json.json().at("/details/after.name").asString()).isEqualTo("=HYPERLINK(1)");
    auditor.get("/audit-events/export").expect(400);
    auditor.get("/audit-events/export?format=xml").expect(400);
    auditor.get("/audit-events/export?format=csv&outcome=maybe").expect(400);
    ApiClient.as(server, Role.DEVICE_CREATOR).get("/audit-events/export?format=csv").expect(403);
  }

  @Test
  @DisplayName("the log is verified on request, and checkpoints are listed with their signatures")
  void verify() throws InterruptedException {
    division("Verified");
    var verified = auditor.post("/audit-events/verify").expect(200).json();
    assertThat(verified.path("intact").booleanValue()).isTrue();
    assertThat(verified.at("/nodes/0/complete_from").asLong()).isEqualTo(1);
    var key = verified.path("key_id").asString();
    assertThat(key).matches("[0-9a-f]{64}");
    var deadline = Instant.now().plusSeconds(30);
    var listed = checkpoints();
    while (listed.isEmpty()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(100);
      listed = checkpoints();
    }
    var checkpoint = listed.get(0);
    assertThat(checkpoint.path("key_id").asString()).isEqualTo(key);
    assertThat(checkpoint.path("number").asLong()).isPositive();
    assertThat(checkpoint.path("hash").asString()).matches("[0-9a-f]{64}");
    assertThat(Base64.getDecoder().decode(checkpoint.path("signature").asString())).isNotEmpty();
    assertThat(
            auditor.post("/audit-events/verify").expect(200).json().path("intact").booleanValue())
        .isTrue();
  }

  private static JsonNode checkpoints() {
    return auditor.get("/audit-events/checkpoints?node=main").expect(200).json().path("items");
  }
}
