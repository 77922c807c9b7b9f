package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertsOnlyTest {
  private static final Certificate GOOD = Certificate.read(Golden.der("certificate/good.der"));
  private static final Certificate OTHER =
      Certificate.read(Golden.der("certificate/no-expiry.der"));

  @Test
  @DisplayName("S-CACERTS-02 S-RESP-02 SignedData v1 of empty sets, id-data without content")
  void structure() throws Exception {
    var der = CertsOnly.write(List.of(GOOD));
    var info = ContentInfo.getInstance(StrictDer.read(der.bytes()));
    assertThat(info.getContentType().getId()).isEqualTo("1.2.840.113549.1.7.2");
    var signedData = SignedData.getInstance(info.getContent());
    assertThat(signedData.getVersion()).isEqualTo(new ASN1Integer(1));
    assertThat(signedData.getDigestAlgorithms().size()).isZero();
    assertThat(signedData.getEncapContentInfo().getContentType())
        .isEqualTo(new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"));
    assertThat(signedData.getEncapContentInfo().getContent()).isNull();
    assertThat(signedData.getCertificates().size()).isEqualTo(1);
    assertThat(signedData.getCRLs()).isNull();
    assertThat(signedData.getSignerInfos().size()).isZero();
    assertThat(new CMSSignedData(der.bytes()).getCertificates().getMatches(null)).hasSize(1);
  }

  @Test
  @DisplayName("S-RESP-02 the bytes are those of the golden file and of openssl")
  void golden() {
    assertThat(CertsOnly.write(List.of(GOOD)))
        .isEqualTo(Golden.der("cms/good.p7"))
        .isEqualTo(Golden.der("cms/openssl.p7"));
  }

  @Test
  @DisplayName("S-CACERTS-08 certificates keep their order, and the same ones make the same bytes")
  void order() {
    var oneWay = List.of(GOOD, OTHER);
    var otherWay = List.of(OTHER, GOOD);
    assertThat(CertsOnly.read(CertsOnly.write(oneWay))).isEqualTo(oneWay);
    assertThat(CertsOnly.read(CertsOnly.write(otherWay))).isEqualTo(otherWay);
    assertThat(CertsOnly.write(oneWay)).isEqualTo(CertsOnly.write(oneWay));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50, 200, 400})
  @DisplayName("S-RESP-02 messages of any length are strict DER")
  void lengths(int count) {
    var certificates = Collections.nCopies(count, OTHER);
    var der = CertsOnly.write(certificates);
    assertThat(StrictDer.read(der.bytes())).isNotNull();
    assertThat(CertsOnly.read(der)).isEqualTo(certificates);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good.p7", "openssl.p7", "indefinite-lengths.p7"})
  @DisplayName("messages of others are read, in BER too")
  void reads(String file) {
    assertThat(CertsOnly.read(Golden.der("cms/" + file))).containsExactly(GOOD);
  }

  @ParameterizedTest
  @CsvSource({
    "no-certificates.p7, no certificates",
    "with-content.p7, has no content",
    "with-signer.p7, has no content",
    "trailing-byte.p7, bytes behind",
    "attribute-certificate.p7, something else than X.509",
    "not-signed-data.p7, not SignedData"
  })
  @DisplayName("what is not certs-only is refused with its fault")
  void refuses(String file, String fault) {
    assertThatThrownBy(() -> CertsOnly.read(Golden.der("cms/" + file)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "'', cut off",
    "3080, cut off",
    "0480, malformed",
    "30847fffffff, malformed",
    "3084ffffffff, malformed",
    "30850000000001, malformed",
    "3f810000, above 30",
    "3000, not a certs-only"
  })
  @DisplayName("A-20 broken BER is refused")
  void refusesBer(String hex, String fault) {
    var der = Der.of(HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> CertsOnly.read(der))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested-10000.der", "nested-10000-indefinite.der"})
  @DisplayName("A-20 10,000 nested values are refused without a stack overflow, in BER too")
  void nested(String file) {
    assertThatThrownBy(() -> CertsOnly.read(Golden.der("request/" + file)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("32 deep");
  }

  @Test
  @DisplayName("a message of no certificates is not written")
  void none() {
    assertThatThrownBy(() -> CertsOnly.write(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("no damaged message brings anything but MalformedInput")
  void fuzz() {
    var samples =
        List.of(
            CertsOnly.write(List.of(GOOD, OTHER)).bytes(),
            Golden.bytes("cms/indefinite-lengths.p7"),
            Golden.bytes("cms/with-signer.p7"));
    Mutations.feed(samples, bytes -> assertThat(CertsOnly.read(Der.of(bytes))).isNotEmpty());
  }
}
