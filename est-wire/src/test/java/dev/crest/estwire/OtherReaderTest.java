package dev.crest.estwire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.CsrAttributes.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.est.AttrOrOID;
import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written, read by a client's library that does not know templates. */
class OtherReaderTest {
  static Stream<CertificationRequestInfoTemplate> templates() {
    return CertificationRequestInfoTemplateTest.templates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  @DisplayName("S-ATTR-10 a template beside the list does no harm to Bouncy Castle's reader")
  void bouncyCastle(CertificationRequestInfoTemplate template) {
    var written =
        new CsrAttributes(
                List.of(
                    new Entry.Oid(PKCSObjectIdentifiers.pkcs_9_at_challengePassword),
                    new Entry.Attribute(X9ObjectIdentifiers.id_ecPublicKey, List.of()),
                    template.attribute()))
            .write();
    var read = CsrAttrs.getInstance(written.bytes()).getAttrOrOIDs();
    assertThat(read).hasSize(3);
    assertThat(read[0]).extracting(AttrOrOID::isOid).isEqualTo(true);
    assertThat(read[1].getAttribute().getAttrType()).isEqualTo(X9ObjectIdentifiers.id_ecPublicKey);
    assertThat(read[1].getAttribute().getAttrValues()).isEmpty();
    assertThat(read[2].getAttribute().getAttrType())
        .isEqualTo(CertificationRequestInfoTemplate.TYPE);
  }
}
