package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateTest {
  private static Certificate read(String file) {
    return Certificate.read(Golden.der("certificate/" + file + ".der"));
  }

  @Test
  @DisplayName("a certificate is read with all it says")
  void good() {
    var certificate = read("good");
    assertThat(certificate.serialNumber().hex()).isEqualTo("01234567");
    assertThat(Names.text(certificate.subject())).isEqualTo("CN=device");
    assertThat(Names.text(certificate.issuer())).isEqualTo("CN=device");
    assertThat(certificate.notBefore()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(certificate.notAfter()).isEqualTo("2036-01-01T00:00:00Z");
    assertThat(KeyType.of(certificate.publicKeyInfo())).contains(KeyType.EC_P256);
    assertThat(Keys.info(certificate.publicKey())).isEqualTo(certificate.publicKeyInfo());
    assertThat(certificate.extension(Extension.keyUsage).orElseThrow().isCritical()).isTrue();
    assertThat(certificate.extension(Extension.basicConstraints)).isEmpty();
    assertThat(Names.text(certificate.subjectAltName().orElseThrow().getNames()[0]))
        .isEqualTo("dns:device.example");
    assertThat(certificate.subjectKeyIdentifier().orElseThrow()).hasSize(20);
    assertThat(certificate.authorityKeyIdentifier()).isEmpty();
    assertThat(certificate.extendedKeyUsage())
        .containsExactly(KeyPurposeId.id_kp_clientAuth.toOID());
    assertThat(certificate.isAuthority()).isFalse();
    assertThat(certificate.isSelfSigned()).isTrue();
    assertThat(certificate.fingerprint()).hasSize(32).isEqualTo(certificate.der().sha256());
    assertThat(certificate).hasToString("CN=device #01234567").isEqualTo(read("good"));
  }

  @Test
  @DisplayName("what an accessor returns can be changed without changing the certificate")
  void copies() {
    var certificate = read("good");
    certificate.fingerprint()[0] ^= 1;
    certificate.subjectKeyIdentifier().orElseThrow()[0] ^= 1;
    assertThat(certificate.fingerprint()).isEqualTo(read("good").fingerprint());
    assertThat(certificate.subjectKeyIdentifier().orElseThrow())
        .isEqualTo(read("good").subjectKeyIdentifier().orElseThrow());
  }

  @Test
  @DisplayName("DEVID-01 CERT-05 notAfter 99991231235959Z is the year 9999")
  void noExpiry() {
    assertThat(read("no-expiry").notAfter()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
  }

  @Test
  @DisplayName("old roots with serial number zero and certificates of version 1 are read")
  void old() {
    assertThat(read("serial-number-zero").serialNumber().value()).isEqualTo(BigInteger.ZERO);
    assertThat(read("version-1").subjectAltName()).isEmpty();
    assertThat(read("version-1").isSelfSigned()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "extension-twice, the extension 2.5.29.17 is there twice",
    "serial-number-negative, must not be negative",
    "serial-number-21-octets, 20 octets",
    "san-malformed, beyond the end",
    "san-trailing-byte, bytes behind",
    "two-algorithms, two different signature algorithms",
    "time-not-in-calendar, UTCTime",
    "time-without-zone, UTCTime",
    "extensions-in-version-1, not an X.509 certificate"
  })
  @DisplayName("CERT-16 A-10 a malformed certificate is refused with its fault")
  void refuses(String file, String fault) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(fault);
  }

  @Test
  @DisplayName("A-10 a certificate of 1 MB is refused by its size")
  void oneMegabyte() {
    assertThatThrownBy(() -> Certificate.read(Der.of(new byte[StrictDer.MAX_BYTES + 1])))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining("longer than");
  }

  @Test
  @DisplayName("a request or nothing is no certificate")
  void somethingElse() {
    assertThatThrownBy(() -> Certificate.read(Golden.der("request/good.der")))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> Certificate.read(Der.of(new byte[] {0x30, 0})))
        .isInstanceOf(MalformedInput.class)
        .hasMessage("not an X.509 certificate");
  }

  @Test
  @DisplayName("no damaged certificate brings anything but MalformedInput")
  void fuzz() {
    var samples =
        List.of(
            Golden.bytes("certificate/good.der"),
            Golden.bytes("certificate/no-expiry.der"),
            Golden.bytes("certificate/version-1.der"));
    var anchor = read("good");
    Mutations.feed(
        samples,
        bytes -> {
          var certificate = Certificate.read(Der.of(bytes));
          assertThat(certificate.toString()).isNotBlank();
          assertThat(certificate.fingerprint()).hasSize(32);
          certificate.isSelfSigned();
          certificate.isSignedBy(anchor);
          certificate
              .subjectAltName()
              .ifPresent(names ->
                  assertThat(names.getNames())
                      .allSatisfy(name -> assertThat(Names.text(name)).isNotNull()));
          CertificationPath.validate(
              certificate, List.of(certificate), List.of(anchor), Instant.EPOCH);
        });
  }
}
