package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written here, openssl reads; what openssl writes, is read here. */
class OpenSslTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ML_DSA_.*")
  @DisplayName("openssl verifies our requests and reads our private keys, plain and encrypted")
  void requestsAndKeys(KeyType type) throws Exception {
    var held =
        new HeldRequest.Builder()
            .keyType(type)
            .dns("device.example")
            .ip("2001:db8::1")
            .challengePassword("tls-unique")
            .build();
    var request =
        OpenSsl.run(
            directory,
            held.pem().getBytes(StandardCharsets.US_ASCII),
            "req",
            "-verify",
            "-text",
            "-noout");
    assertThat(request)
        .contains("verify OK", "DNS:device.example, IP Address:2001:DB8:0:0:0:0:0:1", "tls-unique");

    var plain =
        OpenSsl.run(
            directory,
            Keys.pkcs8(held.keyPair().getPrivate()),
            "pkey",
            "-inform",
            "DER",
            "-pubout");
    var encrypted = Keys.encrypt(held.keyPair().getPrivate(), "hunter2".toCharArray());
    var decrypted =
        OpenSsl.run(
            directory, encrypted, "pkey", "-inform", "DER", "-passin", "pass:hunter2", "-pubout");
    assertThat(decrypted).isEqualTo(plain);
    var found = LenientDecoder.one(plain.getBytes(StandardCharsets.US_ASCII), Set.of("PUBLIC KEY"));
    assertThat(found.der().bytes()).isEqualTo(held.keyPair().getPublic().getEncoded());
  }

  @Test
  @DisplayName("openssl verifies our chain strictly")
  void chain() throws Exception {
    var root = new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
    var issuing =
        new HeldCertificate.Builder()
            .commonName("Issuing")
            .certificateAuthority(0)
            .signedBy(root)
            .build();
    var leaf =
        new HeldCertificate.Builder()
            .commonName("device")
            .dns("device.example")
            .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth)
            .signedBy(issuing)
            .build();
    var rootFile = Files.writeString(directory.resolve("root.pem"), root.certificatePem());
    var issuingFile = Files.writeString(directory.resolve("issuing.pem"), issuing.certificatePem());
    var leafFile = Files.writeString(directory.resolve("leaf.pem"), leaf.certificatePem());
    var process =
        new ProcessBuilder(
                "openssl",
                "verify",
                "-x509_strict",
                "-purpose",
                "sslclient",
                "-CAfile",
                rootFile.toString(),
                "-untrusted",
                issuingFile.toString(),
                leafFile.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  @DisplayName("S-CACERTS-02 openssl prints the certificates of our certs-only messages in order")
  void certsOnly() throws Exception {
    var one = new HeldCertificate.Builder().commonName("one").build();
    var two = new HeldCertificate.Builder().commonName("two").build();
    var message = CertsOnly.write(List.of(two.certificate(), one.certificate()));
    var printed =
        OpenSsl.run(directory, message.bytes(), "pkcs7", "-inform", "DER", "-print_certs");
    var found =
        LenientDecoder.all(printed.getBytes(StandardCharsets.US_ASCII), Set.of("CERTIFICATE"));
    assertThat(found).extracting(LenientDecoder.Found::der).containsExactly(two.der(), one.der());
    assertThat(OpenSsl.run(directory, message.bytes(), "asn1parse", "-inform", "DER"))
        .doesNotContain("inf ");
  }
}
