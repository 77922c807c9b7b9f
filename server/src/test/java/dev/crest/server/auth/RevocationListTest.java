package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.Der;
import dev.crest.pkix.MalformedInput;
import dev.crest.pkix.Pem;
import dev.crest.pkix.SerialNumber;
import dev.crest.testkit.HeldCertificate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CRLs of authentication CAs (RFC 5280 §5), as they are uploaded. */
class RevocationListTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final HeldCertificate CA =
      new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();

  private static SerialNumber serial(long number) {
    return new SerialNumber(BigInteger.valueOf(number));
  }

  @Test
  @DisplayName("a list says what it takes back and until when it is good, in DER, base64 and PEM")
  void reads() {
    var list = Crls.of(CA, NOW, Optional.of(NOW.plusSeconds(60)), 5, 7);
    assertThat(list.revokes(serial(5))).isTrue();
    assertThat(list.revokes(serial(6))).isFalse();
    assertThat(list.size()).isEqualTo(2);
    assertThat(list.thisUpdate()).isEqualTo(NOW);
    assertThat(list.expiredAt(NOW.plusSeconds(60))).isFalse();
    assertThat(list.expiredAt(NOW.plusSeconds(61))).isTrue();
    assertThat(list.isOf(CA.certificate())).isTrue();
    var pem = Pem.write("X509 CRL", list.der()).getBytes(StandardCharsets.UTF_8);
    assertThat(RevocationList.read(pem)).isEqualTo(list).hasSameHashCodeAs(list);
    assertThat(Crls.of(CA, NOW, Optional.empty()).expiredAt(NOW.plusSeconds(1))).isFalse();
  }

  @Test
  @DisplayName("another CA's list is none of this one, whatever it calls itself")
  void foreign() {
    var twin = new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();
    var other =
        new HeldCertificate.Builder()
            .commonName("Other")
            .keyPair(CA.keyPair())
            .certificateAuthority()
            .build();
    var mute =
        new HeldCertificate.Builder()
            .commonName("Vendor")
            .keyPair(CA.keyPair())
            .certificateAuthority()
            .keyUsage(KeyUsage.keyCertSign)
            .build();
    var list = Crls.of(CA, NOW, Optional.empty());
    assertThat(list.isOf(twin.certificate())).isFalse();
    assertThat(list.isOf(other.certificate())).isFalse();
    assertThat(list.isOf(mute.certificate())).isFalse();
  }

  static Stream<Consumer<X509v2CRLBuilder>> partial() {
    return Stream.of(
        crl -> add(crl, Extension.deltaCRLIndicator, new CRLNumber(BigInteger.ONE)),
        crl -> add(crl, Extension.issuingDistributionPoint, scope(true, false, false)),
        crl -> add(crl, Extension.issuingDistributionPoint, scope(false, true, false)),
        crl -> add(crl, Extension.issuingDistributionPoint, scope(false, false, true)),
        crl ->
            add(
                crl,
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(
                    null, false, false, new ReasonFlags(ReasonFlags.keyCompromise), false, false)),
        crl -> add(crl, new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE));
  }

  private static IssuingDistributionPoint scope(
      boolean authorities, boolean indirect, boolean attributes) {
    return new IssuingDistributionPoint(null, false, authorities, null, indirect, attributes);
  }

  private static void add(
      X509v2CRLBuilder crl, ASN1ObjectIdentifier oid, org.bouncycastle.asn1.ASN1Encodable value) {
    try {
      crl.addExtension(oid, true, value);
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("partial")
  @DisplayName("a list that leaves something out is refused: delta, indirect, partial, unknown")
  void incomplete(Consumer<X509v2CRLBuilder> change) {
    var der = Crls.der(CA, NOW, change);
    assertThatThrownBy(() -> RevocationList.read(der)).isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("too large a list is refused before it is read")
  void tooLarge() {
    var bytes = new byte[2 * RevocationList.LARGEST + 1];
    assertThatThrownBy(() -> RevocationList.read(bytes)).isInstanceOf(MalformedInput.class);
  }

  @Test
  @DisplayName("no mutation of a list gets anything but a list or a refusal, or passes as signed")
  void fuzz() {
    var random = new Random(5280);
    var list = Crls.of(CA, NOW, Optional.of(NOW.plusSeconds(60)), 5, 7, 9);
    var good = list.der().bytes();
    for (int i = 0; i < 5000; i++) {
      var bytes = good.clone();
      for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        var read = RevocationList.read(bytes);
        assertThat(read.isOf(CA.certificate()))
            .isEqualTo(read.der().equals(Der.of(good)) || sameSigned(read, list));
      } catch (MalformedInput e) {
        assertThat(e).hasMessageNotContainingAny("\n");
      }
    }
  }

  /** A change outside of what is signed, which changes nothing that is said. */
  private static boolean sameSigned(RevocationList one, RevocationList other) {
    return one.isOf(CA.certificate())
        && one.thisUpdate().equals(other.thisUpdate())
        && one.nextUpdate().equals(other.nextUpdate())
        && one.size() == other.size();
  }
}
