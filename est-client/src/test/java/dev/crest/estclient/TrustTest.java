package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a client trusts, and what it never does before (RFC 7030 §3.6, §4.1.1). */
class TrustTest {
  private static final String BASIC = "WWW-Authenticate: Basic realm=\"est\"";

  private final TestAuthority ca = new TestAuthority("Acme");
  private final TestAuthority web = new TestAuthority("Web");

  private static EnrollmentRequest request() {
    return EnrollmentRequest.builder().subject("CN=d1").build();
  }

  private StubServer asking(HeldCertificate own, HeldCertificate chain) {
    var server = ca.equip(new StubServer(own, chain));
    return server.on(
        "simpleenroll",
        asked ->
            asked.header("Authorization").isPresent()
                ? Canned.certificates(ca.issued(asked))
                : Canned.status(401, "", BASIC));
  }

  @Test
  @DisplayName(
      "C-TA-01 explicit anchors are what is given, and implicit ones are off by themselves")
  void explicitOnly() throws Exception {
    try (var server = ca.serving()) {
      assertThat(ca.trust().implicit()).isEmpty();
      assertThat(EstClient.builder(server.url()).trust(ca.trust()).build().caCertificates())
          .extracting(CaCertificates::provenance)
          .isEqualTo(Provenance.EXPLICIT);
      for (var trust :
          List.of(web.trust(), Trust.system(), web.trust().orImplicitly(Trust.system()))) {
        assertThatThrownBy(
                () -> EstClient.builder(server.url()).trust(trust).build().caCertificates())
            .isInstanceOf(EstException.Untrusted.class)
            .hasMessageContaining("trust anchor");
      }
      assertThatThrownBy(() -> EstClient.builder(server.url()).build().caCertificates())
          .isInstanceOf(EstException.Untrusted.class);
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  @DisplayName("C-TA-02 which anchors vouched for a server is known to the end")
  void provenance() throws Exception {
    try (var server = ca.serving()) {
      var implicit = Trust.implicit(List.of(ca.root.certificate()));
      var both = ca.trust().orImplicitly(Trust.implicit(List.of(web.root.certificate())));

      assertThat(fetched(server, implicit).provenance()).isEqualTo(Provenance.IMPLICIT);
      assertThat(fetched(server, both).provenance()).isEqualTo(Provenance.EXPLICIT);
    }
  }

  private static CaCertificates fetched(StubServer server, Trust trust) throws Exception {
    return EstClient.builder(server.url()).trust(trust).build().caCertificates();
  }

  @Test
  @DisplayName(
      "C-TA-03 a registration authority needs no name under explicit anchors, but does under implicit")
  void registrationAuthority() throws Exception {
    var certificate =
        new HeldCertificate.Builder()
            .dns("elsewhere.example")
            .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_cmcRA)
            .signedBy(ca.issuing)
            .build();
    try (var server = ca.equip(new StubServer(certificate, ca.issuing))) {
      assertThat(fetched(server, ca.trust()).provenance()).isEqualTo(Provenance.EXPLICIT);
      assertThatThrownBy(() -> fetched(server, Trust.implicit(List.of(ca.root.certificate()))))
          .isInstanceOf(EstException.Untrusted.class)
          .hasMessageContaining("elsewhere.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"elsewhere.example", "*.localhost", "localhost.example", "xlocalhost"})
  @DisplayName("C-TA-03 a certificate for another name is refused under either kind of anchors")
  void wrongName(String name) throws Exception {
    try (var server = ca.equip(new StubServer(ca.server(name), ca.issuing))) {
      for (var trust : List.of(ca.trust(), Trust.implicit(List.of(ca.root.certificate())))) {
        assertThatThrownBy(() -> fetched(server, trust))
            .isInstanceOf(EstException.Untrusted.class)
            .hasMessageContaining("not for localhost but for");
      }
      assertThat(server.received()).as("C-TA-04").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"est.localhost", "a.b.localhost", "127.0.0.1", "EST.LOCALHOST"})
  @DisplayName("names below localhost are this machine (RFC 6761), and addresses are names")
  void hosts(String host) throws Exception {
    var certificate =
        new HeldCertificate.Builder()
            .dns("*.localhost")
            .dns("a.b.localhost")
            .ip("127.0.0.1")
            .signedBy(ca.issuing)
            .build();
    try (var server = ca.equip(new StubServer(certificate, ca.issuing))) {
      var client = EstClient.builder(server.url(host)).trust(ca.trust()).build();
      assertThat(client.caCertificates().anchors()).containsExactly(ca.root.certificate());
    }
  }

  @Test
  @DisplayName("a certificate that is not for servers, expired or self-signed is refused")
  void badServers() throws Exception {
    var client =
        new HeldCertificate.Builder()
            .dns("localhost")
            .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth)
            .signedBy(ca.issuing)
            .build();
    var expired =
        new HeldCertificate.Builder()
            .dns("localhost")
            .notBefore(Instant.now().minus(Duration.ofDays(2)))
            .duration(Duration.ofDays(1))
            .signedBy(ca.issuing)
            .build();
    var alone = new HeldCertificate.Builder().dns("localhost").build();
    assertUntrusted(client, "not for servers");
    assertUntrusted(expired, "expired");
    assertUntrusted(alone, "self-signed");
  }

  private void assertUntrusted(HeldCertificate certificate, String because) throws Exception {
    try (var server = ca.equip(new StubServer(certificate, ca.issuing))) {
      assertThatThrownBy(() -> fetched(server, ca.trust()))
          .isInstanceOf(EstException.Untrusted.class)
          .hasMessageContaining(because);
    }
  }

  @Test
  @DisplayName(
      "C-TA-04 neither request nor password nor certificate goes to a server that is not trusted")
  void nothingBefore() throws Exception {
    try (var server = asking(web.server(), web.issuing)) {
      var client =
          EstClient.builder(server.url())
              .trust(ca.trust())
              .credential(Credential.passcode("secret"))
              .identity(ca.device("d1"))
              .build();

      assertThatThrownBy(() -> client.enroll(request())).isInstanceOf(EstException.Untrusted.class);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "C-TA-05 bootstrap: one request without secrets, then a new session under the new anchor")
  void bootstrap() throws Exception {
    try (var server = asking(ca.server(), ca.issuing)) {
      var client =
          EstClient.builder(server.url())
              .credential(Credential.passcode("secret"))
              .identity(ca.device("d1"))
              .build();
      for (var fingerprint : fingerprints(ca.root)) {
        var fetched = client.bootstrap(Fingerprint.parse(fingerprint));

        assertThat(fetched.provenance()).isEqualTo(Provenance.FINGERPRINT);
        assertThat(fetched.anchors()).containsExactly(ca.root.certificate());
        assertThat(fetched.intermediates()).containsExactly(ca.issuing.certificate());
        assertThat(fetched.trust().explicit()).containsExactly(ca.root.certificate());
        assertThat(server.received()).allMatch(one -> one.operation().equals("cacerts"));
        assertThat(server.received())
            .allMatch(one -> one.peer().isEmpty() && one.header("Authorization").isEmpty());
      }
      int connections = server.connections();
      var trust = client.bootstrap(Fingerprint.of(ca.root.certificate())).trust();
      assertThat(client.toBuilder().trust(trust).build().enroll(request()))
          .isInstanceOf(Issued.class);
      assertThat(server.connections()).isGreaterThan(connections + 1);
    }
  }

  private static List<String> fingerprints(HeldCertificate root) throws Exception {
    var bytes = root.der().bytes();
    var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
    var sha512 = MessageDigest.getInstance("SHA-512").digest(bytes);
    return List.of(
        HexFormat.of().formatHex(sha256),
        "SHA256 Fingerprint=" + HexFormat.ofDelimiter(":").withUpperCase().formatHex(sha256),
        "sha512:" + HexFormat.of().formatHex(sha512));
  }

  @Test
  @DisplayName("C-TA-06 the wrong fingerprint ends it, and the sentence tells the right ones")
  void wrongFingerprint() throws Exception {
    try (var server = ca.serving()) {
      var client = EstClient.builder(server.url()).build();
      assertThatThrownBy(() -> client.bootstrap(Fingerprint.of(web.root.certificate())))
          .isInstanceOf(EstException.Untrusted.class)
          .hasMessageContaining(Fingerprint.of(ca.root.certificate()).toString());
      // The server's own certificate is no CA's, whatever somebody approved.
      var own = ca.server();
      server.on("cacerts", Canned.certificates(own.certificate()));
      assertThatThrownBy(() -> client.bootstrap(Fingerprint.of(own.certificate())))
          .isInstanceOf(EstException.Untrusted.class);
    }
    assertThatThrownBy(() -> Fingerprint.parse("12:34")).hasMessageContaining("SHA-256");
  }

  @Test
  @DisplayName(
      "C-TA-07 under implicit trust the server's CA becomes explicit, and implicit trust ends")
  void implicitBecomesExplicit() throws Exception {
    try (var server = asking(ca.server(), ca.issuing)) {
      var client =
          EstClient.builder(server.url())
              .trust(Trust.implicit(List.of(ca.root.certificate())))
              .credential(Credential.passcode("secret"))
              .build();
      var fetched = client.caCertificates();
      assertThat(fetched.trust().explicit()).containsExactly(ca.root.certificate());
      assertThat(fetched.trust().implicit()).isEmpty();

      // From then on it is an explicitly trusted server, which may have the password.
      assertThat(client.enroll(request())).isInstanceOf(Issued.class);
    }
  }

  @Test
  @DisplayName(
      "C-TA-07 a server of another CA stays implicitly trusted, its issuing CA is believed")
  void otherCa() throws Exception {
    try (var server = asking(web.server(), web.issuing)) {
      var implicit = Trust.implicit(List.of(web.root.certificate()));
      var fetched = fetched(server, implicit);
      assertThat(fetched.trust().implicit()).containsExactly(web.root.certificate());
      assertThat(fetched.trust().issuers()).containsExactly(ca.root.certificate());
      assertThat(fetched.trust().explicit()).isEmpty();

      var client =
          EstClient.builder(server.url())
              .trust(implicit)
              .credential(Credential.passcode("secret"))
              .build();
      assertThatThrownBy(() -> client.enroll(request()))
          .as("C-TA-08 no password under implicit trust")
          .isInstanceOf(EstException.Denied.class)
          .hasMessageContaining("explicitly");
      assertThat(server.received("simpleenroll"))
          .allMatch(one -> one.header("Authorization").isEmpty());
      var allowed = client.toBuilder().trust(implicit.withPasswordsForImplicit()).build();
      assertThat(allowed.enroll(request())).isInstanceOf(Issued.class);
    }
  }

  @Test
  @DisplayName("C-TA-08 under implicit trust: certificates and links yes, keys of the server's no")
  void implicitTrust() throws Exception {
    try (var server = ca.equip(new StubServer(web.server(), web.issuing))) {
      var device = ca.device("d1");
      var client =
          EstClient.builder(server.url())
              .trust(Trust.implicit(List.of(web.root.certificate())))
              .identity(device)
              .build();
      assertThat(client.enroll(request())).isInstanceOf(Issued.class);
      var asked = server.received("simpleenroll").getFirst();
      assertThat(asked.peer()).contains(device.certificate());
      assertThat(
              TestAuthority.request(asked)
                  .values(PKCSObjectIdentifiers.pkcs_9_at_challengePassword))
          .hasSize(1);
      assertThatThrownBy(() -> client.generateKey(request()))
          .isInstanceOf(EstException.Untrusted.class);
      assertThat(server.received("serverkeygen")).isEmpty();
    }
  }

  @Test
  @DisplayName("C-TA-09 known CA certificates are used until it is time to fetch them again")
  void refreshed() throws Exception {
    try (var server = ca.serving()) {
      var clock = TurnableClock.atPresent();
      var client = EstClient.builder(server.url()).trust(ca.trust()).clock(clock).build();
      var fetched = client.caCertificates();
      assertThat(fetched.refreshAt())
          .isBefore(ca.root.certificate().notAfter())
          .isAfter(clock.instant());
      var knowing = client.toBuilder().authorities(fetched).build();
      knowing.enroll(request());
      assertThat(server.received("cacerts")).hasSize(1);

      clock.turnTo(fetched.refreshAt().plusSeconds(1));
      knowing.enroll(request());
      assertThat(server.received("cacerts")).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "a server under a public CA that issues from another one needs somebody's word for it")
  void otherIssuer() throws Exception {
    try (var server = ca.equip(new StubServer(web.server(), web.issuing))) {
      var client = EstClient.builder(server.url()).trust(web.trust()).build();
      assertThatThrownBy(() -> client.enroll(request()))
          .isInstanceOf(EstException.Unacceptable.class)
          .hasMessageContaining("not trusted");
      for (var trust :
          List.of(
              web.trust().withIssuersOfServer(),
              web.trust().withIssuers(List.of(ca.root.certificate())))) {
        assertThat(client.toBuilder().trust(trust).build().enroll(request()))
            .isInstanceOf(Issued.class);
      }
    }
  }

  @Test
  @DisplayName("only https addresses are addresses, of whatever operation they are")
  void addresses() {
    for (var bad :
        List.of("http://h/.well-known/est", "est", "https://u@h/", "https://h/?a", "https:/x")) {
      assertThatThrownBy(() -> EstClient.builder(URI.create(bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (var good :
        List.of(
            "https://h", "https://h/.well-known/est/", "https://h/.well-known/est/simpleenroll")) {
      assertThat(EstClient.builder(URI.create(good)).build().url())
          .isEqualTo(URI.create("https://h/.well-known/est"));
    }
    assertThat(EstClient.builder(URI.create("https://h/.well-known/est/a/cacerts")).build().url())
        .isEqualTo(URI.create("https://h/.well-known/est/a"));
  }
}
