package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstClientFixture;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.RefusalTerrain;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** client certificates that must open nothing, presented over real TLS. */
class AttackOnClientCertificatesTest {
  private static TestServer server;
  private static ServedPolicy policy;
  private static HeldCertificate vendor;
  private static HeldCertificate tenant;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    policy = server.policy();
    vendor = new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();
    policy.authenticationAuthority(vendor, false);
    tenant = new HeldCertificate.Builder().commonName("Tenant").certificateAuthority(0).build();
    server.policy().authenticationAuthority(tenant, false);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static EstClientFixture presenting(ClientIdentity identity) {
    return server.client().clientAuth().presenting(identity);
  }

  private static EstRequest enrolment() {
    return EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build());
  }

  @Test
  @DisplayName("A-10 S-TLS-05 a sound certificate under the vendor's CA does enrol")
  void sound() {
    var intermediate = leaf().certificateAuthority(0).build();
    var below = new HeldCertificate.Builder().signedBy(intermediate).build();

    assertThat(presenting(ClientIdentity.of(leaf().build())).send(enrolment()).status())
        .isEqualTo(200);
    assertThat(presenting(ClientIdentity.of(below, intermediate)).send(enrolment()).status())
        .isEqualTo(200);
  }

  /** A certificate and what its holder is told. */
  private record Bad(String name, ClientIdentity identity, int status) {
    @Override
    public String toString() {
      return name + " → " + status;
    }
  }

  private static Bad of(String name, HeldCertificate.Builder leaf, HeldCertificate... others) {
    return new Bad(name, ClientIdentity.of(leaf.build(), others), 403);
  }

  private static HeldCertificate.Builder leaf() {
    return new HeldCertificate.Builder().commonName("device").signedBy(vendor);
  }

  private static HeldCertificate.Builder under(HeldCertificate authority) {
    return new HeldCertificate.Builder().commonName("device").signedBy(authority);
  }

  static Stream<Bad> refused() {
    var now = server.clock().instant();
    var unknown =
        new HeldCertificate.Builder().commonName("Unknown").certificateAuthority(1).build();
    var twin = new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();
    var constrained =
        leaf()
            .certificateAuthority(0)
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "good.example"))
                    },
                    null))
            .build();
    var noAuthority = leaf().build();
    var ended = leaf().certificateAuthority(0).notAfter(now.minusSeconds(1)).build();
    var unknownOid = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.7");
    return Stream.of(
        of("A-10 expired", leaf().notAfter(now.minusSeconds(1))),
        of("A-10 not yet valid", leaf().notBefore(now.plus(Duration.ofHours(1)))),
        of("A-10 under an expired intermediate", under(ended), ended),
        of("A-10 an unknown CA", under(unknown), unknown),
        of("A-10 a CA of the same name with another key", under(twin), twin),
        of("A-10 another tenant's CA", under(tenant), tenant),
        of("A-10 self-signed", new HeldCertificate.Builder().commonName("device")),
        of("A-10 a CA's certificate", leaf().certificateAuthority(0)),
        of(
            "A-10 the vendor's CA itself",
            new HeldCertificate.Builder().keyPair(vendor.keyPair()).certificateAuthority()),
        of("A-10 below an end entity", under(noAuthority), noAuthority),
        of("A-10 for TLS servers only", leaf().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
        of("A-10 a signature with SHA-1", leaf().signatureAlgorithm("SHA1withECDSA")),
        of("A-10 a corrupt signature", leaf().corruptSignature()),
        of("A-10 RSA 1024", leaf().keyPair(RefusalTerrain.rsa(1024))),
        of("A-10 against a name constraint", under(constrained).dns("evil.example"), constrained),
        of(
            "A-10 an unknown critical extension",
            leaf().extension(unknownOid, true, DERNull.INSTANCE)),
        looping());
  }

  /** Two CAs that have signed each other, above the leaf. */
  private static Bad looping() {
    var first = Keys.generate(KeyType.EC_P256);
    var second = Keys.generate(KeyType.EC_P256);
    var a =
        new HeldCertificate.Builder().commonName("A").keyPair(first).certificateAuthority().build();
    var b =
        new HeldCertificate.Builder()
            .commonName("B")
            .keyPair(second)
            .certificateAuthority()
            .build();
    var aByB =
        new HeldCertificate.Builder()
            .commonName("A")
            .keyPair(first)
            .certificateAuthority()
            .signedBy(b)
            .build();
    var bByA =
        new HeldCertificate.Builder()
            .commonName("B")
            .keyPair(second)
            .certificateAuthority()
            .signedBy(a)
            .build();
    return of("A-10 a chain that loops", under(aByB), aByB, bByA, aByB);
  }

  @DisplayName(
      "A-10 S-TLS-05 S-TLS-06 S-RA-01 a certificate that must not be believed gets 403 and nothing else")
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Bad bad) {
    var before = server.kept();

    var reply = presenting(bad.identity()).send(enrolment());

    assertThat(reply.status()).as(reply.toString()).isEqualTo(bad.status());
    assertThat(reply.header("WWW-Authenticate")).isEmpty();
    assertThat(server.kept()).isEqualTo(before);
    assertThat(presenting(bad.identity()).send(EstRequest.get(policy.path("cacerts"))).status())
        .as("it is no obstacle to what is for anyone")
        .isEqualTo(200);
  }

  static Stream<Bad> ended() {
    var sound = leaf().build();
    var fifty = new ArrayList<Der>(List.of(sound.der()));
    for (int i = 0; i < 49; i++) {
      fifty.add(vendor.der());
    }
    var large =
        leaf()
            .extension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.8"),
                false,
                new DEROctetString(new byte[1_000_000]))
            .build();
    var twice =
        leaf()
            .anotherExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .build();
    var garbage =
        new ClientIdentity(List.of(Der.of(new byte[] {0x30, 0x01, 0x00})), sound.keyPair());
    return Stream.of(
        new Bad(
            "A-10 a chain of fifty", new ClientIdentity(List.copyOf(fifty), sound.keyPair()), 0),
        new Bad("A-10 a certificate of 1 MB", ClientIdentity.of(large), 0),
        new Bad(
            "A-10 not for signatures",
            ClientIdentity.of(leaf().keyUsage(KeyUsage.keyEncipherment).build()),
            0),
        new Bad("A-10 an extension twice", ClientIdentity.of(twice), 0),
        new Bad("A-10 bytes that are no certificate", garbage, 0));
  }

  @DisplayName("A-10 what TLS itself cannot bear ends the handshake, and only that connection")
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void ended(Bad bad) {
    var client = presenting(bad.identity());

    assertThatThrownBy(
            () -> {
              try (var connection = client.connect()) {
                connection.send(enrolment());
              }
            })
        .isInstanceOf(IOException.class);

    assertThat(server.client().send(EstRequest.get(policy.path("cacerts"))).status())
        .isEqualTo(200);
  }
}
