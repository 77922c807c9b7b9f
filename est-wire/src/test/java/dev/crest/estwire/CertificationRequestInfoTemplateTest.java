package dev.crest.estwire;

import static dev.crest.estwire.Tlv.sequence;
import static dev.crest.estwire.Tlv.set;
import static dev.crest.estwire.Tlv.tlv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.pkix.MalformedInput;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CertificationRequestInfoTemplateTest {
  private static final AlgorithmIdentifier P256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
  private static final AlgorithmIdentifier RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);

  private static final String V1 = "020100";
  private static final String CN = "0603550403";
  private static final String OU = "060355040b";
  private static final String EXTENSION_REQUEST = "060b2a864886f70d010910023e";
  private static final String P256_IDENTIFIER =
      sequence("06072a8648ce3d0201", "06082a8648ce3d030107");
  private static final String RSA_IDENTIFIER = sequence("06092a864886f70d010101", "0500");

  private static final CertificationRequestInfoTemplate EMPTY =
      new CertificationRequestInfoTemplate(List.of(), Optional.empty(), List.of(), List.of());

  /** The example of RFC 9908 §3.4, which the RFC shows as a dump. */
  private static CertificationRequestInfoTemplate rfcExample() {
    var names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "www.myServer.com"),
              new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[0]))
            });
    return new CertificationRequestInfoTemplate(
        List.of(
            new NameEntry(BCStyle.CN, Optional.empty()),
            new NameEntry(BCStyle.OU, Optional.of(new DERUTF8String("myDept"))),
            new NameEntry(BCStyle.OU, Optional.of(new DERUTF8String("myGroup")))),
        Optional.of(new KeyTemplate(P256, Optional.empty())),
        List.of(
            new ExtensionTemplate(Extension.subjectAlternativeName, false, Optional.of(names)),
            new ExtensionTemplate(
                Extension.keyUsage,
                true,
                Optional.of(new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement))),
            new ExtensionTemplate(Extension.extendedKeyUsage, false, Optional.empty())),
        List.of());
  }

  static Stream<CertificationRequestInfoTemplate> templates() {
    return Stream.of(
        EMPTY,
        rfcExample(),
        new CertificationRequestInfoTemplate(
            List.of(new NameEntry(BCStyle.SERIALNUMBER, Optional.empty())),
            Optional.of(new KeyTemplate(RSA, Optional.of(3072))),
            List.of(),
            List.of(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)),
        new CertificationRequestInfoTemplate(
            List.of(),
            Optional.of(new KeyTemplate(RSA, Optional.empty())),
            List.of(
                new ExtensionTemplate(Extension.subjectAlternativeName, true, Optional.empty())),
            List.of(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)));
  }

  private static String hex(ASN1Encodable value) {
    try {
      return HexFormat.of().formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(CertificationRequestInfoTemplate template) {
    return hex(template.attribute().values().getFirst());
  }

  @Test
  @DisplayName("S-ATTR-07 the object identifiers are …16.2.61 and …16.2.62")
  void objectIdentifiers() {
    assertThat(CertificationRequestInfoTemplate.TYPE.getId())
        .isEqualTo("1.2.840.113549.1.9.16.2.61");
    assertThat(CertificationRequestInfoTemplate.EXTENSION_REQUEST_TYPE.getId())
        .isEqualTo("1.2.840.113549.1.9.16.2.62");
    assertThat(hex(CertificationRequestInfoTemplate.TYPE)).isEqualTo("060b2a864886f70d010910023d");
    assertThat(hex(CertificationRequestInfoTemplate.EXTENSION_REQUEST_TYPE))
        .isEqualTo("060b2a864886f70d010910023e");
  }

  @Test
  @DisplayName("S-ATTR-07 S-ATTR-09 the example of RFC 9908 §3.4 is written as the RFC shows it")
  void rfcExampleIsWritten() {
    var subject =
        sequence(
            set(sequence(CN)),
            set(sequence(OU, "0c06 6d7944657074")),
            set(sequence(OU, "0c07 6d7947726f7570")));
    var san = sequence(tlv("82", "7777772e6d795365727665722e636f6d"), "8700");
    var extensions =
        sequence(
            sequence("0603551d11", tlv("04", san)),
            sequence("0603551d0f", "0101ff", tlv("04", "03020388")),
            sequence("0603551d25"));
    assertThat(hex(rfcExample()))
        .isEqualTo(
            sequence(
                V1,
                subject,
                tlv("a0", P256_IDENTIFIER),
                tlv("a1", sequence(EXTENSION_REQUEST, set(extensions)))));
  }

  @Test
  @DisplayName("S-ATTR-08 no requirement: only version and an empty set of attributes")
  void empty() {
    assertThat(hex(EMPTY)).isEqualTo("3005020100a100");
  }

  @Test
  @DisplayName("S-ATTR-08 a placeholder key is there for an RSA size only")
  void placeholderKey() {
    var p256 = withKey(new KeyTemplate(P256, Optional.empty()));
    assertThat(hex(p256)).isEqualTo(sequence(V1, tlv("a0", P256_IDENTIFIER), "a100"));
    var anyRsa = withKey(new KeyTemplate(RSA, Optional.empty()));
    assertThat(hex(anyRsa)).isEqualTo(sequence(V1, tlv("a0", RSA_IDENTIFIER), "a100"));
    var rsa = withKey(new KeyTemplate(RSA, Optional.of(1024)));
    var modulus = "0080" + "00".repeat(126) + "01";
    var placeholder = tlv("03", "00", sequence(tlv("02", modulus), "0203010001"));
    assertThat(hex(rsa)).isEqualTo(sequence(V1, tlv("a0", RSA_IDENTIFIER, placeholder), "a100"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  @DisplayName("S-ATTR-07 what is written is read again")
  void roundTrip(CertificationRequestInfoTemplate template) {
    var answer = new CsrAttributes(List.of(template.attribute())).write();
    var read = CsrAttributes.read(answer).template().orElseThrow();
    assertThat(read.subject()).isEqualTo(template.subject());
    assertThat(read.key()).isEqualTo(template.key());
    assertThat(read.attributes()).isEqualTo(template.attributes());
    assertThat(read.extensions())
        .extracting(e -> e.oid() + " " + e.critical() + " " + e.value().map(v -> hex(v)))
        .isEqualTo(
            template.extensions().stream()
                .map(e -> e.oid() + " " + e.critical() + " " + e.value().map(v -> hex(v)))
                .toList());
  }

  @Test
  @DisplayName(
      "S-ATTR-08 the template form of the Extension Request only where a value is left out")
  void extensionRequestForm() {
    var complete =
        new ExtensionTemplate(
            Extension.keyUsage, true, Optional.of(new KeyUsage(KeyUsage.digitalSignature)));
    var open = new ExtensionTemplate(Extension.extendedKeyUsage, false, Optional.empty());
    var request = hex(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
    var template = hex(CertificationRequestInfoTemplate.EXTENSION_REQUEST_TYPE);
    assertThat(hex(with(complete))).contains(request).doesNotContain(template);
    assertThat(hex(with(complete, open))).contains(template).doesNotContain(request);
  }

  @Test
  @DisplayName("S-ATTR-08 an extension is named once only")
  void extensionOnce() {
    var extension = new ExtensionTemplate(Extension.keyUsage, false, Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(extension, extension).attribute())
        .withMessageContaining("once only");
  }

  @Test
  @DisplayName("S-ATTR-08 only an RSA key of a possible size has one")
  void sizes() {
    for (int bits : new int[] {-1, 0, 511, 16_385, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KeyTemplate(RSA, Optional.of(bits)));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyTemplate(P256, Optional.of(2048)));
  }

  @Test
  @DisplayName("S-ATTR-07 multi-valued RDNs and placeholders of other keys are tolerated")
  void tolerant() {
    var read =
        read(
            sequence(
                V1,
                sequence(set(sequence(CN), sequence("0603550405"))),
                tlv("a0", P256_IDENTIFIER, "030100"),
                "a100"));
    assertThat(read.subject())
        .extracting(NameEntry::type)
        .containsExactly(BCStyle.CN, BCStyle.SERIALNUMBER);
    assertThat(read.key()).contains(new KeyTemplate(P256, Optional.empty()));
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("no sequence", "0500"),
        Arguments.of("nothing in it", sequence()),
        Arguments.of("version 1", sequence("020101", "a100")),
        Arguments.of("no version", sequence("a100")),
        Arguments.of("no attributes", sequence(V1)),
        Arguments.of("something behind", sequence(V1, "a100", "0500")),
        Arguments.of("attributes before the key", sequence(V1, "a100", tlv("a0", P256_IDENTIFIER))),
        Arguments.of("key without algorithm", sequence(V1, "a000", "a100")),
        Arguments.of(
            "key of three", sequence(V1, tlv("a0", RSA_IDENTIFIER, "0500", "0500"), "a100")),
        Arguments.of("key's algorithm is NULL", sequence(V1, tlv("a0", "0500"), "a100")),
        Arguments.of("key is primitive", sequence(V1, "800100", "a100")),
        Arguments.of(
            "placeholder is NULL", sequence(V1, tlv("a0", RSA_IDENTIFIER, "0500"), "a100")),
        Arguments.of("attributes are primitive", sequence(V1, "810100")),
        Arguments.of("subject is a SET", sequence(V1, set(), "a100")),
        Arguments.of("RDN is a SEQUENCE", sequence(V1, sequence(sequence()), "a100")),
        Arguments.of("RDN is empty", sequence(V1, sequence(set()), "a100")),
        Arguments.of("name without type", sequence(V1, sequence(set(sequence())), "a100")),
        Arguments.of(
            "name of three", sequence(V1, sequence(set(sequence(CN, "0500", "0500"))), "a100")),
        Arguments.of("name's type is NULL", sequence(V1, sequence(set(sequence("0500"))), "a100")),
        Arguments.of("attributes hold a NULL", sequence(V1, tlv("a1", "0500"))),
        Arguments.of("unknown tag", sequence(V1, "a100", "a200")),
        Arguments.of(
            "two Extension Requests",
            requests(sequence(sequence("060129")), sequence(sequence("06012a")))),
        Arguments.of("Extension Request without extensions", requests(sequence())),
        Arguments.of("Extension Request is NULL", requests("0500")),
        Arguments.of("extension twice", requests(sequence(sequence("060129"), sequence("060129")))),
        Arguments.of("extension without OID", requests(sequence(sequence()))),
        Arguments.of("extension's value is NULL", requests(sequence(sequence("060129", "0500")))),
        Arguments.of(
            "extension's value is not DER", requests(sequence(sequence("060129", "040130")))),
        Arguments.of("placeholder of 65536 bits", placeholder("00" + "ff".repeat(8192))),
        Arguments.of("placeholder of 16392 bits", placeholder("00" + "ff".repeat(2049))),
        Arguments.of("placeholder of 256 bits", placeholder("00" + "ff".repeat(32))),
        Arguments.of("placeholder of nothing", placeholder("00")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("S-ATTR-08 A-35 a malformed or contradictory template is refused")
  void malformed(String fault, String template) {
    assertThatThrownBy(() -> read(template)).as(fault).isInstanceOf(MalformedInput.class);
  }

  private static CertificationRequestInfoTemplate read(String template) {
    try {
      return TemplateReader.read(ASN1Primitive.fromByteArray(Tlv.bytes(template)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A template with an attribute for each Extension Request. */
  private static String requests(String... values) {
    var attributes =
        Stream.of(values).map(v -> sequence(EXTENSION_REQUEST, set(v))).toArray(String[]::new);
    return sequence(V1, tlv("a1", attributes));
  }

  private static String placeholder(String modulus) {
    var key = sequence(tlv("02", modulus), "0203010001");
    return sequence(V1, tlv("a0", RSA_IDENTIFIER, tlv("03", "00", key)), "a100");
  }

  private static CertificationRequestInfoTemplate with(ExtensionTemplate... extensions) {
    return new CertificationRequestInfoTemplate(
        List.of(), Optional.empty(), List.of(extensions), List.of());
  }

  private static CertificationRequestInfoTemplate withKey(KeyTemplate key) {
    return new CertificationRequestInfoTemplate(List.of(), Optional.of(key), List.of(), List.of());
  }
}
