package dev.crest.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
    var request = run(held.der().bytes(), "req", "-inform", "DER", "-verify", "-text", "-noout");
    assertThat(request)
        .contains("verify OK", "DNS:device.example, IP Address:2001:DB8:0:0:0:0:0:1", "tls-unique");

    var key = held.keyPair().getPrivate();
    var plain = run(Keys.pkcs8(key), "pkey", "-inform", "DER", "-pubout");
    var encrypted = Keys.encrypt(key, "hunter2".toCharArray());
    var decrypted = run(encrypted, "pkey", "-inform", "DER", "-passin", "pass:hunter2", "-pubout");
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
    var openSsl = new OpenSsl(directory);
    openSsl.verify(
        leaf.certificate(),
        List.of(issuing.certificate()),
        root.certificate(),
        "-purpose",
        "sslclient");
    assertThat(openSsl.text(leaf.certificate())).contains("DNS:device.example");
  }

  @Test
  @DisplayName("S-CACERTS-02 openssl prints the certificates of our certs-only messages in order")
  void certsOnly() throws Exception {
    var one = new HeldCertificate.Builder().commonName("one").build();
    var two = new HeldCertificate.Builder().commonName("two").build();
    var message = CertsOnly.write(List.of(two.certificate(), one.certificate()));
    var printed = run(message.bytes(), "pkcs7", "-inform", "DER", "-print_certs");
    var found =
        LenientDecoder.all(printed.getBytes(StandardCharsets.US_ASCII), Set.of("CERTIFICATE"));
    assertThat(found).extracting(LenientDecoder.Found::der).containsExactly(two.der(), one.der());
    assertThat(run(message.bytes(), "asn1parse", "-inform", "DER")).doesNotContain("inf ");
  }

  private String run(byte[] input, String... arguments) throws IOException {
    var in = Files.write(Files.createTempFile(directory, "in", ".der"), input);
    var all = Stream.concat(Stream.of(arguments), Stream.of("-in", in.toString()));
    return new OpenSsl(directory).run(all.toArray(String[]::new));
  }
}
