package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.RevocationReason;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Becoming somebody else by renewal. */
class AttackOnIdentityTest {
  /** id-cmc-changeSubjectName (RFC 6402 §2.8). */
  private static final ASN1ObjectIdentifier CHANGE_SUBJECT_NAME =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.7.36");

  private static TestServer server;
  private static ServedPolicy lenient;
  private static ServedPolicy strict;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    lenient = server.policy();
    strict =
        server.policy(draft ->
            draft.judging(
                Restrictions.none(),
                Reenrollment.RFC_7030,
                ChannelBinding.OPTIONAL,
                Duration.ofMinutes(10)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static EstRequest renewal(ServedPolicy policy, HeldRequest.Builder request) {
    return EstRequest.post(policy.path("simplereenroll"), request.build());
  }

  private static EstReply renew(ServedPolicy policy, Device device, HeldRequest.Builder request) {
    return server
        .client()
        .clientAuth()
        .presenting(device.identity())
        .send(renewal(policy, request));
  }

  private static HeldRequest.Builder named(String commonName) {
    return new HeldRequest.Builder().commonName(commonName);
  }

  private static void assertRefused(EstReply reply, int status, String reason) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(server.audit(reply)).hasSize(1);
    assertThat(server.audit(reply).getFirst().reason()).contains(reason);
  }

  @Test
  @DisplayName("A-30 ChangeSubjectName gives nobody another name")
  void changeSubjectName() {
    var wanted = new DERSequence(new X500Name("CN=admin"));
    var request = named("device").attribute(CHANGE_SUBJECT_NAME, wanted);

    var kept = renew(lenient, lenient.enrolled("device"), request);
    var same = renew(strict, strict.enrolled("device"), request);
    var mismatching =
        renew(
            strict,
            strict.enrolled("device"),
            named("admin").attribute(CHANGE_SUBJECT_NAME, wanted));

    for (var reply : List.of(kept, same)) {
      assertThat(reply.certificate().subject()).isEqualTo(new X500Name("CN=device"));
    }
    assertRefused(mismatching, 400, "identity-changed");
  }

  @Test
  @DisplayName(
      "A-31 S-REENROLL-01 another's subject and a superset of SANs: kept out, or refused, by policy")
  void othersName() {
    var greedy = named("admin").dns("admin.example");

    var kept = renew(lenient, lenient.enrolled("device"), greedy).certificate();
    var refused = renew(strict, strict.enrolled("device"), named("device").dns("admin.example"));

    assertThat(kept.subject()).isEqualTo(new X500Name("CN=device"));
    assertThat(kept.subjectAltName()).isEmpty();
    assertRefused(refused, 400, "identity-changed");
  }

  @Test
  @DisplayName(
      "A-31 S-REENROLL-06 the same subject and serial number under a stranger's CA of our name renews nothing")
  void sameNameOtherAuthority() {
    var real = lenient.enrolled("device").certificate();
    var impostor =
        new HeldCertificate.Builder()
            .subject(server.authorities().getFirst().subject())
            .certificateAuthority(0)
            .build();
    var forged =
        new HeldCertificate.Builder()
            .subject(real.subject())
            .serialNumber(real.serialNumber().value())
            .signedBy(impostor)
            .build();

    var reply =
        server
            .client()
            .clientAuth()
            .presenting(ClientIdentity.of(forged, impostor))
            .send(renewal(lenient, named("device")));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text()).contains("Only a certificate that this server issued");
    assertThat(server.audit(reply)).as("the caller is unknown").isEmpty();
  }

  @Test
  @DisplayName("A-31 S-REENROLL-09 a certificate of label A neither renews nor enrols at label B")
  void otherLabel() {
    var device = strict.enrolled("device");

    var reply = renew(lenient, device, named("device"));
    var enrolment =
        server
            .client()
            .clientAuth()
            .presenting(device.identity())
            .send(EstRequest.post(lenient.path("simpleenroll"), named("device").build()));

    assertRefused(reply, 403, "certificate-other-policy");
    assertRefused(enrolment, 403, "certificate-only-renews");
  }

  @Test
  @DisplayName(
      "A-31 S-TLS-07 S-REENROLL-06 a certificate revoked meanwhile is refused on the open connection and on a resumed session")
  void revokedMeanwhile() throws Exception {
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      var device = lenient.enrolled("device");
      var client =
          server.client().telling().speaking(protocol).clientAuth().presenting(device.identity());
      try (var connection = client.connect()) {
        assertThat(connection.send(EstRequest.get(lenient.path("cacerts"))).status())
            .isEqualTo(200);

        server
            .catalog()
            .certificates()
            .revoke(
                Actor.system(),
                server.stored(device.certificate()).id(),
                RevocationReason.CESSATION_OF_OPERATION);

        assertRefused(
            connection.send(renewal(lenient, named("device"))), 403, "certificate-revoked");
      }
      assertRefused(client.send(renewal(lenient, named("device"))), 403, "certificate-revoked");
    }
  }

  @Test
  @DisplayName(
      "A-31 S-RA-03 an authentication CA's certificate for a registration authority is nothing more than a client's")
  void foreignRegistrationAuthority() {
    var vendor = new HeldCertificate.Builder().commonName("Vendor").certificateAuthority(0).build();
    var policy = server.policy();
    policy.authenticationAuthority(vendor, true);
    var authority =
        new HeldCertificate.Builder()
            .commonName("ra")
            .signedBy(vendor)
            .extendedKeyUsage(
                KeyPurposeId.id_kp_clientAuth,
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.28")))
            .build();
    var client = server.client().clientAuth().presenting(ClientIdentity.of(authority));

    var forAnother =
        client.send(EstRequest.post(policy.path("simpleenroll"), named("device").build()));
    var unlinked =
        client.send(
            EstRequest.post(
                policy.path("simpleenroll"), named("ra").challengePassword("b3RoZXI=").build()));

    assertRefused(forAnother, 400, "name-not-bound");
    assertRefused(unlinked, 400, "identity-not-linked");
  }

  @Test
  @DisplayName(
      "A-24 S-ENROLL-10 a captured CSR under another identity: the key is another subject's, and is refused as such")
  void capturedRequest() {
    var captured = named("victim").build();
    lenient.enrolled(captured);
    var renamed = new HeldRequest.Builder().commonName("thief").keyPair(captured.keyPair()).build();

    var reply =
        server
            .client()
            .send(
                EstRequest.post(strict.path("simpleenroll"), renamed)
                    .passcode(strict.passcode().value()));

    assertRefused(reply, 400, "key-known");
  }
}
