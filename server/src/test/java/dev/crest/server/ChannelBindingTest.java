package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.CsrAttributes;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.road.EstClientFixture;
import dev.crest.server.road.EstConnection;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Linking identity and proof of possession (RFC 7030 §3.5) on real TLS connections. */
class ChannelBindingTest {
  private static final ASN1ObjectIdentifier IDENTITY_LINKING =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");
  private static final ASN1ObjectIdentifier OTP =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.56");

  private static TestServer server;
  private static ServedPolicy optional;
  private static ServedPolicy required;
  private static ServedPolicy.Passcode passcode;
  private static ServedPolicy.Passcode requiredPasscode;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    optional = server.policy();
    required =
        server.policy(draft ->
            draft.judging(
                Restrictions.none(),
                Reenrollment.KEEP_IDENTITY,
                ChannelBinding.REQUIRED,
                Duration.ofMinutes(10)));
    passcode = optional.passcode();
    requiredPasscode = required.passcode();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HeldRequest.Builder device() {
    return new HeldRequest.Builder().commonName("linked");
  }

  private static EstClientFixture client(String protocol) {
    return server.client().telling().speaking(protocol);
  }

  private static EstReply send(EstConnection connection, HeldRequest.Builder request)
      throws IOException {
    return connection.send(
        EstRequest.post(required.path("simpleenroll"), request.build())
            .passcode(requiredPasscode.value()));
  }

  private static void assertLinked(EstConnection connection, EstReply reply) throws IOException {
    reply.certificate();
    assertThat(server.audit(reply).getFirst().details()).containsEntry("linked", "true");
    assertThat(reply.header("Connection")).as("S-POP-07").contains("close");
    assertThat(connection.atEnd()).isTrue();
  }

