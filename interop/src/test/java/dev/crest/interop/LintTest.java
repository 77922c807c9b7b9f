package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Certificates of each kind that the demo issues, judged by OpenSSL, GnuTLS, the JDK, Bouncy Castle
 * and a lint. (Every other class of this module has its whole store judged in the same way when it
 * ends.)
 */
class LintTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static X509Certificate enrolled(Device device, PKCS10CertificationRequest request)
      throws IOException {
    var curl = CREST.curl();
    device.write(curl.folder(), request);
    var answer =
        curl.ask(
            CREST.quickstart().enrollUrl(),
            "--user",
            "user:" + CREST.quickstart().passcode(),
            "--data-binary",
            "@csr.pem");
    return CertsOnlyMessage.issued(answer);
  }

  private static List<X509Certificate> cacerts() throws IOException {
    return CertsOnlyMessage.certificates(
        CREST.curl().ask(CREST.quickstart().cacertsUrl()).expect(200).body());
  }

  private static Verification verification() throws IOException {
    return Verification.under(CREST.quickstart().trustAnchorFile(), cacerts());
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of("EC P-256", Device.named("p256.example")),
        Arguments.of("EC P-384", Device.ec("p384.example", "secp384r1", "SHA384withECDSA")),
        Arguments.of("RSA 2048", Device.rsa("rsa2048.example", 2048)),
        Arguments.of("RSA 3072", Device.rsa("rsa3072.example", 3072)));
  }

  @ParameterizedTest(name = "CERT-21 {0}")
  @MethodSource("keys")
  @DisplayName("CERT-21 a certificate for each kind of key passes every verifier")
  void keyType(String kind, Device device) throws IOException {
    var certificate = enrolled(device, device.request());

    assertThat(certificate.getPublicKey()).as(kind).isEqualTo(device.key().getPublic());
    verification().judge(List.of(certificate));
  }

  @Test
  @DisplayName(
      "CERT-09 a certificate with alternative names passes every verifier and has just these")
  void alternativeNames() throws Exception {
    var device = Device.named("names.example");
    var request =
        device.request(
            new GeneralName(GeneralName.dNSName, "names.example"),
            new GeneralName(GeneralName.dNSName, "other.names.example"));

    var certificate = enrolled(device, request);

    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(GeneralName.dNSName, "names.example"),
            List.of(GeneralName.dNSName, "other.names.example"));
    verification().judge(List.of(certificate));
  }

  @Test
  @DisplayName(
      "CERT-02 serial numbers of many certificates differ and are of 16 to 20 random octets")
  void serialNumbers() throws IOException {
    var seen = new ArrayList<BigInteger>();
    for (int i = 0; i < 20; i++) {
      var device = Device.named("serial" + i + ".example");
      seen.add(enrolled(device, device.request()).getSerialNumber());
    }

    assertThat(seen).doesNotHaveDuplicates().allMatch(serial -> serial.bitLength() < 160);
    assertThat(seen).anyMatch(serial -> serial.bitLength() > 116);
  }

  @Test
  @DisplayName("S-RESP-04 notBefore lies a little in the past, for clients with bad clocks")
  void notBefore() throws IOException {
    var device = Device.named("clock.example");

    var certificate = enrolled(device, device.request());

    var now = Instant.now();
    assertThat(certificate.getNotBefore().toInstant())
        .isBefore(now)
        .isAfter(now.minus(Duration.ofMinutes(15)));
  }

  @Test
  @DisplayName(
      "CERT-12, CERT-13, CERT-14 the CA certificates have key usage, basic constraints and path length")
  void authorities() throws IOException {
    var chain = cacerts();
    for (var authority : chain) {
      assertThat(authority.getBasicConstraints()).isNotNegative();
      assertThat(authority.getKeyUsage()[5]).as("keyCertSign").isTrue();
      assertThat(authority.getKeyUsage()[6]).as("cRLSign").isTrue();
      assertThat(authority.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
      assertThat(authority.getExtensionValue("2.5.29.14")).as("CERT-11").isNotNull();
    }
    assertThat(chain.getFirst().getBasicConstraints()).as("the issuing CA's pathLen").isZero();
  }

  @Test
  @DisplayName(
      "S-TLS-03, S-TLS-15 the server's chain comes leaf first, verifies strictly, and names its hosts")
  void serverCertificate() throws Exception {
    var folder = CREST.workFolder();
    var script =
        """
        openssl s_client -connect localhost:%d -servername localhost -showcerts < /dev/null 2>/dev/null \
        | awk '/BEGIN CERT/,/END CERT/' > chain.pem
        openssl verify -x509_strict -purpose sslserver -verify_hostname localhost -CAfile %s -untrusted chain.pem chain.pem
        cat chain.pem
        """
            .formatted(CREST.quickstart().port(), CREST.quickstart().trustAnchorFile());

    var text = Tool.shell(folder, "", script).good().text();

    assertThat(text).startsWith("chain.pem: OK\n");
    var chain = certificates(text.substring(text.indexOf('\n') + 1));
    assertThat(chain).hasSizeGreaterThan(1);
    var leaf = chain.getFirst();
    assertThat(leaf.getIssuerX500Principal()).isEqualTo(chain.get(1).getSubjectX500Principal());
    assertThat(leaf.getSubjectAlternativeNames())
        .contains(
            List.of(2, "localhost"), List.of(2, "clientauth.localhost"), List.of(7, "127.0.0.1"));
    assertThat(leaf.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.28");
    assertThat(chain.get(1).getSubjectX500Principal())
        .as("an infrastructure intermediate of its own")
        .isNotEqualTo(cacerts().getFirst().getSubjectX500Principal());
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
        .map(X509Certificate.class::cast)
        .toList();
  }
}
