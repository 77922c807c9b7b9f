package dev.crest.ca.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Signatures;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoftwareSignerTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);
  private static final AlgorithmIdentifier SHA_384_WITH_RSA =
      new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.1.1.12"), DERNull.INSTANCE);

  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("CERT-20 every type of key signs, with the parameters of its RFC")
  void signs(KeyType type) {
    var keys = Keys.generate(type);
    var signer = new SoftwareSigner(keys.getPrivate(), Keys.info(keys.getPublic()));
    assertThat(
            Signatures.verify(
                signer.publicKey(), signer.algorithm(), MESSAGE, signer.sign(MESSAGE)))
        .isTrue();
    assertThat(signer.algorithm().getParameters()).isEqualTo(type.rsa() ? DERNull.INSTANCE : null);
  }

  @Test
  @DisplayName("halves of two different pairs are refused")
  void mismatch() {
    var one = Keys.generate(KeyType.EC_P256);
    var other = Keys.generate(KeyType.EC_P256);
    assertThatThrownBy(() -> new SoftwareSigner(one.getPrivate(), Keys.info(other.getPublic())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("an algorithm can be chosen where the key can do it")
  void chosenAlgorithm() {
    var rsa = Keys.generate(KeyType.RSA_2048);
    var signer = new SoftwareSigner(rsa.getPrivate(), Keys.info(rsa.getPublic()), SHA_384_WITH_RSA);
    assertThat(
            Signatures.verify(signer.publicKey(), SHA_384_WITH_RSA, MESSAGE, signer.sign(MESSAGE)))
        .isTrue();
  }

  @Test
  @DisplayName("an algorithm that is not the key's is refused")
  void unfitAlgorithm() {
    var ec = Keys.generate(KeyType.EC_P256);
    assertThatThrownBy(
            () -> new SoftwareSigner(ec.getPrivate(), Keys.info(ec.getPublic()), SHA_384_WITH_RSA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("A-37 printing a signer shows nothing of the key")
  void saysNothing() {
    var keys = Keys.generate(KeyType.EC_P256);
    assertThat(new SoftwareSigner(keys.getPrivate(), Keys.info(keys.getPublic())))
        .hasToString("software key EC P-256");
  }
}
