package dev.crest.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.audit.AuditEvent;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstClientFixture;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** simpleenroll, and the ways to all operations, over real TLS. */
class EnrollmentTest {
  private static TestServer server;
  private static ServedPolicy policy;
  private static ServedPolicy.Passcode passcode;
  private static ServedPolicy.Passcode alices;
  private static HeldCertificate certificate;
  private static HeldCertificate vendorRoot;
  private static HeldCertificate vendorIssuing;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    policy =
        server.policy(draft ->
            draft
                .servedAt(List.of("devices"), true)
                .withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), true));
    passcode = policy.passcode();
    alices = policy.passcode(ServedPolicy.terms(), Optional.of("alice"));
    certificate = new HeldCertificate.Builder().commonName("installer").build();
    policy.authenticationCertificate(certificate, ServedPolicy.terms());
    vendorRoot = new HeldCertificate.Builder().commonName("Vendor").certificateAuthority(1).build();
    vendorIssuing =
        new HeldCertificate.Builder()
            .commonName("Vendor issuing")
            .certificateAuthority(0)
            .signedBy(vendorRoot)
            .build();
    policy.authenticationAuthority(vendorRoot, false);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @DisplayName(
      "S-URI-01 S-URI-02 S-STAT-01 all operations answer on the policy's URL, on a label and without"
          + " one")
  @ParameterizedTest
  @ValueSource(strings = {"policy", "label", "default"})
  void addresses(String shape) {
    var base =
        switch (shape) {
          case "policy" -> policy.path("");
          case "label" -> "/.well-known/est/devices/";
          default -> "/.well-known/est/";
        };
    var client = server.client();

    assertThat(client.send(EstRequest.get(base + "cacerts")).certificates())
        .isEqualTo(server.authorities());
    assertThat(client.send(EstRequest.get(base + "csrattrs")).status()).isEqualTo(200);
    var request = new HeldRequest.Builder().commonName("by " + shape).build();
    var issued = client.send(enrol(base + "simpleenroll", request)).certificate();
    var device = new Device(issued, request.keyPair());
    var renewed =
        client
            .clientAuth()
            .presenting(device.identity())
            .send(EstRequest.post(base + "simplereenroll", request))
            .certificate();
    assertThat(renewed.serialNumber()).isNotEqualTo(issued.serialNumber());
    assertThat(client.send(enrol(base + "serverkeygen", request)).status()).isEqualTo(200);
    assertThat(server.stored(issued).policyId()).isEqualTo(policy.id());
    assertThat(server.stored(renewed).renews()).contains(server.stored(issued).id());
  }

  /** A way to prove who one is. */
  enum Proof {
    PASSCODE_ALONE,
    PASSCODE_WITHOUT_COLON,
    PASSCODE_WITH_ANY_USER,
    PASSCODE_OF_A_USER,
    AUTHENTICATION_CERTIFICATE,
    AUTHENTICATION_AUTHORITY,
    BOTH;

    EstRequest in(EstRequest request) {
      return switch (this) {
        case PASSCODE_ALONE, BOTH -> request.basic(":" + passcode.value());
        case PASSCODE_WITHOUT_COLON -> request.basic(passcode.value());
        case PASSCODE_WITH_ANY_USER -> request.basic("whoever:" + passcode.value());
        case PASSCODE_OF_A_USER -> request.basic("alice:" + alices.value());
        case AUTHENTICATION_CERTIFICATE, AUTHENTICATION_AUTHORITY -> request;
      };
    }

    Optional<ClientIdentity> identity() {
      return switch (this) {
        case AUTHENTICATION_CERTIFICATE, BOTH -> Optional.of(ClientIdentity.of(certificate));
        case AUTHENTICATION_AUTHORITY -> {
          var leaf =
              new HeldCertificate.Builder()
                  .commonName("made device")
                  .signedBy(vendorIssuing)
                  .build();
          yield Optional.of(ClientIdentity.of(leaf, vendorIssuing));
        }
        default -> Optional.empty();
      };
    }
  }

  @DisplayName(
      "S-AUTH-01 S-AUTH-02 S-AUTH-03 S-AUTH-04 S-TLS-01 S-TLS-04 S-TLS-05 each kind of credential"
          + " enrols with TLS 1.2 and 1.3 on the hosts it is for")
  @ParameterizedTest
  @EnumSource(Proof.class)
  void credentials(Proof proof) {
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      for (var host : hosts(proof)) {
        var plain = server.client().speaking(protocol).named(host);
        var client = proof.identity().map(plain::presenting).orElse(plain);
        var request = new HeldRequest.Builder().commonName("device").build();

        var reply = client.send(proof.in(EstRequest.post(policy.path("simpleenroll"), request)));

        assertThat(server.stored(reply.certificate()).credentialId())
            .as("%s %s %s", proof, protocol, host)
            .isPresent();
      }
    }
  }

  private static List<String> hosts(Proof proof) {
    return proof.identity().isPresent()
        ? List.of(TestServer.HOST, TestServer.CLIENT_AUTH_HOST)
        : List.of(TestServer.HOST);
  }

  @Test
  @DisplayName(
      "S-AUTH-09 a passcode sent along with cacerts and csrattrs does no harm, right or wrong")
  void preemptiveBasic() {
    for (var operation : List.of("cacerts", "csrattrs")) {
      for (var text : List.of(":" + passcode.value(), "eve:wrong")) {
        var request = EstRequest.get(policy.path(operation)).basic(text);
        assertThat(server.client().send(request).status()).isEqualTo(200);
      }
    }
  }

  @Test
  @DisplayName("S-URI-11 many operations on one connection, and one on each")
  void persistentConnection() throws Exception {
    try (var connection = server.client().connect()) {
      for (int i = 0; i < 5; i++) {
        assertThat(connection.send(EstRequest.get(policy.path("cacerts"))).status()).isEqualTo(200);
        var request = new HeldRequest.Builder().commonName("device " + i).build();
        connection.send(enrol(policy.path("simpleenroll"), request)).certificate();
      }
    }
    assertThat(server.client().send(EstRequest.get(policy.path("cacerts"))).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("S-HTTP-09 HTTP/1.0 is answered in HTTP/1.0, and the connection ends at once")
  void http10() throws Exception {
    var request = new HeldRequest.Builder().commonName("old device").build();
    try (var connection = server.client().connect()) {
      var reply = connection.send(enrol(policy.path("simpleenroll"), request).http10());

      assertThat(reply.statusLine()).isEqualTo("HTTP/1.0 200 OK");
      assertThat(connection.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "S-RESP-01 S-RESP-03 S-RESP-04 S-HTTP-07 S-HTTP-12 S-HTTP-20 the reply is the one certificate,"
          + " with the key of the CSR to the byte, back-dated by at most five minutes")
  void reply() {
    var request = new HeldRequest.Builder().commonName("device").dns("device.example").build();

    var reply = server.client().send(enrol(policy.path("simpleenroll"), request));

    var issued = reply.certificate();
    assertThat(reply.header("Content-Type"))
        .contains("application/pkcs7-mime; smime-type=certs-only");
    assertThat(reply.header("Content-Transfer-Encoding")).contains("base64");
    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(reply.header("Server")).isEmpty();
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(reply.headerLines()).hasSizeLessThanOrEqualTo(16);
    assertThat(reply.header("Transfer-Encoding")).isEmpty();
    assertThat(issued.publicKeyInfo()).isEqualTo(Keys.info(request.keyPair().getPublic()));
    assertThat(Duration.between(issued.notBefore(), server.clock().instant()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(5));
    assertThat(issued.isSignedBy(server.authorities().getFirst())).isTrue();
  }

  @Test
  @DisplayName("CERT-01 S-CACERTS-03 openssl verifies what was issued with what cacerts returns")
  void openssl(@TempDir Path folder) {
    var issuing = server.client().send(EstRequest.get(policy.path("cacerts"))).certificates();
    var root = issuing.getLast();
    var intermediates = issuing.subList(0, issuing.size() - 1);
    for (var type : List.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.RSA_2048)) {
      var request = new HeldRequest.Builder().commonName("device").keyType(type).build();
      var issued = server.client().send(enrol(policy.path("simpleenroll"), request)).certificate();
      new OpenSsl(folder).verify(issued, intermediates, root, "-purpose", "sslclient");
    }
  }

  @Test
  @DisplayName("S-ENROLL-11 S-POP-11 an issuance has one audit record, written before the reply")
  void audited() {
    var request = new HeldRequest.Builder().commonName("device").build();

    var reply = server.client().send(enrol(policy.path("simpleenroll"), request));

    var recorded = server.audit(reply);
    assertThat(recorded).hasSize(1);
    var event = recorded.getFirst();
    assertThat(event.action()).isEqualTo("certificate.simpleenroll");
    assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
    assertThat(event.actor()).isEqualTo("credential:" + passcode.id());
    assertThat(event.resourceId()).contains(server.stored(reply.certificate()).id());
    assertThat(event.details())
        .containsEntry("serialNumber", reply.certificate().serialNumber().hex())
        .containsEntry("linked", "false")
        .containsEntry("policy", policy.id());
  }

  /** A way to write the body, and whether the reply is wrapped. */
  private record Form(String name, byte[] body, String contentType, boolean wrapped) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    var request = new HeldRequest.Builder().commonName("device").build();
    var pem = request.pem();
    var wrapped = TransferEncoding.encode(request.der(), TransferEncoding.Lines.WRAPPED);
    var line = TransferEncoding.encode(request.der(), TransferEncoding.Lines.ONE_LINE);
    return Stream.of(
        new Form("PEM", ascii(pem), "application/octet-stream", true),
        new Form("PEM, CRLF", ascii(pem.replace("\n", "\r\n")), "application/pkcs10", true),
        new Form(
            "PEM without line breaks",
            ascii(pem.replace("\n", "")),
            "application/x-www-form-urlencoded",
            true),
        new Form(
            "NEW CERTIFICATE REQUEST",
            ascii(pem.replace("CERTIFICATE REQ", "NEW CERTIFICATE REQ")),
            "application/pkcs10",
            true),
        new Form("base64, wrapped", wrapped, "Application/PKCS10; charset=utf-8", true),
        new Form("base64 on one line", line, "application/pkcs10", false),
        new Form("DER", request.der().bytes(), "application/octet-stream", true));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  @DisplayName(
      "S-ENROLL-01 S-HTTP-01 S-HTTP-03 S-HTTP-06 S-HTTP-14 S-HTTP-15 S-HTTP-16 whatever way a request"
          + " is written, it is read, and answered in its manner")
  @ParameterizedTest
  @MethodSource("forms")
  void forms(Form form) {
    var request =
        EstRequest.post(policy.path("simpleenroll"), form.body())
            .header("Content-Type", form.contentType())
            .header("Content-Transfer-Encoding", "8bit")
            .passcode(passcode.value());

    var reply = server.client().send(request);

    reply.certificate();
    assertThat(reply.text().contains("\n")).isEqualTo(form.wrapped());
    assertThat(reply.text()).doesNotEndWith("\n");
  }

  @Test
  @DisplayName(
      "S-HTTP-17 S-HTTP-18 a chunked body is taken, and its announcement answered with 100")
  void chunkedAfterContinue() throws Exception {
    var request = new HeldRequest.Builder().commonName("device").build();
    var basic = Base64.getEncoder().encodeToString(ascii(":" + passcode.value()));
    try (var connection = server.client().connect()) {
      connection.write(
          ascii(
              "POST "
                  + policy.path("simpleenroll")
                  + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
                  + basic
                  + "\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"));
      assertThat(connection.read().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      var pem = request.pem();
      connection.write(ascii(Integer.toHexString(pem.length()) + "\r\n" + pem + "\r\n0\r\n\r\n"));
      connection.read().certificate();
    }
  }

  @Test
  @DisplayName("S-ENROLL-05 extensions are read from either attribute, and refused in both at once")
  void extensionRequests() {
    var pkcs9 = new HeldRequest.Builder().dns("a.example");
    var microsoft = new HeldRequest.Builder().dns("a.example").microsoftExtensionRequest();
    for (var request : List.of(pkcs9, microsoft)) {
      var issued = server.client().send(enrol(policy.path("simpleenroll"), request.build()));
      assertThat(issued.certificate().subjectAltName())
          .contains(new GeneralNames(new GeneralName(GeneralName.dNSName, "a.example")));
    }
    var both =
        new HeldRequest.Builder()
            .dns("a.example")
            .attribute(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14"), DERNull.INSTANCE)
            .build();
    var refused = server.client().send(enrol(policy.path("simpleenroll"), both));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("requested twice");
  }

  @Test
  @DisplayName("S-ENROLL-04 S-ENROLL-09 what is not known is left out and said in the audit record")
  void unknownIsDropped() {
    var oid = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");
    var request =
        new HeldRequest.Builder()
            .commonName("device")
            .attribute(oid, new DERUTF8String("00-11-22-33-44-55"))
            .extension(oid, false, DERNull.INSTANCE)
            .keyUsage(KeyUsage.digitalSignature | KeyUsage.dataEncipherment)
            .build();

    var reply = server.client().send(enrol(policy.path("simpleenroll"), request));

    assertThat(reply.certificate().extension(oid)).isEmpty();
    assertThat(
            KeyUsage.getInstance(
                    reply
                        .certificate()
                        .extension(Extension.keyUsage)
                        .orElseThrow()
                        .getParsedValue())
                .hasUsages(KeyUsage.dataEncipherment))
        .isFalse();
    assertThat(server.audit(reply).getFirst().details().get("dropped"))
        .contains("extension." + oid.getId())
        .contains("extension.key_usage");
  }

  @Test
  @DisplayName(
      "S-ENROLL-04 a usage is never turned into another: where none of those asked for is allowed,"
          + " the request is refused")
  void usageIsNotInverted() {
    var request =
        new HeldRequest.Builder().commonName("device").keyUsage(KeyUsage.dataEncipherment).build();

    var reply = server.client().send(enrol(policy.path("simpleenroll"), request));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("none of the key usages");
  }

  @Test
  @DisplayName("S-ENROLL-10 a registered value must be met by the name that is asked for")
  void registeredValue() {
    var bound =
        policy.passcode(
            ServedPolicy.registering("subject.common_name", Match.STARTS_WITH, "meter-"));

    var other = send(bound, new X500Name("CN=pump-1"));
    var right = send(bound, new X500Name("CN=meter-1"));

    assertThat(other.status()).isEqualTo(400);
    assertThat(other.text()).contains("not one registered").doesNotContain("meter-");
    assertThat(server.audit(other).getFirst().reason()).contains("registered-value-mismatch");
    assertThat(right.certificate().subject()).isEqualTo(new X500Name("CN=meter-1"));
  }

  @Test
  @DisplayName("S-RA-01 with a bound authentication CA a device gets its own name and no other")
  void boundName() {
    var vendor = new HeldCertificate.Builder().commonName("Bound").certificateAuthority(0).build();
    var bound = server.policy();
    bound.authenticationAuthority(vendor, true);
    var leaf = new HeldCertificate.Builder().commonName("device-7").signedBy(vendor).build();
    var client = server.client().clientAuth().presenting(ClientIdentity.of(leaf));

    var own = client.send(posted(bound, "device-7"));
    var others = client.send(posted(bound, "device-8"));

    assertThat(own.status()).isEqualTo(200);
    assertThat(others.status()).isEqualTo(400);
    assertThat(server.audit(others).getFirst().reason()).contains("name-not-bound");
  }

  @Test
  @DisplayName(
      "S-STAT-07 S-AUTH-02 S-HTTP-19 authentication comes before the body: a length of zero is challenged")
  void challengeBeforeBody() {
    var probe = EstRequest.post(policy.path("simpleenroll"), new byte[0]);

    var reply = server.client().send(probe);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate").orElseThrow()).startsWith("Basic realm=");
  }

  @Test
  @DisplayName(
      "S-TLS-03 S-TLS-10 S-TLS-15 the server proves each of its names, and serves without any name")
  void names() {
    for (var name : List.of("localhost", "clientauth.localhost", "")) {
      EstClientFixture client = server.client().named(name);
      assertThat(client.send(EstRequest.get(policy.path("cacerts"))).status()).isEqualTo(200);
    }
  }

  private static EstRequest posted(ServedPolicy at, String commonName) {
    return EstRequest.post(
        at.path("simpleenroll"), new HeldRequest.Builder().commonName(commonName).build());
  }

  private static EstReply send(ServedPolicy.Passcode with, X500Name subject) {
    var request = new HeldRequest.Builder().subject(subject).build();
    return server
        .client()
        .send(EstRequest.post(policy.path("simpleenroll"), request).passcode(with.value()));
  }

  private static EstRequest enrol(String path, HeldRequest request) {
    return EstRequest.post(path, request).passcode(passcode.value());
  }
}
