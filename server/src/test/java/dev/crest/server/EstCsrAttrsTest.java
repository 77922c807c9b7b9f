package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.KeyType;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** csrattrs over real TLS. */
class EstCsrAttrsTest {
  private static TestServer server;
  private static ServedPolicy demanding;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    demanding = server.policy(draft -> draft, EstCsrAttrsTest::demanding);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** P-384 alone, a serial number and a host name required. */
  private static Profile demanding(Profile shipped) {
    return new Profile(
        List.of(
            rule(SubjectAttribute.COMMON_NAME, Include.REQUIRED),
            rule(SubjectAttribute.SERIAL_NUMBER, Include.REQUIRED)),
        List.of(new Profile.SanRule(SanType.DNS, Include.REQUIRED, 2)),
        false,
        false,
        shipped.keyUsage(),
        shipped.extendedKeyUsage(),
        shipped.basicConstraints(),
        shipped.certificatePolicies(),
        new Profile.KeyRule(EnumSet.of(KeyType.EC_P384), KeyType.EC_P384),
        shipped.signatureAlgorithm(),
        shipped.validity(),
        shipped.serialOctets(),
        shipped.renewal());
  }

  private static Profile.SubjectRule rule(SubjectAttribute attribute, Include include) {
    return new Profile.SubjectRule(
        attribute, include, Set.of(Profile.Source.CSR), Optional.empty());
  }

  private static EstReply ask(ServedPolicy policy) {
    return server.client().send(EstRequest.get(policy.path("csrattrs")));
  }

  @Test
  @DisplayName(
      "S-ATTR-01 S-ATTR-02 S-HTTP-13 anyone may ask, and gets base64 of DER, whose type is application/csrattrs")
  void forAnyone() {
    for (var policy : List.of(demanding, server.policy())) {
      var reply = ask(policy);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Type")).contains("application/csrattrs");
      assertThat(reply.header("Cache-Control")).contains("no-store");
      CsrAttributes.read(reply.der());
    }
  }

  @Test
  @DisplayName(
      "S-ATTR-03 S-ATTR-04 S-ATTR-06 key type with its curve, hash and required names as the old list has them")
  void list() {
    var entries = CsrAttributes.read(ask(demanding).der()).entries();

    var curve = new ASN1EncodableVector();
    curve.add(SECObjectIdentifiers.secp384r1);
    var key =
        entries.stream()
            .filter(Entry.Attribute.class::isInstance)
            .map(Entry.Attribute.class::cast)
            .filter(a -> a.type().equals(X9ObjectIdentifiers.id_ecPublicKey))
            .toList();
    assertThat(key).hasSize(1);
    assertThat(
            new DERSet(key.getFirst().values().toArray(new org.bouncycastle.asn1.ASN1Encodable[0])))
        .isEqualTo(new DERSet(curve));
    assertThat(entries)
        .contains(
            new Entry.Oid(SubjectAttribute.SERIAL_NUMBER.oid()),
            new Entry.Oid(SubjectAttribute.COMMON_NAME.oid()),
            new Entry.Oid(X9ObjectIdentifiers.ecdsa_with_SHA384));
  }

  @Test
  @DisplayName(
      "S-ATTR-05 S-ATTR-07 S-ATTR-08 S-ATTR-10 the same as a template of RFC 9908 beside the list")
  void template() {
    var template = CsrAttributes.read(ask(demanding).der()).template().orElseThrow();

    assertThat(template.subject())
        .extracting(entry -> entry.type())
        .containsExactly(SubjectAttribute.COMMON_NAME.oid(), SubjectAttribute.SERIAL_NUMBER.oid());
    assertThat(template.subject()).allMatch(entry -> entry.value().isEmpty());
    assertThat(template.key().orElseThrow().algorithm().getParameters())
        .isEqualTo(SECObjectIdentifiers.secp384r1);
    assertThat(template.extensions())
        .extracting(extension -> extension.oid())
        .containsExactly(Extension.subjectAlternativeName);
  }

  @Test
  @DisplayName(
      "S-ATTR-12 what is advertised is enforced: whoever follows it is served, whoever does not is told each field")
  void enforced() {
    var passcode = demanding.passcode();
    var following =
        new HeldRequest.Builder()
            .subject(new org.bouncycastle.asn1.x500.X500Name("CN=device,2.5.4.5=4711"))
            .dns("device.example")
            .keyType(KeyType.EC_P384);
    var ignoring = new HeldRequest.Builder().subject(new org.bouncycastle.asn1.x500.X500Name(""));

    var served = enrol(passcode, following);
    var refused = enrol(passcode, ignoring);

    assertThat(served.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text())
        .contains("subject.common_name")
        .contains("subject.serial_number")
        .contains("san.dns")
        .contains("allowed are EC P-384");
  }

  private static EstReply enrol(ServedPolicy.Passcode passcode, HeldRequest.Builder request) {
    return server
        .client()
        .send(
            EstRequest.post(demanding.path("simpleenroll"), request.build())
                .passcode(passcode.value()));
  }
}
