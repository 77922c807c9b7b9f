package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Passcode;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same request made again, because its reply never came. */
class LostReplyTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static TestServer server;
  private static ServedPolicy policy;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    policy =
        server.policy(
            draft -> draft.withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), false));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @DisplayName(
      "S-STAT-04 S-STAT-03 the same key and names get the same certificate, also re-signed; one use")
  void again() {
    var passcode = policy.passcode();
    var request = new HeldRequest.Builder().commonName("again").build();
    var first = enrol(passcode, request);
    var before = server.kept();

    var second = enrol(passcode, request);
    var resigned = enrol(passcode, resigned(request, "again"));

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(resigned.certificate()).isEqualTo(first.certificate());
    assertThat(policy.uses(passcode.id())).isEqualTo(1);
    assertThat(server.kept()).isEqualTo(before);
  }

  @Test
  @DisplayName("S-STAT-04 other names, another key or another passcode make another certificate")
  void notTheSame() {
    var passcode = policy.passcode();
    var request = new HeldRequest.Builder().commonName("mine").build();
    var first = enrol(passcode, request).certificate();

    var otherKey = enrol(passcode, new HeldRequest.Builder().commonName("mine").build());
    var moreNames =
        enrol(
            passcode,
            new HeldRequest.Builder()
                .commonName("mine")
                .dns("mine.example")
                .keyPair(request.keyPair())
                .build());
    var otherPasscode = enrol(policy.passcode(), request);

    assertThat(otherKey.certificate()).isNotEqualTo(first);
    assertThat(moreNames.certificate()).isNotEqualTo(first);
    assertThat(otherPasscode.certificate()).isNotEqualTo(first);
    assertThat(policy.uses(passcode.id())).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "S-AUTH-05 a used-up one-time passcode fetches its own certificate again, and nothing else")
  void usedUp() {
    var passcode = policy.passcode(ServedPolicy.terms().limited(1));
    var request = new HeldRequest.Builder().commonName("once").build();
    var first = enrol(passcode, request).certificate();

    assertThat(enrol(passcode, request).certificate()).isEqualTo(first);
    assertThat(enrol(passcode, resigned(request, "once")).certificate()).isEqualTo(first);
    assertThat(enrol(passcode, new HeldRequest.Builder().commonName("twice").build()).status())
        .isEqualTo(401);
    assertThat(enrol(passcode, new HeldRequest.Builder().commonName("once").build()).status())
        .isEqualTo(401);
    assertThat(policy.uses(passcode.id())).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "S-STAT-04 after ten minutes the same request is a new one: a new certificate, or a refusal")
  void tooLate() {
    var unlimited = policy.passcode();
    var once = policy.passcode(ServedPolicy.terms().limited(1));
    var request = new HeldRequest.Builder().commonName("late").build();
    var other = new HeldRequest.Builder().commonName("late once").build();
    var first = enrol(unlimited, request).certificate();
    var firstOnce = enrol(once, other).certificate();
    server.clock().turn(WINDOW.minusSeconds(1));
    assertThat(enrol(unlimited, request).certificate()).isEqualTo(first);
    assertThat(enrol(once, other).certificate()).isEqualTo(firstOnce);

    server.clock().turn(Duration.ofSeconds(2));

    assertThat(enrol(unlimited, request).certificate()).isNotEqualTo(first);
    assertThat(policy.uses(unlimited.id())).isEqualTo(2);
    var late = enrol(once, other);
    assertThat(late.status()).isEqualTo(401);
    assertThat(server.audit(late).getFirst().reason()).contains("credential-used-up");
    assertThat(policy.uses(once.id())).isEqualTo(1);
  }

  @Test
  @DisplayName("S-STAT-04 a renewal whose reply was lost gets the same certificate again")
  void renewal() {
    var device = policy.enrolled("renewing");
    var client = server.client().clientAuth().presenting(device.identity());
    var renewal =
        EstRequest.post(
            policy.path("simplereenroll"),
            new HeldRequest.Builder().commonName("renewing").build());

    var first = client.send(renewal).certificate();
    var before = server.kept();

    assertThat(client.send(renewal).certificate()).isEqualTo(first);
    assertThat(server.kept()).isEqualTo(before);
  }

  @Test
  @DisplayName("S-SKG-14 a generated key is sent once: the same request makes another key")
  void generatedKey() {
    var passcode = policy.passcode(ServedPolicy.terms().limited(2));
    var request =
        EstRequest.post(
                policy.path("serverkeygen"), new HeldRequest.Builder().commonName("gen").build())
            .passcode(passcode.value());

    var first = server.client().send(request);
    var second = server.client().send(request);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isNotEqualTo(first.text());
    assertThat(policy.uses(passcode.id())).isEqualTo(2);
    assertThat(server.client().send(request).status()).isEqualTo(401);
  }

  private static HeldRequest resigned(HeldRequest request, String commonName) {
    return new HeldRequest.Builder().commonName(commonName).keyPair(request.keyPair()).build();
  }

  private static EstReply enrol(Passcode passcode, HeldRequest request) {
    return server
        .client()
        .send(EstRequest.post(policy.path("simpleenroll"), request).passcode(passcode.value()));
  }
}