  private static void assertMismatch(EstReply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.text()).contains("Linking of identity and proof of possession failed");
    assertThat(server.audit(reply).getFirst().reason()).contains("identity-not-linked");
  }

  @Test
  @DisplayName(
      "S-POP-01 S-POP-02 S-POP-05 S-POP-07 S-POP-11 tls-unique on TLS 1.2, in each string type")
  void tlsUnique() throws Exception {
    List<BiFunction<HeldRequest.Builder, String, HeldRequest.Builder>> spellings =
        List.of(
            HeldRequest.Builder::challengePassword,
            HeldRequest.Builder::challengePasswordUtf8,
            HeldRequest.Builder::challengePasswordIa5);
    for (var spelling : spellings) {
      try (var connection = client("TLSv1.2").connect()) {
        var binding = connection.tlsUnique().orElseThrow();
        assertLinked(connection, send(connection, spelling.apply(device(), binding)));
      }
    }
  }

  @Test
  @DisplayName(
      "S-POP-06 S-POP-07 tls-exporter on TLS 1.3, in challengePassword or estIdentityLinking")
  void tlsExporter() throws Exception {
    try (var connection = client("TLSv1.3").connect()) {
      var request = device().challengePassword(connection.tlsExporter());
      assertLinked(connection, send(connection, request));
    }
    try (var connection = client("TLSv1.3").connect()) {
      var linking = new DERUTF8String(connection.tlsExporter());
      assertLinked(connection, send(connection, device().attribute(IDENTITY_LINKING, linking)));
    }
  }

  @Test
  @DisplayName("S-POP-04 of several challenges each must be right")
  void everyChallenge() throws Exception {
    try (var connection = client("TLSv1.3").connect()) {
      var binding = connection.tlsExporter();
      var wrong =
          device().challengePassword(binding).attribute(IDENTITY_LINKING, new DERUTF8String("x"));
      assertMismatch(send(connection, wrong));
      var both =
          device()
              .challengePassword(binding)
              .attribute(IDENTITY_LINKING, new DERUTF8String(binding));
      assertLinked(connection, send(connection, both));
    }
    try (var connection = client("TLSv1.3").connect()) {
      var otp =
          device()
              .challengePassword(connection.tlsExporter())
              .attribute(OTP, new DERUTF8String("1"));
      assertThat(send(connection, otp).text()).contains("cannot be checked here");
    }
  }

  @Test
  @DisplayName(
      "S-POP-02 S-STAT-08 A-28 another string type, or more than 255 characters, is refused")
  void malformed() throws Exception {
    try (var connection = client("TLSv1.2").connect()) {
      var binding = connection.tlsUnique().orElseThrow();
      var bmp = send(connection, device().challengePassword(new DERBMPString(binding)));
      var endless = send(connection, device().challengePassword("A".repeat(256)));
      var two =
          send(
              connection,
              device().challengePassword(new DERUTF8String("other"), new DERUTF8String(binding)));

      assertThat(bmp.text()).contains("PrintableString or UTF8String of 255 characters");
      assertThat(endless.text()).contains("PrintableString or UTF8String of 255 characters");
      assertThat(two.text()).contains("exactly one value");
    }
  }

  @Test
  @DisplayName(
      "S-POP-06 S-POP-10 A-24 a CSR made for another TLS session is refused, required or not")
  void replayed() throws Exception {
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      HeldRequest captured;
      try (var connection = client(protocol).connect()) {
        var binding =
            protocol.equals("TLSv1.2")
                ? connection.tlsUnique().orElseThrow()
                : connection.tlsExporter();
        captured = device().challengePassword(binding).build();
      }
      var before = server.kept();
      for (var other : List.of("TLSv1.2", "TLSv1.3")) {
        assertMismatch(
            client(other)
                .send(
                    EstRequest.post(required.path("simpleenroll"), captured)
                        .passcode(requiredPasscode.value())));
        assertMismatch(
            client(other)
                .send(
                    EstRequest.post(optional.path("simpleenroll"), captured)
                        .passcode(passcode.value())));
      }
      assertThat(server.kept()).isEqualTo(before);
    }
  }

  @Test
  @DisplayName(
      "A-24 where linking is not required a replayed CSR needs the credential all the same, and shows in the audit log")
  void replayedWithoutLinking() {
    var captured = device().build();
    var first =
        server
            .client()
            .send(
                EstRequest.post(optional.path("simpleenroll"), captured)
                    .passcode(passcode.value()));
    first.certificate();

    var thief = server.client().send(EstRequest.post(optional.path("simpleenroll"), captured));
    var insider =
        server
            .client()
            .send(
                EstRequest.post(optional.path("simpleenroll"), captured)
                    .passcode(optional.passcode().value()));

    assertThat(thief.status()).isEqualTo(401);
    insider.certificate();
    assertThat(server.audit(insider).getFirst().actor())
        .isNotEqualTo(server.audit(first).getFirst().actor());
  }

  @Test
  @DisplayName(
      "S-POP-03 S-ATTR-11 S-STAT-08 where linking is required csrattrs says so, and so does the refusal without it")
  void requiredIsSaid() throws Exception {
    var attributes =
        CsrAttributes.read(server.client().send(EstRequest.get(required.path("csrattrs"))).der());
    assertThat(attributes.entries())
        .contains(new CsrAttributes.Entry.Oid(PKCSObjectIdentifiers.pkcs_9_at_challengePassword));
    assertThat(
            CsrAttributes.read(
                    server.client().send(EstRequest.get(optional.path("csrattrs"))).der())
                .entries())
        .doesNotContain(
            new CsrAttributes.Entry.Oid(PKCSObjectIdentifiers.pkcs_9_at_challengePassword));

    for (var request : List.of(device(), device().challengePassword(""))) {
      try (var connection = client("TLSv1.3").connect()) {
        var reply = send(connection, request);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
            .contains("Linking of identity and proof of possession is required (RFC 7030 §3.5)");
        assertThat(reply.header("Connection")).as("nothing was used up").isEmpty();
      }
    }
  }

  @Test
  @DisplayName(
      "S-POP-02 S-POP-09 S-TLS-07 a TLS 1.2 session resumed with extended master secrets has a"
          + " tls-unique of its own, and that of the handshake before is no good on it")
  void resumed() throws Exception {
    var client = client("TLSv1.2");
    byte[] session;
    String before;
    try (var connection = client.connect()) {
      assertThat(connection.send(EstRequest.get(required.path("cacerts"))).status()).isEqualTo(200);
      session = connection.session();
      before = connection.tlsUnique().orElseThrow();
    }
    try (var connection = client.connect()) {
      assertThat(connection.session()).as("the session was resumed").isEqualTo(session);
      assertMismatch(send(connection, device().challengePassword(before)));
      var own = connection.tlsUnique().orElseThrow();
      assertLinked(connection, send(connection, device().challengePassword(own)));
    }
  }

  @Test
  @DisplayName("S-POP-01 renewal is linked in the same way")
  void renewal() throws Exception {
    HeldRequest request;
    EstReply issued;
    try (var connection = client("TLSv1.3").connect()) {
      request = device().challengePassword(connection.tlsExporter()).build();
      issued =
          connection.send(
              EstRequest.post(required.path("simpleenroll"), request)
                  .passcode(requiredPasscode.value()));
    }
    var identity = new ServedPolicy.Device(issued.certificate(), request.keyPair()).identity();
    try (var connection = client("TLSv1.3").clientAuth().presenting(identity).connect()) {
      var path = required.path("simplereenroll");
      assertThat(connection.send(EstRequest.post(path, device().build())).status()).isEqualTo(400);
      var renewal = device().challengePassword(connection.tlsExporter()).build();
      assertLinked(connection, connection.send(EstRequest.post(path, renewal)));
    }
  }
}
