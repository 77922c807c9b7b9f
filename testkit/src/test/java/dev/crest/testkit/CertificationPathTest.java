package dev.crest.testkit;

import static dev.crest.testkit.PathFixture.AFTER;
import static dev.crest.testkit.PathFixture.BEFORE;
import static dev.crest.testkit.PathFixture.ISSUING;
import static dev.crest.testkit.PathFixture.LEAF;
import static dev.crest.testkit.PathFixture.NOW;
import static dev.crest.testkit.PathFixture.ROOT;
import static dev.crest.testkit.PathFixture.assertInvalid;
import static dev.crest.testkit.PathFixture.authority;
import static dev.crest.testkit.PathFixture.leaf;
import static dev.crest.testkit.PathFixture.valid;
import static dev.crest.testkit.PathFixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.KeyType;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CertificationPathTest {
  @Test
  @DisplayName("RFC 5280 §6 a path is found whatever the order, the extras and the repetitions")
  void orderAndExtras() {
    var stranger = leaf(ROOT).commonName("stranger").build();
    var other = authority("Other").build();
    assertThat(validate(LEAF, List.of(stranger, ROOT, LEAF, ISSUING, other, ISSUING), other, ROOT))
        .isEqualTo(valid(LEAF, ISSUING, ROOT));
  }

  @Test
  @DisplayName("an anchor may be an intermediate, with or without its root")
  void intermediateAnchor() {
    assertThat(validate(LEAF, List.of(), ISSUING)).isEqualTo(valid(LEAF, ISSUING));
    assertThat(validate(LEAF, List.of(ISSUING, ROOT), ISSUING)).isEqualTo(valid(LEAF, ISSUING));
  }

  @Test
  @DisplayName(
      "a CA certificate is good by a path to an anchor, never by itself or in place of a device's")
  void authorities() {
    var anchors = List.of(ROOT.certificate());
    var stranger = authority("Stranger").build().certificate();
    assertThat(CertificationPath.validateAuthority(ISSUING.certificate(), List.of(), anchors, NOW))
        .isEqualTo(valid(ISSUING, ROOT));
    assertThat(CertificationPath.validateAuthority(ROOT.certificate(), List.of(), anchors, NOW))
        .isInstanceOf(Outcome.Valid.class);
    assertInvalid(
        CertificationPath.validateAuthority(stranger, List.of(stranger), anchors, NOW),
        "self-signed");
    assertInvalid(
        CertificationPath.validateAuthority(
            LEAF.certificate(), List.of(ISSUING.certificate()), anchors, NOW),
        "not one of a CA");
  }

  @Test
  @DisplayName("DEVID-01 a certificate until 9999 is valid, also in its last second and not later")
  void noExpiry() {
    var last = Instant.parse("9999-12-31T23:59:59Z");
    var root = authority("Root").notAfter(last).build();
    var device = leaf(root).notAfter(last).build().certificate();
    var anchors = List.of(root.certificate());
    for (var at : List.of(BEFORE, NOW, last)) {
      assertThat(CertificationPath.validate(device, List.of(), anchors, at))
          .isInstanceOf(Outcome.Valid.class);
    }
    for (var at : List.of(BEFORE.minusNanos(1), last.plusNanos(1))) {
      assertThat(CertificationPath.validate(device, List.of(), anchors, at))
          .isInstanceOf(Outcome.Invalid.class);
    }
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("every key type certifies")
  void everyKeyType(KeyType type) {
    var root = authority("Root").keyType(type).build();
    var device = leaf(root).build();
    assertThat(validate(device, List.of(), root)).isEqualTo(valid(device, root));
  }

  @Test
  @DisplayName(
      "S-CACERTS-04 after a rekey both roots of the name work, without key identifiers too")
  void rekey() {
    var newRoot = authority("Root").build();
    var identified = leaf(newRoot).build();
    var plain = leaf(newRoot).withoutExtension(Extension.authorityKeyIdentifier).build();
    assertThat(validate(identified, List.of(), ROOT, newRoot))
        .isEqualTo(valid(identified, newRoot));
    assertThat(validate(plain, List.of(), ROOT, newRoot)).isEqualTo(valid(plain, newRoot));
    var newWithOld = authority("Root").keyPair(newRoot.keyPair()).signedBy(ROOT).build();
    assertThat(validate(identified, List.of(newWithOld), ROOT))
        .isEqualTo(valid(identified, newWithOld, ROOT));
  }

  @Test
  @DisplayName("a self-issued certificate does not count towards pathLen (RFC 5280 §6.1.4 (l))")
  void selfIssued() {
    var root = authority("Root").certificateAuthority(0).build();
    var newKey = authority("Root").signedBy(root).build();
    var device = leaf(newKey).build();
    assertThat(validate(device, List.of(newKey), root)).isEqualTo(valid(device, newKey, root));
  }

  @Test
  @DisplayName("a name that differs in case, white space and string type chains")
  void namesAsCompared() {
    var root = authority("Root").subject(new X500Name("CN=Test  Root,O=Example")).build();
    var device = leaf(root).issuer(new X500Name("CN=test root,O=EXAMPLE")).build();
    assertThat(validate(device, List.of(), root)).isEqualTo(valid(device, root));
  }

  @Test
  @DisplayName("a root of version 1 is an anchor, an intermediate of version 1 is none of a CA")
  void version1() {
    var root = authority("Root").version1().build();
    var device = leaf(root).build();
    assertThat(validate(device, List.of(), root)).isEqualTo(valid(device, root));
    var intermediate = authority("Issuing").version1().signedBy(ROOT).build();
    assertInvalid(
        validate(leaf(intermediate).build(), List.of(intermediate), ROOT), "basicConstraints");
  }

  @Test
  @DisplayName("a path that fails does not hide another that holds")
  void secondPath() {
    var expired =
        authority("Issuing")
            .certificateAuthority(0)
            .keyPair(ISSUING.keyPair())
            .signedBy(ROOT)
            .notAfter(NOW.minusSeconds(1))
            .build();
    assertThat(validate(LEAF, List.of(expired, ISSUING), ROOT))
        .isEqualTo(valid(LEAF, ISSUING, ROOT));
    assertInvalid(validate(LEAF, List.of(expired), ROOT), "a CA certificate above it expired");
  }

  static Stream<Arguments> times() {
    var late = NOW.plusSeconds(1);
    var early = NOW.minusSeconds(1);
    var expiredRoot = authority("Root").notAfter(early).build();
    var futureRoot = authority("Root").notBefore(late).build();
    var expiredIssuing = authority("Issuing").signedBy(ROOT).notAfter(early).build();
    var futureIssuing = authority("Issuing").signedBy(ROOT).notBefore(late).build();
    return Stream.of(
        row(
            "leaf expired",
            leaf(ISSUING).notAfter(early).build(),
            List.of(ISSUING),
            ROOT,
            "the certificate expired on " + early),
        row(
            "leaf not yet valid",
            leaf(ISSUING).notBefore(late).build(),
            List.of(ISSUING),
            ROOT,
            "the certificate is not valid before " + late),
        row(
            "intermediate expired",
            leaf(expiredIssuing).build(),
            List.of(expiredIssuing),
            ROOT,
            "a CA certificate above it expired on " + early),
        row(
            "intermediate not yet valid",
            leaf(futureIssuing).build(),
            List.of(futureIssuing),
            ROOT,
            "a CA certificate above it is not valid before " + late),
        row(
            "anchor expired",
            leaf(expiredRoot).build(),
            List.of(),
            expiredRoot,
            "the trusted CA certificate expired on " + early),
        row(
            "anchor not yet valid",
            leaf(futureRoot).build(),
            List.of(),
            futureRoot,
            "the trusted CA certificate is not valid before " + late));
  }

  static Stream<Arguments> strangers() {
    var otherRoot = authority("Root").build();
    var unidentified = leaf(otherRoot).withoutExtension(Extension.authorityKeyIdentifier).build();
    var selfSigned = new HeldCertificate.Builder().notBefore(BEFORE).notAfter(AFTER).build();
    var crossA = authority("A").build();
    var crossB = authority("B").build();
    var aByB = authority("A").keyPair(crossA.keyPair()).signedBy(crossB).build();
    var bByA = authority("B").keyPair(crossB.keyPair()).signedBy(crossA).build();
    return Stream.of(
        row(
            "unknown CA",
            leaf(authority("X").build()).build(),
            List.of(),
            ROOT,
            "the certificate was not issued by a trusted CA"),
        row(
            "intermediate missing",
            LEAF,
            List.of(),
            ROOT,
            "the certificate was not issued by a trusted CA"),
        row("same name, another key", leaf(otherRoot).build(), List.of(), ROOT, "key is another"),
        row(
            "same name, another key, no key identifier",
            unidentified,
            List.of(),
            ROOT,
            "key is another"),
        row("self-signed", selfSigned, List.of(selfSigned), ROOT, "self-signed"),
        row("self-signed and an anchor", selfSigned, List.of(), selfSigned, "self-signed"),
        row("CA certificate", ISSUING, List.of(), ROOT, "a CA certificate stands"),
        row("anchor itself", ROOT, List.of(), ROOT, "a CA certificate stands"),
        row(
            "loop of two CAs",
            leaf(aByB).build(),
            List.of(aByB, bByA),
            ROOT,
            "was not issued by a trusted CA"),
        row(
            "signature altered",
            leaf(ISSUING).corruptSignature().build(),
            List.of(ISSUING),
            ROOT,
            "or it was altered"),
        row(
            "leaf as issuer",
            leaf(LEAF).build(),
            List.of(LEAF, ISSUING),
            ROOT,
            "is not one of a CA"));
  }

  static Stream<Arguments> constraintsOfCas() {
    var noBasic =
        authority("X").withoutExtension(Extension.basicConstraints).signedBy(ROOT).build();
    var noCertSign = authority("X").keyUsage(KeyUsage.cRLSign).signedBy(ROOT).build();
    var anchorNoCertSign = authority("X").keyUsage(KeyUsage.digitalSignature).build();
    var second = authority("Second").signedBy(ISSUING).build();
    var unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
    var critical = authority("X").extension(unknown, true, DERNull.INSTANCE).signedBy(ROOT).build();
    var badPolicies =
        authority("X")
            .extension(Extension.policyConstraints, true, new byte[] {0x30, 1})
            .signedBy(ROOT)
            .build();
    return Stream.of(
        row(
            "no basicConstraints",
            leaf(noBasic).build(),
            List.of(noBasic),
            ROOT,
            "basicConstraints"),
        row("no keyCertSign", leaf(noCertSign).build(), List.of(noCertSign), ROOT, "keyUsage"),
        row(
            "anchor without keyCertSign",
            leaf(anchorNoCertSign).build(),
            List.of(),
            anchorNoCertSign,
            "the trusted CA certificate has a key that may not sign"),
        row(
            "pathLen exceeded",
            leaf(second).build(),
            List.of(second, ISSUING),
            ROOT,
            "more CA certificates than"),
        row(
            "pathLen of the anchor exceeded",
            leaf(second).build(),
            List.of(second),
            ISSUING,
            "more CA certificates than"),
        row(
            "critical unknown extension in a CA",
            leaf(critical).build(),
            List.of(critical),
            ROOT,
            "a CA certificate above it has an unknown critical extension, 1.3.6.1.4.1.99999.1"),
        row(
            "critical unknown extension",
            leaf(ISSUING).extension(unknown, true, DERNull.INSTANCE).build(),
            List.of(ISSUING),
            ROOT,
            "the certificate has an unknown critical extension, 1.3.6.1.4.1.99999.1"),
        row(
            "malformed policyConstraints",
            leaf(badPolicies).build(),
            List.of(badPolicies),
            ROOT,
            "malformed"),
        row(
            "malformed name constraints",
            leaf(malformedNames()).build(),
            List.of(malformedNames()),
            ROOT,
            "malformed"));
  }

  private static final HeldCertificate MALFORMED_NAMES =
      authority("X")
          .extension(Extension.nameConstraints, true, new byte[] {5, 0})
          .signedBy(ROOT)
          .build();

  private static HeldCertificate malformedNames() {
    return MALFORMED_NAMES;
  }

  static Stream<Arguments> weakSignatures() {
    var rsa = authority("RSA").keyType(KeyType.RSA_2048).build();
    var small = authority("RSA").keyPair(rsa(1024)).build();
    var sha1 = authority("X").signatureAlgorithm("SHA1withECDSA").signedBy(ROOT).build();
    var weak = "signed with an algorithm that is not accepted";
    return Stream.of(
        row("MD5", leaf(rsa).signatureAlgorithm("MD5withRSA").build(), List.of(), rsa, weak),
        row("SHA-1", leaf(rsa).signatureAlgorithm("SHA1withRSA").build(), List.of(), rsa, weak),
        row(
            "SHA-1 with ECDSA",
            leaf(ISSUING).signatureAlgorithm("SHA1withECDSA").build(),
            List.of(ISSUING),
            ROOT,
            weak),
        row(
            "SHA-1 in an intermediate",
            leaf(sha1).build(),
            List.of(sha1),
            ROOT,
            "a CA certificate above it was " + weak),
        row(
            "RSA 1024 anchor",
            leaf(small).build(),
            List.of(),
            small,
            "the trusted CA certificate has an RSA key of 1024 bits, fewer than 2048"),
        row(
            "RSA 1024 leaf",
            leaf(ISSUING).keyPair(rsa(1024)).build(),
            List.of(ISSUING),
            ROOT,
            "the certificate has an RSA key of 1024 bits"),
        row(
            "RSA 512 leaf",
            leaf(ISSUING).keyPair(rsa(512)).build(),
            List.of(ISSUING),
            ROOT,
            "the certificate has an RSA key of 512 bits"));
  }

  private static KeyPair rsa(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Arguments row(
      String title,
      HeldCertificate leaf,
      List<HeldCertificate> others,
      HeldCertificate anchor,
      String reason) {
    return Arguments.of(title, leaf, others, anchor, reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"times", "strangers", "constraintsOfCas", "weakSignatures"})
  @DisplayName("A-10 a path that does not hold is refused with its reason")
  void refused(
      String title,
      HeldCertificate leaf,
      List<HeldCertificate> others,
      HeldCertificate anchor,
      String reason) {
    assertInvalid(validate(leaf, others, anchor), reason);
  }

  @Test
  @DisplayName("A-10 an anchor with an RSA key of 512 bits verifies nothing")
  void rsa512() {
    var tiny = authority("RSA").keyPair(rsa(512)).build();
    assertThat(validate(leaf(tiny).build(), List.of(), tiny)).isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  @DisplayName("A-10 a chain of 50 is refused, one of ten intermediates is not")
  void longChain() {
    var chain = new ArrayList<HeldCertificate>();
    var top = authority("CA 0").certificateAuthority().build();
    var issuer = top;
    for (int i = 1; i <= 50; i++) {
      issuer = authority("CA " + i).certificateAuthority().signedBy(issuer).build();
      chain.addFirst(issuer);
      if (i == 10) {
        assertThat(validate(leaf(issuer).build(), chain, top)).isInstanceOf(Outcome.Valid.class);
      }
    }
    assertInvalid(validate(leaf(issuer).build(), chain, top), "not issued by a trusted CA");
  }

  @Test
  @DisplayName("A-10 ten certificates of one name and key end soon, though they make 10! paths")
  void manyPaths() {
    var twins = new ArrayList<HeldCertificate>();
    var first = authority("Twin").build();
    for (int i = 0; i < 10; i++) {
      twins.add(authority("Twin").keyPair(first.keyPair()).build());
    }
    assertThat(validate(leaf(first).build(), twins, ROOT)).isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  @DisplayName("no anchors, no path")
  void noAnchors() {
    assertInvalid(validate(LEAF, List.of(ISSUING, ROOT)), "not issued by a trusted CA");
    assertThat(
            CertificationPath.validate(
                LEAF.certificate(), Collections.emptyList(), Collections.emptyList(), NOW))
        .isInstanceOf(Outcome.Invalid.class);
  }
}
