package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The numbers of the dashboard. */
class StatisticsApiTest {
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode statistics(ApiClient client, String query) {
    return client.get("/statistics" + query).expect(200).json();
  }

  private void refuse(dev.crest.server.road.ServedPolicy policy) {
    var nameless = new HeldRequest.Builder().commonName("").build();
    var reply =
        server
            .client()
            .send(
                EstRequest.post(policy.path("simpleenroll"), nameless)
                    .passcode(policy.passcode().value()));
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  @DisplayName("an empty server has zeros, and every step of the period")
  void empty() {
    var none = statistics(admin, "");
    assertThat(none.at("/certificates/total").asLong()).isZero();
    assertThat(none.at("/enrollments/period").asString()).isEqualTo("7d");
    assertThat(none.at("/enrollments/points")).hasSize(168);
    assertThat(none.at("/expiry_calendar/days")).hasSize(90);
    assertThat(none.at("/expiry_calendar/months")).hasSize(24);
    assertThat(statistics(admin, "?period=24h").at("/enrollments/points")).hasSize(24);
    assertThat(statistics(admin, "?period=30d").at("/enrollments/points")).hasSize(30);
    assertThat(statistics(admin, "?period=90d").at("/enrollments/points")).hasSize(90);
    assertThat(none.at("/totals/certificate_authorities").asLong()).isEqualTo(3);
    assertThat(none.path("expiring_authorities")).isEmpty();
    assertThat(admin.get("/statistics?period=1y").expect(400).pointers()).hasSize(1);
  }

  @Test
  @DisplayName("certificates are counted by how they stand, enrolments and refusals by the hour")
  void counted() throws InterruptedException {
    var policy = server.policy();
    var revoked = policy.enrolled("one");
    var renewed = policy.enrolled("two");
    policy.enrolled("three");
    refuse(policy);
    admin
        .post("/certificates/" + server.stored(revoked.certificate()).id() + "/revoke", "{}")
        .expect(200);
    server
        .client()
        .clientAuth()
        .presenting(renewed.identity())
        .send(
            EstRequest.post(
                policy.path("simplereenroll"), new HeldRequest.Builder().commonName("x").build()))
        .certificate();
    once("/certificates/total", 4);
    var some = statistics(admin, "?period=24h");
    assertThat(some.at("/certificates/total").asLong()).isEqualTo(4);
    assertThat(some.at("/certificates/valid").asLong()).isEqualTo(2);
    assertThat(some.at("/certificates/revoked").asLong()).isEqualTo(1);
    assertThat(some.at("/certificates/superseded").asLong()).isEqualTo(1);
    assertThat(some.at("/enrollments/issued").asLong()).isEqualTo(4);
    assertThat(some.at("/enrollments/refused").asLong()).isEqualTo(1);
    assertThat(some.at("/enrollments/points/23/issued").asLong()).isEqualTo(4);
    assertThat(some.at("/refusals/0/count").asLong()).isEqualTo(1);
    assertThat(some.at("/refusals/0/reason").asString()).isNotBlank();
    assertThat(some.at("/totals/certificate_policies").asLong()).isEqualTo(1);
  }

  @Test
  @DisplayName("what expires is told by 7, 30 and 90 days, by day and by month; what did, expired")
  void expiring() throws InterruptedException {
    var end = server.policy().enrolled("one").certificate().notAfter();
    server.clock().turn(Duration.between(server.clock().instant(), end.minus(Duration.ofDays(20))));
    var soon = once("/expiring/within_30_days", 1);
    assertThat(soon.at("/expiring/within_7_days").asLong()).isZero();
    assertThat(soon.at("/expiring/within_30_days").asLong()).isEqualTo(1);
    assertThat(soon.at("/expiring/within_90_days").asLong()).isEqualTo(1);
    assertThat(sum(soon.at("/expiry_calendar/days"))).isEqualTo(1);
    assertThat(sum(soon.at("/expiry_calendar/months"))).isEqualTo(1);
    server.clock().turn(Duration.ofDays(30));
    var gone = once("/certificates/expired", 1);
    assertThat(gone.at("/certificates/expired").asLong()).isEqualTo(1);
    assertThat(gone.at("/certificates/valid").asLong()).isZero();
    assertThat(sum(gone.at("/expiry_calendar/days"))).isZero();
  }

  /** Asks until a number is as expected: what was counted a moment ago is answered for a while. */
  private JsonNode once(String pointer, long expected) throws InterruptedException {
    var answer = statistics(admin, "");
    for (int i = 0; i < 100 && answer.at(pointer).asLong() != expected; i++) {
      Thread.sleep(100);
      answer = statistics(admin, "");
    }
    return answer;
  }

  private static long sum(JsonNode counts) {
    return counts.valueStream().mapToLong(each -> each.path("count").asLong()).sum();
  }

  @Test
  @DisplayName("whoever is limited to divisions sees numbers of those alone")
  void limited() throws InterruptedException {
    var policy = server.policy();
    policy.enrolled("one");
    refuse(policy);
    var elsewhere = admin.post("/divisions", "{\"name\":\"Elsewhere\"}").expect(201).id();
    var own = ApiClient.as(server, Role.APPROVER, server.divisionId());
    var other = ApiClient.as(server, Role.APPROVER, elsewhere);
    once("/certificates/total", 1);
    assertThat(statistics(own, "").at("/certificates/total").asLong()).isEqualTo(1);
    assertThat(statistics(own, "").at("/enrollments/refused").asLong()).isEqualTo(1);
    var none = statistics(other, "");
    assertThat(none.at("/certificates/total").asLong()).isZero();
    assertThat(none.at("/enrollments/issued").asLong()).isZero();
    assertThat(none.path("refusals")).isEmpty();
    assertThat(none.at("/totals/divisions").asLong()).isEqualTo(1);
    assertThat(none.at("/totals/certificate_policies").asLong()).isZero();
  }

  @Test
  @DisplayName("refusals of strangers are counted for whoever may see all of an account")
  void strangers() {
    var policy = server.policy();
    var request = new HeldRequest.Builder().commonName("x").build();
    for (int i = 0; i < 3; i++) {
      server
          .client()
          .send(EstRequest.post(policy.path("simpleenroll"), request).passcode("wrong-" + i));
    }
    server
        .server()
        .store()
        .ledger()
        .record(
            new dev.crest.server.audit.AuditEvent(
                server.clock().instant(),
                "anonymous",
                "certificate.refused-strangers",
                dev.crest.server.audit.AuditEvent.Outcome.REFUSED,
                java.util.Optional.of("not-authenticated"),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Map.of("passcode-unknown", "3")));
    assertThat(statistics(admin, "").at("/refusals").toString())
        .contains("\"passcode-unknown\"", "3");
    var limited = ApiClient.as(server, Role.AUDITOR, server.divisionId());
    assertThat(statistics(limited, "").path("refusals")).isEmpty();
  }
}
