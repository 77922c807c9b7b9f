package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificationRequestTest {
  private static CertificationRequest read(String file) {
    return CertificationRequest.read(Golden.der("request/" + file + ".der"));
  }

  @Test
  @DisplayName("S-ENROLL-01 a PKCS#10 request is read with all it says")
  void good() {
    var request = read("good");
    assertThat(Names.text(request.subject())).isEqualTo("CN=device");
    assertThat(KeyType.of(request.publicKey())).contains(KeyType.EC_P256);
    assertThat(request.signatureAlgorithm().getAlgorithm().getId())
        .isEqualTo("1.2.840.10045.4.3.2");
    assertThat(request.attributes()).hasSize(1);
    assertThat(request.values(new ASN1ObjectIdentifier("1.2.840.113549.1.9.14"))).hasSize(1);
    assertThat(request.values(new ASN1ObjectIdentifier("1.2.840.113549.1.9.7"))).isEmpty();
    assertThat(names(request)).containsExactly("dns:device.example");
    assertThat(request.signatureVerifies()).isTrue();
    assertThat(request).isEqualTo(read("good")).hasSameHashCodeAs(read("good"));
    assertThat(request).isNotEqualTo(read("signature-corrupt"));
  }

  private static List<String> names(CertificationRequest request) {
    var extensions = request.requestedExtensions().orElseThrow();
    var names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    return Arrays.stream(names.getNames()).map(Names::text).toList();
  }

  @Test
  @DisplayName("S-RESP-03 the public key encodes to the very bytes of the request")
  void sameKeyBytes() throws IOException {
    var request = read("good");
    var hex = HexFormat.of();
    assertThat(hex.formatHex(request.der().bytes()))
        .contains(hex.formatHex(request.publicKey().getEncoded()));
  }

  @Test
  @DisplayName("a request without the attributes field is read")
  void attributesAbsent() {
    var request = read("attributes-absent");
    assertThat(request.attributes()).isEmpty();
    assertThat(request.requestedExtensions()).isEmpty();
    assertThat(request.signatureVerifies()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "truncated, beyond the end",
    "trailing-byte, bytes behind",
    "indefinite-length, indefinite length",
    "length-not-minimal, fewest octets",
    "length-2-31, beyond the end",
    "nested-10000, 32 deep",
    "nested-10000-indefinite, indefinite length",
    "version-padded, INTEGER",
    "version-2, version 1",
    "oid-arc-2-64, OBJECT IDENTIFIER",
    "unused-bits-9, BIT STRING",
    "boolean-01, BOOLEAN",
    "utf8-invalid, character string",
    "subject-empty-rdn, distinguished name is empty",
    "rdn-out-of-order, not in order",
  })
  @DisplayName("A-20 a request that is not DER or not a request is refused with its fault")
  void refuses(String file, String fault) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @Test
  @DisplayName("A-20 something else in DER is no request")
  void somethingElse() {
    assertThatThrownBy(() -> CertificationRequest.read(Golden.der("certificate/good.der")))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> CertificationRequest.read(Der.of(new byte[] {0x30, 0})))
        .isInstanceOf(MalformedInput.class)
        .hasMessage("not a PKCS#10 certification request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signature-corrupt",
        "signature-by-another-key",
        "rsa-key-signed-by-ec-key",
        "signed-with-sha1",
        "signed-with-md5",
        "pss-salt-20",
        "pss-mask-sha1",
        "pss-sha1",
        "ecdsa-r-zero",
        "ecdsa-s-zero",
        "ecdsa-r-and-s-zero",
        "ecdsa-r-plus-order",
        "ecdsa-s-plus-order",
        "ecdsa-trailing-byte",
        "ecdsa-algorithm-with-null",
        "eddsa-s-plus-order",
        "ed25519-key-with-ml-dsa-algorithm",
        "ml-dsa-44-key-with-ml-dsa-65-algorithm",
        "point-not-on-curve",
        "point-at-infinity",
        "point-compressed",
        "curve-explicit",
        "rsa-modulus-even",
        "rsa-exponent-1",
        "rsa-exponent-even"
      })
  @DisplayName("S-ENROLL-02 A-21 a signature that proves nothing does not verify")
  void doesNotVerify(String file) {
    assertThat(read(file).signatureVerifies()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "ed25519", "pss-sha256", "pss-sha512", "extension-request-empty"})
  @DisplayName("S-ENROLL-02 a right signature verifies")
  void verifies(String file) {
    assertThat(read(file).signatureVerifies()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "extension-request-twice, the extension request attribute is there twice",
    "extension-request-two-values, the extension request attribute has 2 values instead of one",
    "extension-request-no-value, the extension request attribute has 0 values instead of one",
    "extension-request-both-oids, 'extensions are requested twice, in the PKCS#9 and in the "
        + "Microsoft attribute'",
    "extension-request-not-a-list, not a list of extensions",
    "extension-twice, the extension 2.5.29.17 is there twice"
  })
  @DisplayName(
      "A-28 S-ENROLL-05 ambiguous extension requests are read, then refused with the fault")
  void ambiguous(String file, String fault) {
    var request = read(file);
    assertThat(request.attributes()).isNotEmpty();
    assertThatThrownBy(request::requestedExtensions)
        .isInstanceOf(MalformedInput.class)
        .hasMessage(fault);
  }

  @Test
  @DisplayName("S-ENROLL-05 the Microsoft attribute is accepted as well")
  void microsoft() {
    assertThat(names(read("extension-request-microsoft"))).containsExactly("dns:a.example");
  }

  @Test
  @DisplayName("an empty extension request asks for nothing")
  void empty() {
    assertThat(read("extension-request-empty").requestedExtensions()).isEmpty();
  }

  @Test
  @DisplayName("no damaged request brings anything but MalformedInput")
  void fuzz() {
    var samples =
        List.of(
            Golden.bytes("request/good.der"),
            Golden.bytes("request/extension-request-microsoft.der"),
            Golden.bytes("request/ed25519.der"),
            Golden.bytes("request/pss-sha256.der"));
    Mutations.feed(
        samples,
        bytes -> {
          var request = CertificationRequest.read(Der.of(bytes));
          assertThat(Names.text(request.subject())).isNotNull();
          assertThat(Names.same(request.subject(), request.subject())).isTrue();
          assertThat(KeyType.of(request.publicKey())).isNotNull();
          request.signatureVerifies();
          request.requestedExtensions();
        });
  }
}
