package dev.crest.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.HostileKeys;
import dev.crest.server.road.HostileNames;
import dev.crest.server.road.HostileRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.RevocationReason;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certification requests made to hurt, from a caller with a good passcode, over real TLS. */
class AttackOnRequestsTest {
  private static TestServer server;
  private static ServedPolicy policy;
  private static ServedPolicy.Passcode passcode;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    policy = server.policy();
    passcode = policy.passcode();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static EstReply send(byte[] body) {
    return server
        .client()
        .send(
            EstRequest.post(policy.path("simpleenroll"), body)
                .header("Content-Type", "application/pkcs10")
                .passcode(passcode.value()));
  }

  private static EstReply send(HeldRequest.Builder request) {
    return send(request.build().der().bytes());
  }

  static Stream<HostileRequest> hostile() {
    return Stream.of(
            HostileRequest.encodings(),
            HostileKeys.signatures(),
            HostileKeys.keys(),
            HostileRequest.extensions(),
            HostileNames.names(),
            HostileNames.subjects(),
            HostileRequest.attributes())
        .flatMap(List::stream);
  }

  @DisplayName(
      "A-20 A-21 A-22 A-25 A-26 A-27 A-28 a hostile request is 400 with its fault, on record, and"
          + " nothing is issued or counted")
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostile(HostileRequest request) {
    var before = server.kept();

    var reply = send(request.body());

    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.text()).contains(request.says());
    assertThat(server.audit(reply)).hasSize(1);
    assertThat(server.audit(reply).getFirst().reason()).contains(request.reason());
    assertThat(server.kept()).isEqualTo(before);
  }

  @Test
  @DisplayName("A-20 after all that the server serves as before")
  void stillServing() {
    HostileRequest.encodings().forEach(request -> send(request.body()));

    send(new HeldRequest.Builder().commonName("device")).certificate();
  }

  @Test
  @DisplayName("A-23 the key of a CA or of the TLS server is refused")
  void keysOfTheServer() throws Exception {
    var keys =
        Stream.concat(
                server.authorities().stream().map(certificate -> certificate.publicKeyInfo()),
                Stream.of(server.client().serverKey()))
            .toList();
    for (var key : keys) {
      var reply = send(new HeldRequest.Builder().publicKey(key));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("belongs to a certificate authority or to this server");
    }
  }

  @Test
  @DisplayName("A-23 a compromised key, and a key of another subscriber, are refused")
  void keysOfOthers() {
    var others = new HeldRequest.Builder().commonName("other").build();
    var lost = new HeldRequest.Builder().commonName("lost").build();
    policy.enrolled(others);
    var compromised = policy.enrolled(lost).certificate();
    server
        .catalog()
        .certificates()
        .revoke(Actor.system(), server.stored(compromised).id(), RevocationReason.KEY_COMPROMISE);

    var stolen = send(new HeldRequest.Builder().commonName("thief").keyPair(others.keyPair()));
    var reused = send(new HeldRequest.Builder().commonName("lost").keyPair(lost.keyPair()));

    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.text()).contains("certified for another subject already");
    assertThat(reused.status()).isEqualTo(400);
    assertThat(reused.text()).contains("revoked as compromised");
  }

  @DisplayName(
      "A-25 CERT-14 CERT-15 an extension that speaks for a CA is never copied: left out, and said in the audit record")
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void neverCopied(ASN1ObjectIdentifier oid) {
    ASN1Encodable spoof = new DERSequence(new DEROctetString("http://evil".getBytes(US_ASCII)));

    var reply = send(new HeldRequest.Builder().commonName("device").extension(oid, false, spoof));

    var copied = reply.certificate().extension(oid);
    assertThat(copied.map(e -> new String(e.getExtnValue().getOctets(), UTF_8)).orElse(""))
        .doesNotContain("evil");
    assertThat(server.audit(reply).getFirst().details()).containsKey("dropped");
    var critical = send(new HeldRequest.Builder().commonName("device").extension(oid, true, spoof));
    assertThat(critical.status()).isEqualTo(400);
    assertThat(critical.text()).contains("asked for as critical");
  }

  static Stream<ASN1ObjectIdentifier> neverCopied() {
    return Stream.of(
        Extension.nameConstraints,
        Extension.policyMappings,
        Extension.certificatePolicies,
        Extension.authorityKeyIdentifier,
        Extension.subjectKeyIdentifier,
        Extension.cRLDistributionPoints,
        Extension.authorityInfoAccess,
        new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
        new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3"),
        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.5"),
        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"));
  }

  @Test
  @DisplayName("A-29 a request has no say in the validity: the profile's, within the CA's")
  void validity() {
    var privateKeyUsagePeriod = new ASN1ObjectIdentifier("2.5.29.16");
    var request =
        new HeldRequest.Builder()
            .commonName("device")
            .extension(
                privateKeyUsagePeriod,
                false,
                new DERSequence(new org.bouncycastle.asn1.DERGeneralizedTime("99991231235959Z")))
            .attribute(new ASN1ObjectIdentifier("2.5.29.16"), DERNull.INSTANCE);

    var issued = send(request).certificate();

    var now = server.clock().instant();
    assertThat(issued.notBefore()).isBetween(now.minus(Duration.ofMinutes(5)), now);
    assertThat(Duration.between(now, issued.notAfter())).isLessThanOrEqualTo(Duration.ofDays(365));
    assertThat(issued.notAfter()).isBefore(server.authorities().getFirst().notAfter());
    assertThat(issued.extension(privateKeyUsagePeriod)).isEmpty();
  }

  @Test
  @DisplayName(
      "A-27 what looks dangerous in one rendering of names is data in another: issued to the letter, escaped in the log")
  void escaped() {
    var text = "a,CN=admin+O=\\Acme\"<#;";
    var request = new HeldRequest.Builder().commonName(text);

    var reply = send(request);

    var issued = reply.certificate();
    assertThat(issued.subject().getRDNs()).hasSize(1);
    assertThat(
            dev.crest.pkix.Names.first(
                issued.subject(), org.bouncycastle.asn1.x500.style.BCStyle.CN))
        .contains(text);
    var logged = server.audit(reply).getFirst().details().get("subject");
    assertThat(new X500Name(org.bouncycastle.asn1.x500.style.BCStyle.INSTANCE, logged).getRDNs())
        .hasSize(1);
  }

  @Test
  @DisplayName("A-23 one key pair is one subscriber's: the first to enrol it")
  void sharedKey() {
    var pair = Keys.generate(KeyType.RSA_2048);
    var first = send(new HeldRequest.Builder().commonName("one").keyPair(pair));
    var second = send(new HeldRequest.Builder().commonName("two").keyPair(pair));

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(400);
  }
}
