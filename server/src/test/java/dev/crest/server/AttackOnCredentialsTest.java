package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.server.audit.AuditVerdict;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstClientFixture;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Guessing passcodes, and using one more often than it may be used. */
class AttackOnCredentialsTest {
  private static final int BURST = 100;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Sends requests from many threads that start together, each on a connection of its own. */
  private static List<EstReply> storm(
      EstClientFixture client, int threads, int each, IntFunction<EstRequest> request)
      throws Exception {
    var together = new CyclicBarrier(threads);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var tasks =
          IntStream.range(0, threads)
              .<Callable<List<EstReply>>>mapToObj(thread ->
                  () -> {
                    var replies = new ArrayList<EstReply>();
                    try (var connection = client.connect()) {
                      together.await(60, TimeUnit.SECONDS);
                      for (int i = 0; i < each; i++) {
                        replies.add(connection.send(request.apply(thread * each + i)));
                      }
                    }
                    return replies;
                  })
              .toList();
      var all = new ArrayList<EstReply>();
      for (var done : pool.invokeAll(tasks)) {
        all.addAll(done.get());
      }
      return all;
    }
  }

  private static EstRequest enrolment(ServedPolicy policy, String passcode) {
    return EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build())
        .passcode(passcode);
  }

  private static long count(List<EstReply> replies, int status) {
    return replies.stream().filter(reply -> reply.status() == status).count();
  }

  @Test
  @DisplayName(
      "A-11 S-AUTH-11 of 1,000 parallel guesses across policies a burst is judged, the rest told to"
          + " wait; others, and certificates from the same address, are not locked out")
  void guesses() throws Exception {
    int threads = 20;
    var first = server.policy();
    var second = server.policy();
    var code = first.passcode(ServedPolicy.terms().limited(2));
    var installer = new HeldCertificate.Builder().commonName("installer").build();
    first.authenticationCertificate(installer, ServedPolicy.terms());
    var attacker = server.client().from("127.0.0.66");
    var body = new HeldRequest.Builder().build();
    var before = server.kept();

    var replies =
        storm(
            attacker,
            threads,
            1000 / threads,
            i ->
                EstRequest.post((i % 2 == 0 ? first : second).path("simpleenroll"), body)
                    .passcode("guess%015d".formatted(i)));

    assertThat(count(replies, 401)).isBetween((long) BURST, (long) BURST + threads);
    assertThat(count(replies, 401) + count(replies, 429)).isEqualTo(1000);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 429)
        .allMatch(reply -> Integer.parseInt(reply.header("Retry-After").orElseThrow()) > 0);
    assertThat(server.kept()).isEqualTo(before);
    assertThat(attacker.send(enrolment(first, code.value())).status()).isEqualTo(429);
    var neighbour = server.client().from("127.0.0.67");
    assertThat(neighbour.send(enrolment(first, code.value())).status()).isEqualTo(200);
    var byCertificate =
        attacker
            .clientAuth()
            .presenting(ClientIdentity.of(installer))
            .send(EstRequest.post(first.path("simpleenroll"), new HeldRequest.Builder().build()));
    assertThat(byCertificate.status()).isEqualTo(200);

    server.clock().turn(Duration.ofSeconds(2));
    assertThat(attacker.send(enrolment(first, code.value())).status()).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "A-11 nothing in the answer tells an unknown user, a wrong passcode and another's passcode apart")
  void noEnumeration() {
    var policy = server.policy();
    var elsewhere = server.policy().passcode();
    var named = policy.passcode(ServedPolicy.terms(), Optional.of("alice"));
    var body = EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build());
    var client = server.client().from("127.0.0.68");

    var replies =
        List.of(
            client.send(body.basic("nobody:" + named.value())),
            client.send(body.basic("alice:wrong")),
            client.send(body.basic("alice:" + elsewhere.value())),
            client.send(body.basic("")),
            client.send(body.basic("alice")),
            client.send(body));

    assertThat(replies.stream().map(EstReply::withoutItsOwn).distinct()).hasSize(1);
    assertThat(replies.getFirst().status()).isEqualTo(401);
  }

  @Test
  @DisplayName(
      "A-12 S-AUTH-05 100 parallel enrolments with a one-time passcode make exactly one certificate")
  void oneTime() throws Exception {
    var policy = server.policy();
    var code = policy.passcode(ServedPolicy.terms().limited(1));
    var before = server.kept();

    var replies = storm(server.client(), 100, 1, i -> enrolment(policy, code.value()));

    assertThat(count(replies, 200)).isEqualTo(1);
    assertThat(count(replies, 401)).isEqualTo(99);
    assertThat(policy.uses(code.id())).isEqualTo(1);
    assertThat(server.kept().certificates()).isEqualTo(before.certificates() + 1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() == 401)
        .allMatch(AttackOnCredentialsTest::recordedAsUsedUp);
  }

  @Test
  @DisplayName(
      "A-12 100 parallel copies of one request with a one-time passcode all get the one certificate")
  void oneRequest() throws Exception {
    var policy = server.policy();
    var code = policy.passcode(ServedPolicy.terms().limited(1));
    var request = enrolment(policy, code.value());
    var before = server.kept();

    var replies = storm(server.client(), 100, 1, i -> request);

    assertThat(replies.stream().map(EstReply::certificate).distinct()).hasSize(1);
    assertThat(policy.uses(code.id())).isEqualTo(1);
    assertThat(server.kept().certificates()).isEqualTo(before.certificates() + 1);
  }

  @Test
  @DisplayName(
      "A-12 S-ENROLL-11 1,000 enrolments by 50 clients with a passcode for 700: exactly 700"
          + " certificates and records, 300 refusals with their reason, no serial twice")
  void sevenHundred() throws Exception {
    var policy = server.policy();
    var code = policy.passcode(ServedPolicy.terms().limited(700));
    var before = server.kept();

    var replies = storm(server.client(), 50, 20, i -> enrolment(policy, code.value()));

    var issued =
        replies.stream().filter(r -> r.status() == 200).map(EstReply::certificate).toList();
    assertThat(issued).hasSize(700);
    assertThat(issued.stream().map(Certificate::serialNumber).distinct()).hasSize(700);
    assertThat(count(replies, 401)).isEqualTo(300);
    assertThat(policy.uses(code.id())).isEqualTo(700);
    assertThat(server.kept().certificates()).isEqualTo(before.certificates() + 700);
    assertThat(recorded(code, "success", "")).isEqualTo(700);
    assertThat(recorded(code, "refused", "credential-used-up")).isEqualTo(300);
    assertThat(issued)
        .allMatch(certificate -> server.stored(certificate).policyId().equals(policy.id()));
    assertThat(server.server().store().audit().verify("main"))
        .isInstanceOf(AuditVerdict.Intact.class);
  }

  private static long recorded(ServedPolicy.Passcode code, String outcome, String reason) {
    return server.number(
        "select count(*) from audit_event where action = 'certificate.simpleenroll' and outcome = ?"
            + " and coalesce(reason, '') = ? and details like ?",
        outcome,
        reason,
        "%" + code.id() + "%");
  }

  private static boolean recordedAsUsedUp(EstReply reply) {
    var recorded = server.audit(reply);
    return recorded.size() == 1
        && recorded.getFirst().reason().equals(Optional.of("credential-used-up"));
  }
}
