package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.CertificationRequest;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Names;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests are made of what the server asks for (RFC 8951 §4, RFC 9908 §3, RFC 7894 §4). */
class WishesTest {
  private static final ASN1ObjectIdentifier CHALLENGE_PASSWORD =
      PKCSObjectIdentifiers.pkcs_9_at_challengePassword;
  private static final AlgorithmIdentifier P384 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);

  private final TestAuthority ca = new TestAuthority("Acme");

  private static EnrollmentRequest.Builder request() {
    return EnrollmentRequest.builder().subject("CN=d1").name("dns:d1.example");
  }

  private static Entry template(
      List<NameEntry> subject,
      Optional<KeyTemplate> key,
      List<ExtensionTemplate> extensions,
      ASN1ObjectIdentifier... attributes) {
    return new CertificationRequestInfoTemplate(subject, key, extensions, List.of(attributes))
        .attribute();
  }

  /** Returns what is sent to a server that asks for these. */
  private CertificationRequest sent(EnrollmentRequest request, Entry... wishes) throws Exception {
    return sent(Linking.ALWAYS, request, wishes);
  }

  private CertificationRequest sent(Linking linking, EnrollmentRequest request, Entry... wishes)
      throws Exception {
    try (var server = ca.serving().on("csrattrs", Canned.attributes(wishes))) {
      EstClient.builder(server.url()).trust(ca.trust()).linking(linking).build().enroll(request);
      return TestAuthority.request(server.received("simpleenroll").getFirst());
    }
  }

  private static Entry.Oid oid(ASN1ObjectIdentifier oid) {
    return new Entry.Oid(oid);
  }

  private static Entry.Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return new Entry.Attribute(type, List.of(values));
  }

  private static Extension names(CertificationRequest sent) {
    return sent.requestedExtensions().orElseThrow().getExtension(Extension.subjectAlternativeName);
  }

  @Test
  @DisplayName("C-ENROLL-05 estIdentityLinking is used in place of challengePassword")
  void identityLinking() throws Exception {
    for (var wishes :
        List.of(
            new Entry[] {oid(RequestPlanner.IDENTITY_LINKING), oid(CHALLENGE_PASSWORD)},
            new Entry[] {attribute(RequestPlanner.IDENTITY_LINKING)},
            new Entry[] {
              template(
                  List.of(),
                  Optional.empty(),
                  List.of(),
                  RequestPlanner.IDENTITY_LINKING,
                  CHALLENGE_PASSWORD)
            })) {
      var sent = sent(request().build(), wishes);
      assertThat(sent.values(RequestPlanner.IDENTITY_LINKING)).hasSize(1);
      assertThat(sent.values(CHALLENGE_PASSWORD)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "C-ENROLL-05 every challenge that is asked for and at hand is answered, and no other")
  void challenges() throws Exception {
    var request = request().oneTimePassword("123456").revocationChallenge("never mind").build();
    var sent =
        sent(
            request,
            oid(RequestPlanner.ONE_TIME_PASSWORD),
            oid(RequestPlanner.REVOCATION_CHALLENGE));
    assertThat(text(sent, RequestPlanner.ONE_TIME_PASSWORD)).isEqualTo("123456");
    assertThat(text(sent, RequestPlanner.REVOCATION_CHALLENGE)).isEqualTo("never mind");

    var silent = sent(request, oid(CHALLENGE_PASSWORD));
    assertThat(silent.attributes().stream().map(CertificationRequest.Attribute::type))
        .containsExactlyInAnyOrder(
            CHALLENGE_PASSWORD, PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
  }

  private static String text(CertificationRequest sent, ASN1ObjectIdentifier type) {
    return ((ASN1String) sent.values(type).getFirst()).getString();
  }

  @Test
  @DisplayName("requests are linked when asked, or never, where the client is set so")
  void linking() throws Exception {
    assertThat(
            sent(Linking.NEVER, request().build(), oid(CHALLENGE_PASSWORD))
                .values(CHALLENGE_PASSWORD))
        .isEmpty();
    assertThat(
            sent(Linking.WHEN_ASKED, request().build(), oid(BCStyle.CN)).values(CHALLENGE_PASSWORD))
        .isEmpty();
    assertThat(
            sent(Linking.WHEN_ASKED, request().build(), oid(CHALLENGE_PASSWORD))
                .values(CHALLENGE_PASSWORD))
        .hasSize(1);
  }

  @Test
  @DisplayName("C-ENROLL-06 unknown OIDs and attributes are passed over, as RFC 7030's own example")
  void unknown() throws Exception {
    var mac = new ASN1ObjectIdentifier("1.3.6.1.1.1.1.22");
    var sent =
        sent(
            request().build(),
            oid(new ASN1ObjectIdentifier("1.2.3.4.5")),
            attribute(
                new ASN1ObjectIdentifier("1.2.3.4.6"), new DERUTF8String("x"), new DERSequence()),
            attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1),
            oid(X9ObjectIdentifiers.ecdsa_with_SHA384));
    assertThat(Keys.read(sent.publicKey()).getAlgorithm()).isEqualTo("EC");
    assertThat(KeyType.of(sent.publicKey())).contains(KeyType.EC_P384);
    assertThat(sent.signatureAlgorithm().getAlgorithm())
        .isEqualTo(X9ObjectIdentifiers.ecdsa_with_SHA384);

    // RFC 7030 §4.5.2, to the byte.
    var example =
        Base64.getDecoder()
            .decode(
                "MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==");
    try (var server =
        ca.serving()
            .on(
                "csrattrs",
                Canned.ok("application/csrattrs", Base64.getEncoder().encode(example)))) {
      EstClient.builder(server.url()).trust(ca.trust()).build().enroll(request().build());
      var seen = TestAuthority.request(server.received("simpleenroll").getFirst());
      assertThat(KeyType.of(seen.publicKey())).contains(KeyType.EC_P384);
      assertThat(seen.requestedExtensions().orElseThrow().getExtension(mac)).isNull();
    }
  }

  @Test
  @DisplayName("C-ENROLL-07 where there is a template, the list beside it plays no part")
  void templateOnly() throws Exception {
    var sent =
        sent(
            request().build(),
            attribute(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(4096)),
            oid(X9ObjectIdentifiers.ecdsa_with_SHA512),
            template(List.of(), Optional.of(new KeyTemplate(P384, Optional.empty())), List.of()));
    assertThat(KeyType.of(sent.publicKey())).contains(KeyType.EC_P384);
    assertThat(sent.signatureAlgorithm().getAlgorithm())
        .isEqualTo(X9ObjectIdentifiers.ecdsa_with_SHA384);
  }

  @Test
  @DisplayName("C-ENROLL-07 given values and critical flags are used, empty ones filled in")
  void filled() throws Exception {
    var usage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement);
    var placeholder = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[0]));
    var sent =
        sent(
            EnrollmentRequest.builder()
                .subject("CN=d1,OU=Line 1,SERIALNUMBER=7")
                .name("ip:192.0.2.7")
                .build(),
            template(
                List.of(
                    new NameEntry(BCStyle.O, Optional.of(new DERUTF8String("Acme"))),
                    new NameEntry(BCStyle.CN, Optional.empty()),
                    new NameEntry(BCStyle.SERIALNUMBER, Optional.empty())),
                Optional.of(
                    new KeyTemplate(
                        new AlgorithmIdentifier(
                            PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        Optional.of(3072))),
                List.of(
                    new ExtensionTemplate(Extension.keyUsage, true, Optional.of(usage)),
                    new ExtensionTemplate(Extension.extendedKeyUsage, false, Optional.empty()),
                    new ExtensionTemplate(
                        Extension.subjectAlternativeName,
                        true,
                        Optional.of(
                            new GeneralNames(
                                new GeneralName[] {
                                  new GeneralName(GeneralName.dNSName, "fixed.example"), placeholder
                                }))))));

    assertThat(Names.text(sent.subject())).isEqualTo("OU=Line 1,serialNumber=7,CN=d1,O=Acme");
    assertThat(KeyType.of(sent.publicKey())).contains(KeyType.RSA_3072);
    var extensions = sent.requestedExtensions().orElseThrow();
    assertThat(extensions.getExtension(Extension.keyUsage).isCritical()).isTrue();
    assertThat(extensions.getExtensionParsedValue(Extension.keyUsage)).isEqualTo(usage);
    assertThat(extensions.getExtension(Extension.extendedKeyUsage)).isNotNull();
    assertThat(names(sent).isCritical()).isTrue();
    assertThat(GeneralNames.getInstance(names(sent).getParsedValue()).getNames())
        .containsExactly(
            new GeneralName(GeneralName.dNSName, "fixed.example"),
            new GeneralName(GeneralName.iPAddress, "192.0.2.7"));
  }

  @Test
  @DisplayName("extensions of a list with values are asked for, names of the caller's stay")
  void listedExtensions() throws Exception {
    var listed =
        new DERSequence(
            new Extension(
                Extension.basicConstraints,
                true,
                new DEROctetString(new BasicConstraints(false).getEncoded())));
    var sent =
        sent(
            request().build(), attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, listed));
    assertThat(sent.requestedExtensions().orElseThrow().getExtension(Extension.basicConstraints))
        .isNotNull();
    assertThat(names(sent)).isNotNull();
  }

  @Test
  @DisplayName("what is missing is told at once, before anything is sent or a key is made")
  void missing() {
    var wish =
        template(
            List.of(
                new NameEntry(BCStyle.O, Optional.empty()),
                new NameEntry(BCStyle.CN, Optional.empty())),
            Optional.of(new KeyTemplate(P384, Optional.empty())),
            List.of(
                new ExtensionTemplate(Extension.subjectAlternativeName, false, Optional.empty()),
                new ExtensionTemplate(Extension.certificatePolicies, false, Optional.empty())));
    var request = EnrollmentRequest.builder().key(DeviceKey.generate(KeyType.EC_P256)).build();
    assertThatThrownBy(() -> sent(request, wish))
        .isInstanceOfSatisfying(
            EstException.Unfit.class,
            unfit ->
                assertThat(unfit.faults())
                    .containsExactly(
                        "the server wants O in the subject",
                        "the server wants CN in the subject",
                        "the server wants an alternative name, such as dns: or ip:",
                        "the server wants the extension 2.5.29.32 with a value",
                        "the server wants a key EC P-384, and the one at hand is EC P-256"));
  }

  @Test
  @DisplayName("A-35 a wish for a key that nobody should make is not granted")
  void hugeKey() {
    assertThatThrownBy(() ->
            sent(
                request().build(),
                attribute(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(65_536))))
        .isInstanceOf(EstException.Unfit.class)
        .hasMessageContaining("RSA 65536");
    assertThatThrownBy(() ->
            sent(
                request().build(),
                attribute(
                    PKCSObjectIdentifiers.rsaEncryption,
                    new ASN1Integer(BigInteger.ONE.shiftLeft(100)))))
        .isInstanceOf(EstException.Unfit.class);
  }
}
