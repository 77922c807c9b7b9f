package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.CertificationPath.Outcome;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Names;
import dev.crest.pkix.Signatures;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeldCertificateTest {
  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("a certificate and a request can be made with every key type, and verify")
  void everyKeyType(KeyType type) {
    var held =
        new HeldCertificate.Builder()
            .commonName("root")
            .keyType(type)
            .certificateAuthority(1)
            .build();
    assertThat(held.certificate().isSelfSigned()).isTrue();
    assertThat(held.certificate().isAuthority()).isTrue();
    assertThat(KeyType.of(held.certificate().publicKeyInfo())).contains(type);

    var request = new HeldRequest.Builder().keyType(type).dns("device.example").build();
    assertThat(request.request().signatureVerifies()).isTrue();
    assertThat(request.request().requestedExtensions()).isPresent();

    var corrupt = new HeldRequest.Builder().keyPair(request.keyPair()).corruptSignature().build();
    assertThat(corrupt.request().signatureVerifies()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  @DisplayName("every key survives PKCS#8, plain and encrypted")
  void pkcs8(KeyType type) {
    var pair = Keys.generate(type);
    var info = Keys.info(pair.getPublic());
    var algorithm = Signatures.algorithmFor(type);
    var message = new byte[] {1, 2, 3};
    var plain = Keys.readPrivate(Keys.pkcs8(pair.getPrivate()));
    assertThat(
            Signatures.verify(info, algorithm, message, Signatures.sign(plain, algorithm, message)))
        .isTrue();
    var passphrase = "correct horse".toCharArray();
    var decrypted = Keys.decrypt(Keys.encrypt(pair.getPrivate(), passphrase), passphrase);
    assertThat(
            Signatures.verify(
                info, algorithm, message, Signatures.sign(decrypted, algorithm, message)))
        .isTrue();
  }

  @Test
  @DisplayName("a root, an intermediate and a leaf are three builder calls and make a valid path")
  void threeCalls() {
    var root = new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
    var issuing =
        new HeldCertificate.Builder()
            .commonName("Issuing")
            .certificateAuthority(0)
            .signedBy(root)
            .build();
    var leaf =
        new HeldCertificate.Builder()
            .subject(new X500Name("C=DE,O=Example,CN=device"))
            .dns("device.example")
            .ip("2001:db8::1")
            .uri("urn:device:1")
            .signedBy(issuing)
            .build();
    assertThat(
            CertificationPath.validate(
                leaf.certificate(),
                List.of(issuing.certificate()),
                List.of(root.certificate()),
                Instant.now()))
        .isEqualTo(
            new Outcome.Valid(
                List.of(leaf.certificate(), issuing.certificate(), root.certificate())));
    assertThat(Names.text(leaf.certificate().subject())).isEqualTo("CN=device,O=Example,C=DE");
    assertThat(leaf.certificate().subjectAltName().orElseThrow().getNames())
        .extracting(Names::text)
        .containsExactly("dns:device.example", "ip:2001:db8::1", "uri:urn:device:1");
    var chain = List.of(leaf.certificate(), issuing.certificate(), root.certificate());
    assertThat(CertsOnly.read(CertsOnly.write(chain))).isEqualTo(chain);
  }
}
