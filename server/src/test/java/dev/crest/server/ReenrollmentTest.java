package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** simplereenroll over real TLS. */
class ReenrollmentTest {
  private static final Duration DAY = Duration.ofDays(1);

  private static TestServer server;
  private static ServedPolicy lenient;
  private static ServedPolicy strict;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    lenient = server.policy();
    strict = strict(profile -> profile);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ServedPolicy strict(java.util.function.UnaryOperator<Profile> narrowing) {
    return server.policy(
        draft ->
            draft.judging(
                Restrictions.none(),
                Reenrollment.RFC_7030,
                ChannelBinding.OPTIONAL,
                Duration.ofMinutes(10)),
        narrowing);
  }

  /** What the device of these tests is called. */
  private static HeldRequest.Builder named() {
    return new HeldRequest.Builder()
        .subject(new X500Name("O=Acme,CN=device"))
        .dns("a.example")
        .dns("b.example");
  }

  private static EstReply renew(ServedPolicy policy, Device device, HeldRequest request) {
    return server
        .client()
        .clientAuth()
        .presenting(device.identity())
        .send(EstRequest.post(policy.path("simplereenroll"), request));
  }

  @Test
  @DisplayName(
      "S-REENROLL-01 KEEP_IDENTITY: names of the CSR are ignored, those of the old certificate kept"
          + " to the byte; serial and dates are new")
  void keepsIdentity() {
    var device = lenient.enrolled(named().build());
    server.clock().turn(Duration.ofMinutes(1));
    var other = new HeldRequest.Builder().commonName("somebody-else").dns("evil.example").build();

    var renewed = renew(lenient, device, other).certificate();

    var old = device.certificate();
    assertThat(renewed.subject()).isEqualTo(old.subject());
    assertThat(renewed.extension(Extension.subjectAlternativeName))
        .isEqualTo(old.extension(Extension.subjectAlternativeName));
    assertThat(renewed.serialNumber()).isNotEqualTo(old.serialNumber());
    assertThat(renewed.notBefore()).isAfter(old.notBefore());
    assertThat(renewed.publicKeyInfo()).isEqualTo(Keys.info(other.keyPair().getPublic()));
  }

  @Test
  @DisplayName(
      "S-REENROLL-03 the same key is a renewal, another one a rekey; both are issued and recorded as what they renew")
  void renewalAndRekey() {
    var device = lenient.enrolled(named().build());
    var same = renew(lenient, device, named().keyPair(device.keyPair()).build());
    var other = renew(lenient, device, named().build());

    assertThat(same.certificate().publicKeyInfo()).isEqualTo(device.certificate().publicKeyInfo());
    assertThat(other.certificate().publicKeyInfo())
        .isNotEqualTo(device.certificate().publicKeyInfo());
    var id = server.stored(device.certificate()).id();
    for (var reply : java.util.List.of(same, other)) {
      var event = server.audit(reply).getFirst();
      assertThat(event.action()).isEqualTo("certificate.simplereenroll");
      assertThat(event.actor()).isEqualTo("certificate:" + id);
      assertThat(event.details()).containsEntry("renews", id);
      assertThat(server.stored(reply.certificate()).renews()).contains(id);
    }
  }

  @Test
  @DisplayName(
      "S-REENROLL-07 the old certificate stays in force, so that a device that lost the new one can renew again")
  void oldStaysInForce() {
    var device = lenient.enrolled(named().build());
    renew(lenient, device, named().build()).certificate();
    server.clock().turn(Duration.ofHours(1));

    var again = renew(lenient, device, named().build()).certificate();

    var successor = server.stored(device.certificate()).supersededBy();
    assertThat(successor).contains(server.stored(again).id());
  }

  @Test
  @DisplayName("S-REENROLL-01 RFC_7030: the same names are renewed, whatever the string type")
  void strictSame() {
    var device = strict.enrolled(named().build());
    var printable =
        new X500Name(
            new RDN[] {
              new RDN(new AttributeTypeAndValue(BCStyle.O, new DERPrintableString("Acme"))),
              new RDN(new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("device")))
            });

