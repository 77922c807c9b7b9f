package dev.crest.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Client certificates: asked for, never required, proved to be held, and not judged. */
class ClientCertificateTest {
  /** Of our own arc, for padding. */
  private static final ASN1ObjectIdentifier PADDING = new ASN1ObjectIdentifier("2.25.1234567890");

  private static RunningListener server;

  @BeforeAll
  static void start() {
    server = RunningListener.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"est.example,PLAIN", "clientauth.est.example,CLIENT_AUTH"})
  @DisplayName("S-TLS-04 every name asks for a certificate and serves a client without one")
  void asksAndDoesNotRequire(String name, String role) throws Exception {
    try (var without = Client.to(server, name);
        var with = Client.to(server, name, Pki.device(KeyType.EC_P256))) {
      var reply = without.get("/", name);
      assertThat(reply.told("certificates")).isEqualTo("0");
      assertThat(reply.told("host")).isEqualTo(role);
      assertThat(with.get("/", name).told("certificates")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EC_P256,-tls1_2", "EC_P256,-tls1_3", "EC_P384,-tls1_2", "EC_P384,-tls1_3", "EC_P521,-tls1_2",
    "RSA_2048,-tls1_2", "RSA_2048,-tls1_3", "RSA_3072,-tls1_3", "RSA_4096,-tls1_2",
        "RSA_4096,-tls1_3"
  })
  @DisplayName("S-TLS-04 the key types that authenticate a client, chain handed over leaf first")
  void keyTypes(KeyType type, String version) throws Exception {
    var device = Pki.device(type);
    presented(server, device, version);
    assertThat(server.requests.getLast().connection().clientCertificates())
        .containsExactly(device.der(), Pki.ISSUING.der());
  }

  @ParameterizedTest
  @CsvSource({"EC_P521", "ED25519"})
  @DisplayName(
      "S-TLS-04 BoringSSL accepts neither P-521 nor Ed25519 from a TLS 1.3 client, which then presents nothing")
  void keyTypesOfTheJdkOnly(KeyType type) throws Exception {
    assertThat(presented(server, Pki.device(type), "-tls1_3").after("certificates="))
        .isEqualTo("0");
    try (var jdk = RunningListener.start(s -> s.withNativeTls(false))) {
      assertThat(presented(jdk, Pki.device(type), "-tls1_3").after("certificates=")).isEqualTo("2");
    }
  }

  private static Tool.Outcome presented(RunningListener to, HeldCertificate device, String version)
      throws Exception {
    return Tool.opensslGet(
        to,
        Pki.CLIENT_AUTH,
        version,
        "-cert",
        Pki.chainFile(device),
        "-cert_chain",
        Pki.file(Pki.ISSUING.certificatePem()),
        "-key",
        Pki.keyFile(device));
  }

  static Stream<HeldCertificate> unjudged() {
    var stranger =
        new HeldCertificate.Builder().commonName("Stranger Root").certificateAuthority(0).build();
    return Stream.of(
        new HeldCertificate.Builder().commonName("self-signed").build(),
        new HeldCertificate.Builder().commonName("of a stranger").signedBy(stranger).build(),
        new HeldCertificate.Builder()
            .commonName("expired")
            .signedBy(Pki.ISSUING)
            .notBefore(Instant.now().minusSeconds(7_200))
            .notAfter(Instant.now().minusSeconds(3_600))
            .build(),
        stranger);
  }

  @ParameterizedTest
  @MethodSource("unjudged")
  @DisplayName(
      "A-10 the handshake judges nothing: whom to trust is decided where the policy is known")
  void judgesNothing(HeldCertificate device) throws Exception {
    for (var version : List.of("-tls1_2", "-tls1_3")) {
      var outcome =
          Tool.opensslGet(
              server,
              Pki.CLIENT_AUTH,
              version,
              "-cert",
              Pki.file(device.certificatePem()),
              "-key",
              Pki.keyFile(device));
      assertThat(outcome.output()).contains("HTTP/1.1 200");
      assertThat(server.requests.getLast().connection().clientCertificates())
          .contains(device.der());
    }
  }

  @ParameterizedTest
  @CsvSource({"true,TLSv1.2", "true,TLSv1.3", "false,TLSv1.2", "false,TLSv1.3"})
  @DisplayName("A-10 who presents a certificate without holding its key is refused")
  void possession(boolean nativeTls, String version) throws Exception {
    try (var refusing = RunningListener.start(s -> s.withNativeTls(nativeTls))) {
      var stolen =
          new StolenCertificate(Pki.device(KeyType.EC_P256), new HeldCertificate.Builder().build());
      assertThatIOException()
          .isThrownBy(() -> {
            try (var client =
                Client.to(
                    stolen.context(), Client.plainSocket(refusing), Pki.CLIENT_AUTH, version)) {
              client.get("/", Pki.CLIENT_AUTH);
            }
          });
      assertThat(refusing.requests).isEmpty();
      Until.isTrue(() -> refusing.listener.counts().handshakesFailed() == 1);
    }
  }

  static Stream<List<HeldCertificate>> tooMuch() {
    return Stream.of(chain(10, 10), chain(3, 4_000), chain(0, 16_384), chain(0, 1_000_000));
  }

  /** A device's certificate with so many issuers above it, each padded by so many bytes. */
  private static List<HeldCertificate> chain(int issuers, int padding) {
    var chain = new ArrayList<HeldCertificate>();
    for (int i = 0; i <= issuers; i++) {
      var builder =
          new HeldCertificate.Builder()
              .commonName("Link " + i)
              .extension(PADDING, false, new DEROctetString(new byte[padding]));
      if (i < issuers) {
        builder.certificateAuthority();
      }
      if (!chain.isEmpty()) {
        builder.signedBy(chain.getFirst());
      }
      chain.addFirst(builder.build());
    }
    return chain;
  }

  @ParameterizedTest
  @MethodSource("tooMuch")
  @DisplayName(
      "A-10 more than ten certificates, more than 16 KiB of them or one of a megabyte are refused")
  void bounds(List<HeldCertificate> chain) throws Exception {
    int before = server.requests.size();
    for (var version : List.of("-tls1_2", "-tls1_3")) {
      assertThat(present(server, chain, version).output()).doesNotContain("HTTP/1.1 200");
    }
    assertThat(server.requests).hasSize(before);
  }

  private static Tool.Outcome present(
      RunningListener to, List<HeldCertificate> chain, String version, String... more)
      throws Exception {
    var issuers =
        chain.stream().skip(1).map(HeldCertificate::certificatePem).toArray(String[]::new);
    var options =
        new ArrayList<>(List.of(version, "-cert", Pki.file(chain.getFirst().certificatePem())));
    options.addAll(List.of("-key", Pki.keyFile(chain.getFirst())));
    if (issuers.length > 0) {
      options.addAll(List.of("-cert_chain", Pki.file(issuers)));
    }
    options.addAll(List.of(more));
    return Tool.opensslGet(to, Pki.CLIENT_AUTH, options.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"9,10", "9,1200", "3,3000", "6,1500", "1,7000", "0,8000", "0,15700"})
  @DisplayName(
      "a long chain is kept in the session tickets, which go out before the reply whatever both their lengths")
  void ticketsAndReply(int issuers, int padding) throws Exception {
    var chain = chain(issuers, padding);
    for (int length : List.of(0, 5_000, 15_500, 16_150, 16_250, 16_384, 20_000, 40_000)) {
      var body = "x".repeat(length);
      try (var replying = RunningListener.start(s -> s, _ -> RunningListener.reply(200, body))) {
        var outcome = present(replying, chain, "-tls1_3", "-quiet");
        assertThat(outcome.output()).as("reply of %d bytes", length).contains("\r\n\r\n" + body);
        assertThat(replying.requests.getLast().connection().clientCertificates())
            .extracting(Der::length)
            .hasSize(issuers + 1);
      }
    }
  }

  @Test
  @DisplayName("A-05 the certificate of one connection is never that of another")
  void connectionsAreApart() throws Exception {
    try (var one = Client.to(server, Pki.CLIENT_AUTH, Pki.device(KeyType.EC_P256));
        var two = Client.to(server, Pki.CLIENT_AUTH, Pki.device(KeyType.EC_P384));
        var none = Client.to(server, Pki.CLIENT_AUTH)) {
      for (int round = 0; round < 3; round++) {
        one.get("/one", Pki.CLIENT_AUTH);
        assertThat(leaf()).isEqualTo(Pki.device(KeyType.EC_P256).der());
        assertThat(none.get("/none", Pki.CLIENT_AUTH).told("certificates")).isEqualTo("0");
        two.get("/two", Pki.CLIENT_AUTH);
        assertThat(leaf()).isEqualTo(Pki.device(KeyType.EC_P384).der());
      }
    }
  }

  private static Der leaf() {
    return server.requests.getLast().connection().clientCertificates().getFirst();
  }
}
