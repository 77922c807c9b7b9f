package dev.crest.pkix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
  @Test
  @DisplayName("A-37 the text of a Der shows nothing of its bytes, which may be a private key")
  void noSecrets() {
    var key = Golden.bytes("key/openssl-ecparam.pem");
    assertThat(Der.of(key).toString()).matches("DER of \\d+ bytes, SHA-256 [0-9a-f]{16}");
  }

  @Test
  @DisplayName("a Der has value equality and its own copy of the bytes")
  void value() {
    var bytes = new byte[] {5, 0};
    var der = Der.of(bytes);
    bytes[0] = 9;
    der.bytes()[0] = 9;
    assertThat(der)
        .isEqualTo(Der.of(new byte[] {5, 0}))
        .hasSameHashCodeAs(Der.of(new byte[] {5, 0}));
    assertThat(der).isNotEqualTo(Der.of(new byte[] {5}));
    assertThat(der.length()).isEqualTo(2);
    assertThat(der.sha256()).hasSize(32);
  }

  @Test
  @DisplayName("PEM has 64 columns, LF and a final LF")
  void pem() {
    assertThat(Pem.write("CERTIFICATE", Der.of(new byte[49])))
        .isEqualTo(
            "-----BEGIN CERTIFICATE-----\n"
                + "A".repeat(64)
                + "\nAA==\n-----END CERTIFICATE-----\n");
    assertThat(Pem.write("X", Der.of(new byte[48])))
        .isEqualTo("-----BEGIN X-----\n" + "A".repeat(64) + "\n-----END X-----\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 19, 20})
  @DisplayName("CERT-02 a drawn serial number is positive, new, and takes just that many octets")
  void serialNumbers(int octets) {
    var random = new Random(5280);
    var seen = new HashSet<SerialNumber>();
    for (int i = 0; i < 10_000; i++) {
      var serial = SerialNumber.random(random, octets);
      assertThat(serial.value().signum()).isPositive();
      assertThat(serial.value().toByteArray()).hasSize(octets);
      assertThat(seen.add(serial)).isTrue();
    }
  }

  @Test
  @DisplayName(
      "CERT-02 a serial number is never negative, longer than 20 octets or not hexadecimal")
  void badSerialNumbers() {
    assertThatThrownBy(() -> new SerialNumber(BigInteger.valueOf(-1)))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> new SerialNumber(BigInteger.ONE.shiftLeft(159)))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> SerialNumber.ofHex("12 34")).isInstanceOf(MalformedInput.class);
    assertThat(SerialNumber.ofHex("aBc").hex()).isEqualTo("0abc");
    assertThat(SerialNumber.ofHex("1")).isLessThan(SerialNumber.ofHex("2"));
    assertThatThrownBy(() -> SerialNumber.random(new Random(1), 15))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