    for (var subject : java.util.List.of(new X500Name("O=Acme,CN=device"), printable)) {
      var renewed = renew(strict, device, named().subject(subject).build()).certificate();
      assertThat(renewed.subject()).isEqualTo(device.certificate().subject());
    }
  }

  /** Names that are not those of the certificate being renewed. */
  private record Change(String name, Consumer<HeldRequest.Builder> made, String field) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change(
            "another name", b -> both(b).subject(new X500Name("O=Acme,CN=other")), "subject"),
        new Change(
            "another order", b -> both(b).subject(new X500Name("CN=device,O=Acme")), "subject"),
        new Change(
            "one attribute more",
            b -> both(b).subject(new X500Name("C=DE,O=Acme,CN=device")),
            "subject"),
        new Change(
            "a multi-valued RDN",
            b -> both(b).subject(new X500Name("O=Acme+CN=device")),
            "subject"),
        new Change("a SAN more", b -> both(b).dns("c.example"), "san"),
        new Change("a SAN less", b -> b.dns("a.example"), "san"),
        new Change("SANs in another order", b -> b.dns("b.example").dns("a.example"), "san"),
        new Change("no SAN", b -> {}, "san"));
  }

  private static HeldRequest.Builder both(HeldRequest.Builder builder) {
    return builder.dns("a.example").dns("b.example");
  }

  @DisplayName("S-REENROLL-01 A-31 RFC_7030: other names are refused by field, nothing is issued")
  @ParameterizedTest
  @MethodSource("changes")
  void strictChanged(Change change) {
    var device = strict.enrolled(named().build());
    var before = server.kept();
    var builder = new HeldRequest.Builder().subject(new X500Name("O=Acme,CN=device"));
    change.made().accept(builder);

    var reply = renew(strict, device, builder.build());

    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.text()).contains("of the certificate being renewed (RFC 7030 §4.2.2)");
    assertThat(
            reply.text().startsWith(change.field()) || reply.text().contains(change.field() + ":"))
        .isTrue();
    assertThat(server.audit(reply).getFirst().reason()).contains("identity-changed");
    assertThat(server.kept()).isEqualTo(before);
  }

  @Test
  @DisplayName("S-REENROLL-03 a profile may demand a new key, or the same one")
  void keyPairRule() {
    var fresh = strict(profile -> renewing(profile, Renewal.When.ANY_TIME, Renewal.KeyPair.NEW));
    var same = strict(profile -> renewing(profile, Renewal.When.ANY_TIME, Renewal.KeyPair.SAME));
    var first = fresh.enrolled(named().build());
    var second = same.enrolled(named().build());

    var reused = renew(fresh, first, named().keyPair(first.keyPair()).build());
    var changed = renew(same, second, named().build());

    assertThat(reused.status()).isEqualTo(400);
    assertThat(server.audit(reused).getFirst().reason()).contains("key-reused");
    assertThat(changed.status()).isEqualTo(400);
    assertThat(server.audit(changed).getFirst().reason()).contains("key-changed");
    assertThat(renew(fresh, first, named().build()).status()).isEqualTo(200);
    assertThat(renew(same, second, named().keyPair(second.keyPair()).build()).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName(
      "S-REENROLL-07 a profile may allow renewal only in a window before the end, or never")
  void window() {
    var windowed =
        strict(profile -> renewing(profile, Renewal.When.ONLY_IN_WINDOW, Renewal.KeyPair.EITHER));
    var never = strict(profile -> renewing(profile, Renewal.When.NEVER, Renewal.KeyPair.EITHER));
    var device = windowed.enrolled(named().build());
    var unlucky = never.enrolled(named().build());

    var early = renew(windowed, device, named().build());
    var refused = renew(never, unlucky, named().build());
    var opens = device.certificate().notAfter().minus(Duration.ofDays(30));
    assertThat(early.status()).isEqualTo(403);
    assertThat(early.text()).contains("can be renewed from " + opens);
    assertThat(server.audit(early).getFirst().reason()).contains("renewal-too-early");
    assertThat(server.audit(refused).getFirst().reason()).contains("renewal-never");

    var now = server.clock().instant();
    server.clock().turnTo(opens.plusSeconds(1));
    try {
      assertThat(renew(windowed, device, named().build()).status()).isEqualTo(200);
    } finally {
      server.clock().turnTo(now);
    }
  }

  @Test
  @DisplayName(
      "S-REENROLL-06 a grace for expired certificates is off by default, and ends where the profile says")
  void grace() {
    var patient = strict(profile -> graceful(profile, DAY));
    var device = patient.enrolled(named().build());
    var other = strict.enrolled(named().build());
    var now = server.clock().instant();
    try {
      server.clock().turnTo(device.certificate().notAfter().plus(DAY));
      assertThat(renew(patient, device, named().build()).status()).isEqualTo(200);
      assertThat(renew(strict, other, named().build()).status()).isEqualTo(403);
      server.clock().turn(Duration.ofSeconds(1));
      var late = renew(patient, device, named().build());
      assertThat(late.status()).isEqualTo(403);
      assertThat(server.audit(late).getFirst().reason()).contains("certificate-expired");
    } finally {
      server.clock().turnTo(now);
    }
  }

  @Test
  @DisplayName(
      "S-REENROLL-10 a renewed certificate obeys the current profile: a key type that is no longer allowed is refused")
  void currentProfile() {
    var changing = server.policy(draft -> draft, ReenrollmentTest::onlyP256);
    var device = changing.enrolled(named().build());

    var refused = renew(changing, device, named().keyType(KeyType.EC_P384).build());

    assertThat(refused.status()).isEqualTo(400);
    assertThat(server.audit(refused).getFirst().reason()).contains("key-type-not-allowed");
  }

  @Test
  @DisplayName(
      "S-REENROLL-04 S-AUTH-10 a right passcode beside the certificate changes nothing, a wrong one fails, neither is counted")
  void passcodeBeside() {
    var device = lenient.enrolled(named().build());
    var passcode = lenient.passcode();
    var client = server.client().clientAuth().presenting(device.identity());
    var renewal = EstRequest.post(lenient.path("simplereenroll"), named().build());

    assertThat(client.send(renewal.basic("eve:wrong")).status()).isEqualTo(403);
    assertThat(client.send(renewal.passcode(passcode.value())).status()).isEqualTo(200);
    assertThat(lenient.uses(passcode.id())).isZero();
  }

  @Test
  @DisplayName("S-TLS-04 the certificate to renew works on the plain host too")
  void plainHost() {
    var device = lenient.enrolled(named().build());

    var reply =
        server
            .client()
            .presenting(device.identity())
            .send(EstRequest.post(lenient.path("simplereenroll"), named().build()));

    assertThat(reply.status()).isEqualTo(200);
  }

  private static Profile renewing(Profile profile, Renewal.When when, Renewal.KeyPair keyPair) {
    return with(
        profile, profile.keys(), new Renewal(when, Duration.ofDays(30), Duration.ZERO, keyPair));
  }

  private static Profile graceful(Profile profile, Duration grace) {
    var renewal =
        new Renewal(Renewal.When.ANY_TIME, Duration.ofDays(30), grace, Renewal.KeyPair.EITHER);
    return with(profile, profile.keys(), renewal);
  }

  private static Profile onlyP256(Profile profile) {
    var keys = new Profile.KeyRule(java.util.EnumSet.of(KeyType.EC_P256), KeyType.EC_P256);
    return with(profile, keys, profile.renewal());
  }

  private static Profile with(Profile profile, Profile.KeyRule keys, Renewal renewal) {
    return new Profile(
        profile.subject(),
        profile.subjectAltNames(),
        profile.dropUnlisted(),
        profile.commonNameToDns(),
        profile.keyUsage(),
        profile.extendedKeyUsage(),
        profile.basicConstraints(),
        profile.certificatePolicies(),
        keys,
        profile.signatureAlgorithm(),
        profile.validity(),
        profile.serialOctets(),
        renewal);
  }
}
