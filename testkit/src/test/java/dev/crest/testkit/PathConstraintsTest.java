package dev.crest.testkit;

import static dev.crest.testkit.PathFixture.AFTER;
import static dev.crest.testkit.PathFixture.BEFORE;
import static dev.crest.testkit.PathFixture.ISSUING;
import static dev.crest.testkit.PathFixture.ROOT;
import static dev.crest.testkit.PathFixture.assertInvalid;
import static dev.crest.testkit.PathFixture.authority;
import static dev.crest.testkit.PathFixture.leaf;
import static dev.crest.testkit.PathFixture.valid;
import static dev.crest.testkit.PathFixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationPath.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathConstraintsTest {
  static Stream<Arguments> nameConstraints() {
    var dns = new GeneralName(GeneralName.dNSName, "example.com");
    var email = new GeneralName(GeneralName.rfc822Name, "example.com");
    var uri = new GeneralName(GeneralName.uniformResourceIdentifier, ".example.com");
    var network =
        new GeneralName(
            GeneralName.iPAddress, new DEROctetString(new byte[] {10, 0, 0, 0, -1, 0, 0, 0}));
    var directory = new GeneralName(new X500Name("O=Example"));
    return Stream.of(
        Arguments.of("dns within", dns, named().dns("a.example.com"), true, false),
        Arguments.of("dns outside", dns, named().dns("a.example.org"), false, true),
        Arguments.of("dns with the ending only", dns, named().dns("badexample.com"), false, true),
        Arguments.of(
            "one of two outside", dns, named().dns("example.com").dns("b.test"), false, false),
        Arguments.of("no name of the type", dns, named(), true, true),
        Arguments.of("email within", email, named().email("a@example.com"), true, false),
        Arguments.of("email outside", email, named().email("a@example.org"), false, true),
        Arguments.of(
            "email in the subject outside",
            email,
            named().subject(new X500Name("O=Example,E=a@example.org")),
            false,
            true),
        Arguments.of("uri within", uri, named().uri("https://a.example.com/x"), true, false),
        Arguments.of("uri outside", uri, named().uri("https://a.example.org/x"), false, true),
        Arguments.of("ip within", network, named().ip("10.1.2.3"), true, false),
        Arguments.of("ip outside", network, named().ip("11.1.2.3"), false, true),
        Arguments.of("ip of the other family", network, named().ip("2001:db8::1"), false, true),
        Arguments.of("directory name within", directory, named(), true, false),
        Arguments.of(
            "directory name outside",
            directory,
            named().subject(new X500Name("O=Other")),
            false,
            true),
        Arguments.of(
            "directory name in the subjectAltName outside",
            directory,
            named().subjectAlternativeName(new GeneralName(new X500Name("O=Other"))),
            false,
            false));
  }

  private static HeldCertificate.Builder named() {
    return new HeldCertificate.Builder()
        .subject(new X500Name("O=Example,CN=device"))
        .notBefore(BEFORE)
        .notAfter(AFTER);
  }

  @ParameterizedTest(name = "{0}: permitted {3}, excluded {4}")
  @MethodSource("nameConstraints")
  @DisplayName("A-10 name constraints hold, of an intermediate and of the anchor")
  void constrained(
      String title,
      GeneralName name,
      HeldCertificate.Builder leaf,
      boolean ifPermitted,
      boolean ifExcluded) {
    var subtree = new GeneralSubtree[] {new GeneralSubtree(name)};
    assertConstrained(new NameConstraints(subtree, null), leaf, ifPermitted);
    assertConstrained(new NameConstraints(null, subtree), leaf, ifExcluded);
  }

  private static void assertConstrained(
      NameConstraints constraints, HeldCertificate.Builder leaf, boolean valid) {
    var anchor = authority("X").extension(Extension.nameConstraints, true, constraints).build();
    var intermediate =
        authority("Y")
            .extension(Extension.nameConstraints, true, constraints)
            .signedBy(ROOT)
            .subject(new X500Name("O=Example,CN=Y"))
            .build();
    var expected = valid ? Outcome.Valid.class : Outcome.Invalid.class;
    assertThat(validate(leaf.signedBy(anchor).build(), List.of(), anchor)).isInstanceOf(expected);
    assertThat(validate(leaf.signedBy(intermediate).build(), List.of(intermediate), ROOT))
        .isInstanceOf(expected);
  }

  @Test
  @DisplayName("A-10 constraints on a kind of name that is not understood refuse")
  void unknownConstraint() {
    var x400 = new GeneralName(GeneralName.x400Address, new DERSequence());
    var constraints = new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(x400)}, null);
    var anchor = authority("X").extension(Extension.nameConstraints, true, constraints).build();
    assertThat(validate(leaf(anchor).build(), List.of(), anchor))
        .isInstanceOf(Outcome.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("critical extensions that path validation knows are no reason to refuse")
  void knownCritical(boolean critical) {
    var device =
        leaf(ISSUING)
            .extension(
                Extension.extendedKeyUsage,
                critical,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .extension(
                Extension.subjectAlternativeName,
                critical,
                new GeneralNames(new GeneralName(2, "a.example")))
            .build();
    assertThat(validate(device, List.of(ISSUING), ROOT)).isInstanceOf(Outcome.Valid.class);
  }

  @Test
  @DisplayName("a required policy that the path lacks refuses, and one that it has does not")
  void requiredPolicy() {
    var one = policies("1.2.3");
    var required = new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0)));
    var issuing =
        authority("X")
            .extension(Extension.certificatePolicies, false, one)
            .extension(Extension.policyConstraints, true, required)
            .signedBy(ROOT)
            .build();
    var with = leaf(issuing).extension(Extension.certificatePolicies, false, one).build();
    var other =
        leaf(issuing).extension(Extension.certificatePolicies, false, policies("1.2.4")).build();
    assertThat(validate(with, List.of(issuing), ROOT)).isInstanceOf(Outcome.Valid.class);
    assertInvalid(validate(other, List.of(issuing), ROOT), "certificate policy");
    assertInvalid(validate(leaf(issuing).build(), List.of(issuing), ROOT), "certificate policy");
  }

  private static ASN1Encodable policies(String oid) {
    return new DERSequence(new DERSequence(new ASN1ObjectIdentifier(oid)));
  }
}
