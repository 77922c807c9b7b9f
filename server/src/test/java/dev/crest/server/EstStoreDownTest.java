package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.PostgresCluster;
import dev.crest.testkit.HeldRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Enrolment while the database is away, which is a real PostgreSQL that is stopped. */
class EstStoreDownTest {
  @Test
  @DisplayName(
      "S-STAT-09 S-ENROLL-11 A-39 store down: 503 with Retry-After, nothing issued or counted; store"
          + " back: the same server enrols again")
  void storeDown() {
    try (var cluster = PostgresCluster.own();
        var server =
            TestServer.start(
                Map.of(
                    "CREST_STORE_URL", cluster.newDatabase(),
                    "CREST_STORE_USER", "crest",
                    "CREST_STORE_PATIENCE", "500ms"))) {
      var policy = server.policy(draft -> draft.servedAt(List.of("down"), true));
      var passcode = policy.passcode(ServedPolicy.terms().limited(2));
      var device = enrol(server, policy, passcode);
      assertThat(device.status()).isEqualTo(200);

      cluster.crash();
      for (int i = 0; i < 3; i++) {
        assertUnavailable(enrol(server, policy, passcode));
      }
      assertUnavailable(server.client().send(unknown(policy)));
      assertThat(server.client().send(EstRequest.get(policy.path("cacerts"))).certificates())
          .as("CA certificates need no database")
          .isEqualTo(server.authorities());

      cluster.start();
      server.reconnect();
      assertThat(server.kept()).isEqualTo(new TestServer.Kept(1, 1, 1));
      assertThat(enrolWhenBack(server, policy, passcode).status()).isEqualTo(200);
      assertThat(enrol(server, policy, passcode).status()).isEqualTo(401);
      assertThat(server.kept()).isEqualTo(new TestServer.Kept(2, 2, 2));
      assertThat(server.server().store().audit().verify("main"))
          .isInstanceOf(AuditVerdict.Intact.class);
    }
  }

  private static EstReply enrol(
      TestServer server, ServedPolicy policy, ServedPolicy.Passcode passcode) {
    var request = new HeldRequest.Builder().build();
    return server
        .client()
        .send(EstRequest.post(policy.path("simpleenroll"), request).passcode(passcode.value()));
  }

  /** Tries again as a client does that is told to; each try waits for a connection by itself. */
  private static EstReply enrolWhenBack(
      TestServer server, ServedPolicy policy, ServedPolicy.Passcode passcode) {
    var reply = enrol(server, policy, passcode);
    for (int i = 0; i < 60 && reply.status() == 503; i++) {
      reply = enrol(server, policy, passcode);
    }
    return reply;
  }

  /** With a passcode that nothing is known of yet. */
  private static EstRequest unknown(ServedPolicy policy) {
    return EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build())
        .passcode("0123456789abcdefghij");
  }

  private static void assertUnavailable(EstReply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
    assertThat(reply.header("Retry-After").map(Integer::parseInt).orElseThrow()).isPositive();
    assertThat(reply.text()).contains("Request id: " + reply.requestId());
  }
}
