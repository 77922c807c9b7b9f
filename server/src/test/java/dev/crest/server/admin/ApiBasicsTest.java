package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What all operations of the management API have in common, tried on divisions. */
class ApiBasicsTest {
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @DisplayName("what is created with one POST is there")
  void create() {
    var made =
        admin.post("/divisions", "{\"name\":\"Lyon\",\"description\":\"Plant\"}").expect(201);
    assertThat(made.text("name")).isEqualTo("Lyon");
    assertThat(made.headers().firstValue("x-request-id")).isPresent();
    assertThat(admin.get("/divisions").expect(200).body()).asString().contains(made.id());
  }

  @Test
  @DisplayName("every fault of a body is named at once, with its pointer (RFC 9457, RFC 6901)")
  void everyFault() {
    var refused = admin.post("/divisions", "{\"description\":7,\"nmae\":\"x\"}").expect(400);
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(refused.pointers()).containsExactlyInAnyOrder("/name", "/description", "/nmae");
    assertThat(refused.text("request_id"))
        .isEqualTo(refused.headers().firstValue("x-request-id").orElseThrow());
  }

  @Test
  @DisplayName("a body that is no JSON, or said to be something else, is refused")
  void notJson() {
    admin.post("/divisions", "{").expect(400);
    admin.post("/divisions", "{\"name\":\"a\",\"name\":\"b\"}").expect(400);
    admin.post("/divisions", "[".repeat(10_000)).expect(400);
    admin.upload("/divisions", "text/plain", "{\"name\":\"a\"}".getBytes()).expect(415);
    admin.post("/divisions", "{\"name\":\"" + "x".repeat(3_000_000) + "\"}").expect(413);
  }

  @Test
  @DisplayName("a clash is a conflict that says with what")
  void clash() {
    admin.post("/divisions", "{\"name\":\"Twice\"}").expect(201);
    var refused = admin.post("/divisions", "{\"name\":\"Twice\"}").expect(409);
    assertThat(refused.pointers()).containsExactly("/name");
  }

  @Test
  @DisplayName("without a good key nothing is answered, and with a role that lacks it nothing done")
  void access() {
    var anonymous = ApiClient.anonymous(server);
    assertThat(anonymous.get("/divisions").expect(401).headers().firstValue("www-authenticate"))
        .isPresent();
    anonymous.with("x-api-key", "crest_wrong").get("/divisions").expect(401);
    var auditor = ApiClient.as(server, Role.AUDITOR);
    auditor.get("/divisions").expect(200);
    var refused = auditor.post("/divisions", "{\"name\":\"No\"}").expect(403);
    var reason =
        server.server().store().audit().byRequest(refused.text("request_id")).getFirst().event();
    assertThat(reason.action()).isEqualTo("access.denied");
    assertThat(reason.details()).containsEntry("permission", "division_change");
    admin
        .with("x-account-id", "0190c0de-0000-7000-8000-000000000000")
        .get("/divisions")
        .expect(200);
    auditor
        .with("x-account-id", "0190c0de-0000-7000-8000-000000000000")
        .get("/divisions")
        .expect(403);
  }

  @Test
  @DisplayName("a role limited to divisions sees only those, and cannot make another")
  void limited() {
    var first = admin.post("/divisions", "{\"name\":\"Mine\"}").expect(201).id();
    var limited = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, first);
    var seen = limited.get("/divisions").expect(200);
    assertThat(new String(seen.body())).contains(first).doesNotContain(server.divisionId());
    limited.post("/divisions", "{\"name\":\"Further\"}").expect(403);
  }

  @Test
  @DisplayName("a creation sent twice with an idempotency key is done once")
  void idempotency() {
    var once = admin.with("Idempotency-Key", "create-nantes-1");
    var first = once.post("/divisions", "{\"name\":\"Nantes\"}").expect(201);
    var again = once.post("/divisions", "{\"name\":\"Nantes\"}").expect(201);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
    once.post("/divisions", "{\"name\":\"Other\"}").expect(409);
    var refused = admin.with("Idempotency-Key", "create-nantes-2");
    refused.post("/divisions", "{\"name\":\"Nantes\"}").expect(409);
    refused.post("/divisions", "{\"name\":\"Nantes 2\"}").expect(201);
  }

  @Test
  @DisplayName("unknown addresses and methods are said to be so")
  void addresses() {
    admin.get("/nowhere").expect(404);
    admin.delete("/divisions").expect(405);
    for (var malformed : new String[] {"/divisions/..%2F..%2Fetc", "/divisions/%00", "/a%5Cb"}) {
      var refused = admin.get(malformed);
      assertThat(refused.status()).isBetween(400, 404);
      assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
      assertThat(refused.text("request_id"))
          .isEqualTo(refused.headers().firstValue("x-request-id").orElseThrow());
    }
  }

  @Test
  @DisplayName("the description is OpenAPI 3.1 and needs no key")
  void description() {
    var description = ApiClient.anonymous(server).get("/openapi").expect(200);
    assertThat(description.text("openapi")).startsWith("3.1");
    assertThat(description.json().at("/paths/~1api~1v1~1divisions/post/operationId").asString())
        .isEqualTo("createDivision");
  }
}
