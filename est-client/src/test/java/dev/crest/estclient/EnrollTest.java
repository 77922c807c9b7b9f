package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are asked for, checked and renewed as RFC 7030 §4.2 says. */
class EnrollTest {
  private final TestAuthority ca = new TestAuthority("Acme");

  private EstClient.Builder client(StubServer server) {
    return EstClient.builder(server.url()).trust(ca.trust());
  }

  private static EnrollmentRequest request() {
    return EnrollmentRequest.builder().subject("CN=d1").name("dns:d1.example").build();
  }

  @Test
  @DisplayName("C-ENROLL-01, C-ENROLL-02 cacerts and csrattrs come first, then the request")
  void order() throws Exception {
    try (var server = ca.serving()) {
      var issued = (Issued) client(server).build().enroll(request());

      assertThat(server.received().stream().map(StubServer.Received::operation))
          .containsExactly("cacerts", "csrattrs", "simpleenroll");
      assertThat(server.connections()).as("one connection does").isEqualTo(1);
      assertThat(issued.chain()).hasSize(2);
      assertThat(issued.anchor()).isEqualTo(ca.root.certificate());
      assertThat(issued.namesAsRequested()).isTrue();
      assertThat(issued.identity().certificate()).isEqualTo(issued.certificate());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "EC_P521", "RSA_2048", "ED25519", "ML_DSA_44", "ML_DSA_65"})
  @DisplayName("keys of every kind are made, certified and written to files and back")
  void keyTypes(KeyType type) throws Exception {
    try (var server = ca.serving()) {
      var request = EnrollmentRequest.builder().subject("CN=d1").newKey(type).build();
      var issued = (Issued) client(server).build().enroll(request);

      assertThat(issued.key().type()).isEqualTo(type);
      assertThat(DeviceKey.read(issued.key().pem()).publicKeyInfo())
          .isEqualTo(issued.certificate().publicKeyInfo());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("C-ENROLL-04 the request is bound to the TLS session without being asked")
  void binding(String version) throws Exception {
    try (var server = ca.serving(version)) {
      client(server).build().enroll(request());

      var asked = server.received("simpleenroll").getFirst();
      var challenge =
          TestAuthority.request(asked).values(PKCSObjectIdentifiers.pkcs_9_at_challengePassword);
      assertThat(challenge)
          .singleElement(type(ASN1String.class))
          .extracting(ASN1String::getString)
          .isEqualTo(Base64.getEncoder().encodeToString(asked.binding()));
      assertThat(asked.binding()).hasSize(version.equals("TLSv1.3") ? 32 : 12);
    }
  }

  @Test
  @DisplayName("C-HTTP-02 on another connection the request is bound anew, with the same key")
  void boundAnew() throws Exception {
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked ->
              asked.header("Authorization").isPresent()
                  ? Canned.certificates(ca.issued(asked))
                  : Canned.status(
                      401, "", "WWW-Authenticate: Basic realm=\"est\"", "Connection: close"));
      client(server).credential(Credential.passcode("secret")).build().enroll(request());

      var asked = server.received("simpleenroll");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(0).connection()).isNotEqualTo(asked.get(1).connection());
      assertThat(TestAuthority.request(asked.get(1)).publicKey())
          .isEqualTo(TestAuthority.request(asked.get(0)).publicKey());
      for (var one : asked) {
        var text =
            (ASN1String)
                TestAuthority.request(one)
                    .values(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)
                    .getFirst();
        assertThat(Base64.getDecoder().decode(text.getString())).isEqualTo(one.binding());
      }
    }
  }

  @Test
  @DisplayName("C-ENROLL-03 the request is signed by the key that it asks to certify")
  void proofOfPossession() throws Exception {
    try (var server = ca.serving()) {
      var key = DeviceKey.generate(KeyType.EC_P384);
      var usage =
          new Extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement).getEncoded());
      var request = EnrollmentRequest.builder().subject("CN=d1").key(key).extension(usage).build();
      client(server).build().enroll(request);

      var sent = TestAuthority.request(server.received("simpleenroll").getFirst());
      assertThat(sent.signatureVerifies()).isTrue();
      assertThat(sent.publicKey()).isEqualTo(key.publicKeyInfo());
      assertThat(sent.requestedExtensions().orElseThrow().getExtension(Extension.keyUsage))
          .isEqualTo(usage);
    }
  }

  @Test
  @DisplayName("C-ENROLL-08 a renewal has the very subject and alternative names, byte by byte")
  void renewal() throws Exception {
    try (var server = ca.serving()) {
      var old = ca.device("d7");
      var issued =
          (Issued) client(server).build().reenroll(EnrollmentRequest.renewing(old).build());

      var asked = server.received("simplereenroll").getFirst();
      var sent = TestAuthority.request(asked);
      assertThat(sent.subject().getEncoded()).isEqualTo(old.certificate().subject().getEncoded());
      assertThat(
              sent.requestedExtensions()
                  .orElseThrow()
                  .getExtension(Extension.subjectAlternativeName))
          .isEqualTo(old.certificate().extension(Extension.subjectAlternativeName).orElseThrow());
      assertThat(asked.peer()).as("C-AUTH-03").contains(old.certificate());
      assertThat(issued.namesAsRequested()).isTrue();
    }
  }

  @Test
  @DisplayName("C-ENROLL-08 names change by ChangeSubjectName only, and a new key may come along")
  void changedNames() throws Exception {
    try (var server = ca.serving()) {
      var old = ca.device("d7");
      var request =
          EnrollmentRequest.renewing(old).newKey(KeyType.EC_P256).name("dns:other.example").build();
      server.on(
          "simplereenroll",
          asked -> Canned.certificates(ca.issued(asked, b -> b.dns("other.example"))));
      client(server).build().reenroll(request);

      var sent = TestAuthority.request(server.received("simplereenroll").getFirst());
      assertThat(sent.subject()).isEqualTo(old.certificate().subject());
      assertThat(sent.values(RequestPlanner.CHANGE_SUBJECT_NAME)).hasSize(1);
      assertThat(sent.publicKey()).isNotEqualTo(old.key().publicKeyInfo());
    }
  }

  @Test
  @DisplayName("C-AUTH-03 where the old key is of no use for TLS another identity is presented")
  void otherIdentity() throws Exception {
    try (var server = ca.serving()) {
      var other = ca.device("d7");
      client(server)
          .identity(other)
          .build()
          .reenroll(EnrollmentRequest.renewing(ca.device("d7")).build());

      assertThat(server.received("simplereenroll").getFirst().peer()).contains(other.certificate());
    }
  }

  @Test
  @DisplayName("C-ENROLL-09 the certificate is the one for our key, wherever it lies")
  void byKey() throws Exception {
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked -> {
            var all =
                new ArrayList<>(
                    List.of(
                        ca.issued(asked),
                        ca.issuing.certificate(),
                        ca.root.certificate(),
                        ca.device("other").certificate()));
            Collections.reverse(all);
            return Canned.certificates(all);
          });
      var issued = (Issued) client(server).build().enroll(request());

      assertThat(issued.certificate().publicKeyInfo()).isEqualTo(issued.key().publicKeyInfo());
      assertThat(issued.chain()).containsExactly(issued.certificate(), ca.issuing.certificate());
    }
  }

  @Test
  @DisplayName("C-ENROLL-09 a certificate for another key, of a CA, of nobody we trust, is refused")
  void refused() throws Exception {
    var stranger = new TestAuthority("Stranger");
    try (var server = ca.serving()) {
      var client = client(server).build();
      server.on("simpleenroll", Canned.certificates(ca.device("d1").certificate()));
      assertUnacceptable(client, "another key");
      server.on(
          "simpleenroll",
          asked ->
              Canned.certificates(
                  ca.issued(asked, b -> b.certificateAuthority().signedBy(ca.root))));
      assertUnacceptable(client, "of a CA");
      server.on("simpleenroll", asked -> Canned.certificates(stranger.issued(asked)));
      assertUnacceptable(client, "not trusted");
      server.on(
          "simpleenroll",
          asked ->
              Canned.certificates(
                  stranger.issued(asked),
                  stranger.issuing.certificate(),
                  stranger.root.certificate()));
      assertUnacceptable(client, "not trusted");
      server.on(
          "simpleenroll",
          asked ->
              Canned.certificates(
                  ca.issued(
                      asked,
                      b ->
                          b.commonName("d2")
                              .extension(
                                  Extension.subjectAlternativeName,
                                  false,
                                  PlannedExtensions.names(
                                      List.of(SubjectNames.alternative("dns:d2.example")))))));
      assertUnacceptable(client, "none of the names");
    }
  }

  private static void assertUnacceptable(EstClient client, String because) {
    assertThatThrownBy(() -> client.enroll(request()))
        .isInstanceOf(EstException.Unacceptable.class)
        .hasMessageContaining(because);
  }

  @Test
  @DisplayName("names that the CA changed are told")
  void changedByTheCa() throws Exception {
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked ->
              Canned.certificates(
                  ca.issued(asked, b -> b.subject(SubjectNames.subject("CN=d1,O=Acme")))));
      var issued = (Issued) client(server).build().enroll(request());

      assertThat(issued.namesAsRequested()).isFalse();
    }
  }

  @Test
  @DisplayName("keys and certificates come from PKCS#8 with a passphrase and from PKCS#12, too")
  void files() throws Exception {
    var device = ca.device("d1");
    var pem = device.key().pem("open sesame".toCharArray());
    var read = Identity.read(pem, "open sesame".toCharArray(), Certificates.pem(device.chain()));
    assertThat(read.chain()).isEqualTo(device.chain());
    assertThat(read.key().publicKeyInfo()).isEqualTo(device.key().publicKeyInfo());
    assertThatThrownBy(() -> DeviceKey.read(pem)).hasMessageContaining("passphrase is needed");
    assertThatThrownBy(() ->
            Identity.of(device.key(), List.of(new HeldCertificate.Builder().build().certificate())))
        .hasMessageContaining("for this key");

    var store = java.security.KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "d1",
        device.key().privateKey(),
        "changeit".toCharArray(),
        Certificates.jca(device.chain()));
    var file = new java.io.ByteArrayOutputStream();
    store.store(file, "changeit".toCharArray());
    var pkcs12 = Identity.pkcs12(file.toByteArray(), "changeit".toCharArray());
    assertThat(pkcs12.chain()).isEqualTo(device.chain());
  }
}
