package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.Refusal;
import dev.crest.server.road.RefusalTerrain;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What bad input gets, one row for each refusal, over real TLS. */
class EstRefusalsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static TestServer server;
  private static RefusalTerrain terrain;
  private static EstRefusalRows rows;

  @BeforeAll
  static void start() {
    // All rows come from one address; how many failures it may have is AttackOnCredentialsTest's.
    server = TestServer.start(Map.of("CREST_THROTTLE_BURST", "100000"));
    terrain = new RefusalTerrain(server);
    rows = new EstRefusalRows(server, terrain);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @DisplayName(
      "S-STAT-05 S-STAT-06 S-STAT-07 S-STAT-09 S-RA-01 S-URI-06 each refusal has its status and"
          + " sentence, issues and counts nothing, and is on record where the caller is known")
  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refused(Refusal refusal) throws Exception {
    var before = server.kept();

    var reply = refusal.client().send(refusal.request());

    assertThat(reply.status()).as(reply.toString()).isEqualTo(refusal.status());
    assertThat(reply.header("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(reply.text())
        .contains(refusal.says())
        .endsWith("Request id: " + reply.requestId() + "\n");
    refusal.fields().forEach(field -> assertThat("\n" + reply.text()).contains("\n" + field));
    assertThat(reply.header("Cache-Control")).contains("no-store");
    refusal
        .headers()
        .forEach((name, value) -> assertThat(reply.header(name)).as(name).isEqualTo(value));
    assertThat(server.kept()).isEqualTo(before);
    assertRecorded(refusal, reply);
    assertJson(refusal);
    assertThat(server.kept()).isEqualTo(before);
  }

  private static void assertRecorded(Refusal refusal, EstReply reply) {
    var recorded = server.audit(reply);
    if (refusal.recorded().isEmpty()) {
      assertThat(recorded).isEmpty();
      return;
    }
    assertThat(recorded).hasSize(1);
    var event = recorded.getFirst();
    assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
    assertThat(event.reason()).isEqualTo(refusal.recorded());
    assertThat(event.address()).contains("127.0.0.1");
    assertThat(event.actor().equals("anonymous") && !event.details().containsKey("credential"))
        .as("says who it was: " + event)
        .isFalse();
  }

  private static void assertJson(Refusal refusal) {
    if (refusal.code().isEmpty()) {
      return;
    }
    var reply = refusal.client().send(refusal.request().json());

    assertThat(reply.status()).isEqualTo(refusal.status());
    assertThat(reply.header("Content-Type")).contains("application/json");
    var document = JSON.readTree(reply.text());
    assertThat(document.get("request_id").asString()).isEqualTo(reply.requestId());
    assertThat(document.get("errors")).isNotEmpty();
    for (var error : document.get("errors")) {
      assertThat(error.get("code").asString()).isEqualTo(refusal.code().get());
      assertThat(error.get("message").asString()).isNotBlank();
    }
  }

  static Stream<Refusal> refusals() {
    return rows.all();
  }

  @Test
  @DisplayName("S-URI-05 unknown, disabled and deleted policies get one and the same answer")
  void oneAnswerForWhatIsNotThere() {
    for (var operation :
        List.of("cacerts", "csrattrs", "simpleenroll", "simplereenroll", "serverkeygen")) {
      var paths =
          List.of(
              EstRefusalRows.at(RefusalTerrain.UNKNOWN, operation),
              terrain.disabled.path(operation),
              terrain.deleted.path(operation));
      var replies = paths.stream().map(path -> server.client().send(asking(path, operation)));
      assertThat(replies.map(EstReply::withoutItsOwn).distinct()).as(operation).hasSize(1);
    }
  }

  private static EstRequest asking(String path, String operation) {
    boolean get = operation.equals("cacerts") || operation.equals("csrattrs");
    return get ? EstRequest.get(path) : rows.passcode(path);
  }

  @Test
  @DisplayName(
      "S-AUTH-11 wrong, expired, used-up, not yet valid, disabled and misnamed passcodes get one and the same answer")
  void oneAnswerForBadPasscodes() {
    var replies = rows.passcodes().stream().map(row -> row.client().send(row.request()));

    assertThat(replies.map(EstReply::withoutItsOwn).distinct()).hasSize(1);
  }

  @Test
  @DisplayName("S-STAT-10 no refusal repeats what a stranger wrote")
  void nothingIsEchoed() {
    var strange = "<script>" + UUID.randomUUID();
    var request =
        EstRequest.post(
                terrain.strict.path("simpleenroll"),
                new HeldRequest.Builder().subject(new X500Name("ST=" + strange)).build())
            .passcode(terrain.strictPasscode.value());

    var reply = server.client().send(request);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).doesNotContain(strange).doesNotContain("script");
  }
}
