package dev.crest.estwire;

import static dev.crest.estwire.Tlv.sequence;
import static dev.crest.estwire.Tlv.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsrAttributesTest {
  private static final String CHALLENGE = "1.2.840.113549.1.9.7";
  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
  private static final String EC = "1.2.840.10045.2.1";
  private static final String SERIAL_NUMBER = "2.5.4.5";
  private static final String FRIENDLY_NAME = "1.2.840.113549.1.9.20";
  private static final String FAVOURITE_DRINK = "0.9.2342.19200300.100.1.5";
  private static final String MAC_ADDRESS = "1.3.6.1.1.1.1.22";

  private static final String RFC_7030_EXAMPLE =
      "MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==";
  private static final String ACP_EXAMPLE =
      "MGgwZgYJKoZIhvcNAQkOMVkwVzBVBgNVHREBAf8ESzBJoEcGCCsGAQUFBwgKoDsWOXJmYzg5OTQrZmQ3MzlmYzIz"
          + "YzM0NDAxMTIyMzM0NDU1MDAwMDAwMDArQGFjcC5leGFtcGxlLmNvbQ==";

  /** Name, base64 of the RFC's bytes, and what they hold: OIDs, and attribute types in brackets. */
  static Stream<Arguments> examples() {
    var ecdsa384 = "1.2.840.10045.4.3.3";
    var ecdsa512 = "1.2.840.10045.4.3.4";
    return Stream.of(
        Arguments.of(
            "RFC 7030 §4.5.2",
            RFC_7030_EXAMPLE,
            List.of(CHALLENGE, "[" + EC + "]", "[" + EXTENSION_REQUEST + "]", ecdsa384)),
        Arguments.of("RFC 9908 §5.1", ACP_EXAMPLE, List.of("[" + EXTENSION_REQUEST + "]")),
        Arguments.of(
            "RFC 9908 §5.2",
            "MDIGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgcrBgEBAQEWBggqhkjOPQQDAw==",
            List.of(CHALLENGE, "[" + EC + "]", MAC_ADDRESS, ecdsa384)),
        Arguments.of(
            "RFC 9908 §5.3",
            "MEUGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAjBgkqhkiG9w0BCRQGCgmSJomT8ixkAQUGA1UEBQYI"
                + "KoZIzj0EAwQ=",
            List.of(
                CHALLENGE,
                "[" + EC + "]",
                FRIENDLY_NAME,
                FAVOURITE_DRINK,
                SERIAL_NUMBER,
                ecdsa512)),
        Arguments.of(
            "RFC 9908 §5.4",
            "MCkGCSqGSIb3DQEJBzARBgkqhkiG9w0BAQExBAICEAAGCSqGSIb3DQEBCw==",
            List.of(CHALLENGE, "[1.2.840.113549.1.1.1]", "1.2.840.113549.1.1.11")),
        Arguments.of(
            "RFC 9908 §5.5",
            "MC4GCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgNVBAUGCCqGSM49BAMD",
            List.of(CHALLENGE, "[" + EC + "]", SERIAL_NUMBER, ecdsa384)),
        Arguments.of(
            "RFC 9908 §5.6",
            "MEUGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAjBgkqhkiG9w0BCRQGCgmSJomT8ixkAQUGA1UEBQYI"
                + "KoZIzj0EAwQ=",
            List.of(
                CHALLENGE,
                "[" + EC + "]",
                FRIENDLY_NAME,
                FAVOURITE_DRINK,
                SERIAL_NUMBER,
                ecdsa512)));
  }

  private static Der der(String base64) {
    return Der.of(Base64.getDecoder().decode(base64));
  }

  private static String shown(Entry entry) {
    return switch (entry) {
      case Entry.Oid(var oid) -> oid.getId();
      case Entry.Attribute(var type, var values) -> "[" + type.getId() + "]";
    };
  }

  private static Entry.Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return new Entry.Attribute(type, List.of(values));
  }

  private static void assertNotWritten(String why, Entry... entries) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CsrAttributes(List.of(entries)).write())
        .withMessageContaining(why);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("S-ATTR-03 S-ATTR-12 the RFCs' example bytes are read")
  void examplesAreRead(String name, String base64, List<String> content) {
    var read = CsrAttributes.read(der(base64));
    assertThat(read.entries()).extracting(CsrAttributesTest::shown).isEqualTo(content);
    assertThat(read.template()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("S-ATTR-03 S-ATTR-12 the correct example bytes are written again bit for bit")
  void examplesAreWritten(String name, String base64, List<String> content) {
    var read = CsrAttributes.read(der(base64));
    if (base64.equals(RFC_7030_EXAMPLE)) {
      assertThatIllegalArgumentException().as("S-ATTR-05").isThrownBy(read::write);
    } else {
      assertThat(read.write()).isEqualTo(der(base64));
    }
  }

  @Test
  @DisplayName("S-ATTR-03 values of attributes are kept")
  void values() {
    var read =
        CsrAttributes.read(der("MCkGCSqGSIb3DQEJBzARBgkqhkiG9w0BAQExBAICEAAGCSqGSIb3DQEBCw=="));
    assertThat(read.entries().get(1))
        .isEqualTo(attribute(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(4096)));
  }

  @Test
  @DisplayName("S-ATTR-05 the Extension Request example holds one critical subjectAltName")
  void extensionRequest() {
    var request = (Entry.Attribute) CsrAttributes.read(der(ACP_EXAMPLE)).entries().getFirst();
    var extensions = Extensions.getInstance(request.values().getFirst());
    assertThat(extensions.getExtensionOIDs()).containsExactly(Extension.subjectAlternativeName);
    assertThat(extensions.getExtension(Extension.subjectAlternativeName).isCritical()).isTrue();
  }

  @Test
  @DisplayName("S-ATTR-02 nothing to ask for is the empty SEQUENCE, MAA= in base64")
  void empty() {
    var written = new CsrAttributes(List.of()).write();
    assertThat(TransferEncoding.encode(written, TransferEncoding.Lines.WRAPPED))
        .asString()
        .isEqualTo("MAA=");
    assertThat(CsrAttributes.read(written).entries()).isEmpty();
  }

  @Test
  @DisplayName("C-ENROLL-06 unknown OIDs and attributes are kept")
  void unknown() {
    var entries =
        List.<Entry>of(
            new Entry.Oid(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1")),
            attribute(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2"),
                new DERSequence(DERNull.INSTANCE),
                new DERSet()));
    var read = CsrAttributes.read(new CsrAttributes(entries).write());
    assertThat(read.entries()).hasSize(2).first().isEqualTo(entries.getFirst());
    assertThat(read.write()).isEqualTo(new CsrAttributes(entries).write());
  }

  @Test
  @DisplayName("S-ATTR-04 a key type may come without a curve or size")
  void keyTypeWithoutParameters() {
    var written = new CsrAttributes(List.of(attribute(X9ObjectIdentifiers.id_ecPublicKey))).write();
    assertThat(written)
        .isEqualTo(Der.of(Tlv.bytes(sequence(sequence("06072a8648ce3d0201", set())))));
    assertThat(CsrAttributes.read(written).entries())
        .containsExactly(attribute(X9ObjectIdentifiers.id_ecPublicKey));
  }

  @Test
  @DisplayName("S-ATTR-04 two key types, or two curves, are never written")
  void oneKeyType() {
    var p256 = attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
    assertNotWritten("one type of key", p256, attribute(PKCSObjectIdentifiers.rsaEncryption));
    assertNotWritten("one type of key", p256, p256);
    assertNotWritten(
        "one curve or size",
        attribute(
            X9ObjectIdentifiers.id_ecPublicKey,
            SECObjectIdentifiers.secp256r1,
            SECObjectIdentifiers.secp384r1));
  }

  @Test
  @DisplayName("S-ATTR-05 one Extension Request, with one value, with no extension twice")
  void oneExtensionRequest() {
    var type = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    var keyUsage = new Extension(Extension.keyUsage, false, new byte[] {3, 2, 7, (byte) 0x80});
    var good = attribute(type, new Extensions(keyUsage));
    assertThat(new CsrAttributes(List.of(good)).write().length()).isPositive();
    assertNotWritten("one Extension Request", good, good);
    assertNotWritten("exactly one value", attribute(type));
    assertNotWritten(
        "exactly one value", attribute(type, new Extensions(keyUsage), new DERSequence()));
    assertNotWritten("SEQUENCE of extensions", attribute(type, new DERSequence()));
    assertNotWritten(
        "SEQUENCE of extensions", attribute(type, new ASN1ObjectIdentifier(MAC_ADDRESS)));
    assertNotWritten(
        "an OID and a value",
        attribute(type, new DERSequence(new DERSequence(Extension.keyUsage))));
    assertNotWritten(
        "once only", attribute(type, new DERSequence(new ASN1Encodable[] {keyUsage, keyUsage})));
  }

  @Test
  @DisplayName("S-ATTR-08 one template, with one value that is one")
  void oneTemplate() {
    var template =
        new CertificationRequestInfoTemplate(List.of(), Optional.empty(), List.of(), List.of())
            .attribute();
    assertNotWritten("one template", template, template);
    var type = CertificationRequestInfoTemplate.TYPE;
    assertNotWritten("exactly one value", attribute(type));
    assertNotWritten("version is not v1", attribute(type, new DERSequence(DERNull.INSTANCE)));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("NULL", "0500"),
        Arguments.of("a SET", set()),
        Arguments.of("something behind", sequence() + "00"),
        Arguments.of("indefinite length", "30800000"),
        Arguments.of("length in two octets that needs one", "308100"),
        Arguments.of("too short", "3005"),
        Arguments.of("holds a NULL", sequence("0500")),
        Arguments.of("holds an empty SEQUENCE", sequence(sequence())),
        Arguments.of("attribute without values", sequence(sequence("060129"))),
        Arguments.of("attribute's values are a SEQUENCE", sequence(sequence("060129", sequence()))),
        Arguments.of("attribute's type is NULL", sequence(sequence("0500", set()))),
        Arguments.of("attribute of three", sequence(sequence("060129", set(), set()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("C-ENROLL-06 what is no CsrAttrs is refused")
  void refused(String fault, String hex) {
    assertThatThrownBy(() -> CsrAttributes.read(Der.of(Tlv.bytes(hex))))
        .as(fault)
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("A-35 mutated csrattrs are read or refused, never anything else")
  void fuzz() {
    var random = new Random(9908);
    var seeds =
        Stream.concat(
                examples().map(e -> der((String) e.get()[1]).bytes()),
                CertificationRequestInfoTemplateTest.templates()
                    .map(t -> new CsrAttributes(List.of(t.attribute())).write().bytes()))
            .toList();
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      var bytes = Mutation.of(seeds.get(random.nextInt(seeds.size())), random);
      try {
        var attributes = CsrAttributes.read(Der.of(bytes));
        read++;
        attributes.template();
      } catch (MalformedInput e) {
        assertThat(e.getMessage()).isNotBlank().matches("\\p{Print}+");
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  @DisplayName("S-ATTR-03 CsrAttrs is a SEQUENCE of OIDs and Attributes")
  void structure() {
    var read = CsrAttributes.read(der(RFC_7030_EXAMPLE));
    var request = (Entry.Attribute) read.entries().get(2);
    // RFC 7030's own example puts a bare OID where Extensions belongs; it is read, never written.
    assertThat(request.values()).containsExactly(new ASN1ObjectIdentifier(MAC_ADDRESS));
    assertThat(request.values().getFirst()).isNotInstanceOf(ASN1Sequence.class);
  }
}
