package dev.crest.estclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estwire.CertificationRequestInfoTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.ExtensionTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.KeyTemplate;
import dev.crest.estwire.CertificationRequestInfoTemplate.NameEntry;
import dev.crest.estwire.CsrAttributes;
import dev.crest.estwire.CsrAttributes.Entry;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.MalformedInput;
import dev.crest.testkit.HeldRequest;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a request lacks of what a server asks for, all at once (RFC 8951 §4, RFC 9908 §3.4). */
class ShortfallTest {
  private static List<String> lacking(HeldRequest.Builder request, Entry... wishes) {
    return Shortfall.of(request.build().request(), new CsrAttributes(List.of(wishes))).stream()
        .map(Shortfall::title)
        .toList();
  }

  private static HeldRequest.Builder request() {
    return new HeldRequest.Builder().subject(new X500Name("CN=d1,O=Acme"));
  }

  @Test
  @DisplayName("by the template: subject with its values, key, extensions, places for names")
  void template() {
    var names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, ""),
              new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[0]))
            });
    var wishes =
        new CertificationRequestInfoTemplate(
                List.of(
                    new NameEntry(BCStyle.CN, Optional.empty()),
                    new NameEntry(BCStyle.O, Optional.of(new DERUTF8String("Other"))),
                    new NameEntry(BCStyle.SERIALNUMBER, Optional.empty())),
                Optional.of(
                    new KeyTemplate(
                        new AlgorithmIdentifier(
                            PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        Optional.of(3072))),
                List.of(
                    new ExtensionTemplate(
                        Extension.subjectAlternativeName, false, Optional.of(names)),
                    new ExtensionTemplate(
                        Extension.keyUsage,
                        true,
                        Optional.of(new KeyUsage(KeyUsage.digitalSignature)))),
                List.of(PKCSObjectIdentifiers.pkcs_9_at_challengePassword))
            .attribute();

    assertThat(lacking(request().ip("192.0.2.7").keyUsage(KeyUsage.keyAgreement), wishes))
        .containsExactly(
            "O=Other in the subject",
            "SERIALNUMBER in the subject",
            "a key RSA 3072 in place of EC P-256",
            "an alternative name of kind dns",
            "the extension keyUsage with another value",
            "the link to the TLS session (challengePassword)");
    assertThat(
            lacking(
                new HeldRequest.Builder()
                    .subject(new X500Name("SERIALNUMBER=7,O=Other,CN=d1"))
                    .keyType(KeyType.RSA_3072)
                    .dns("d1.example")
                    .ip("192.0.2.7")
                    .keyUsage(KeyUsage.digitalSignature)
                    .challengePassword("link"),
                wishes))
        .isEmpty();
  }

  @Test
  @DisplayName("a template whose extension has a value of another kind is refused as malformed")
  void malformed() {
    var number =
        new ExtensionTemplate(
            Extension.subjectAlternativeName, false, Optional.of(new ASN1Integer(7)));
    var wishes =
        new CertificationRequestInfoTemplate(
                List.of(), Optional.empty(), List.of(number), List.of())
            .attribute();
    assertThatThrownBy(() -> lacking(request(), wishes)).isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("by the list: subject attributes, key, signature")
  void list() {
    Entry[] wishes = {
      new Entry.Oid(BCStyle.SERIALNUMBER),
      new Entry.Oid(X9ObjectIdentifiers.ecdsa_with_SHA384),
      new Entry.Attribute(
          X9ObjectIdentifiers.id_ecPublicKey, List.of(SECObjectIdentifiers.secp256r1))
    };
    assertThat(lacking(request(), wishes))
        .containsExactly("a signature by ECDSA with SHA-384", "SERIALNUMBER in the subject");
    assertThat(
            lacking(
                new HeldRequest.Builder()
                    .subject(new X500Name("SERIALNUMBER=7"))
                    .signatureAlgorithm("SHA384withECDSA"),
                wishes))
        .isEmpty();
  }
}
