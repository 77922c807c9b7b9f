package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The seed document's commands in a user's shell, in its order and as it prints them: only host,
 * ids and credential differ, {@code --cacert} is added, and the blank that its typesetting leaves
 * after some continuation marks is gone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeedCommandsTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  /** Every question of {@code openssl req} answered by pressing return. */
  private static final String RETURNS = "\n".repeat(12);

  private static Path folder = Path.of("");

  @BeforeAll
  static void makeKeyAndRequest() throws IOException {
    folder = CREST.workFolder();
    var quickstart = CREST.quickstart();
    Files.copy(quickstart.trustAnchorFile(), folder.resolve("trust-anchor.pem"));
    Files.copy(
        quickstart.clientCertificateFile(), folder.resolve("authentication_certificate.pem"));
    Files.copy(quickstart.clientKeyFile(), folder.resolve("authentication_key.pem"));
    Tool.shell(
            folder,
            RETURNS,
            """
            openssl ecparam -name prime256v1 -genkey -noout -out private.pem
            openssl req -new -key private.pem -out csr.pem
            """)
        .good();
  }

  private static String passcodeEnroll() {
    return """
    curl --cacert trust-anchor.pem --location %s \\
    --header 'Content-Type: application/octet-stream' \\
    --header 'Authorization: %s' \\
    --data-binary @csr.pem\
    """
        .formatted(CREST.quickstart().enrollUrl(), CREST.quickstart().basic());
  }

  private static String certificateEnroll() {
    return """
    curl --cacert trust-anchor.pem --location %s \\
    --cert "authentication_certificate.pem" \\
    --key "authentication_key.pem" \\
    --header "Content-Type: application/pkcs10" \\
    --data-binary @csr.pem\
    """
        .formatted(CREST.quickstart().clientAuthEnrollUrl());
  }

  private static String certificateReenroll() {
    return """
    curl --cacert trust-anchor.pem --location %s \\
    --cert "certificate.pem" \\
    --key "private.pem" \\
    --header "Content-Type: application/pkcs10" \\
    --data-binary @csr.pem\
    """
        .formatted(CREST.quickstart().reenrollUrl());
  }

  private static X509Certificate issued(String script) {
    return CertsOnlyMessage.issued(Tool.shell(folder, "", script).good().out());
  }

  private static X509Certificate enrolled(String file) {
    Tool.shell(
            folder,
            "",
            passcodeEnroll()
                + " | openssl base64 -d | openssl pkcs7 -inform der -print_certs -out "
                + file)
        .good();
    return Verification.read(folder.resolve(file));
  }

  private static byte[] publicKey() {
    var der =
        Tool.run(folder, "openssl", "pkey", "-in", "private.pem", "-pubout", "-outform", "DER");
    return der.good().out();
  }

  @Test
  @Order(1)
  @DisplayName(
      "the seed's passcode call returns base64 PKCS#7 with a certificate for the own key (S-RESP-03)")
  void passcode() {
    var certificate = issued(passcodeEnroll());

    assertThat(certificate.getPublicKey().getEncoded()).isEqualTo(publicKey());
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("O=Internet Widgits Pty Ltd,ST=Some-State,C=AU");
  }

  @Test
  @Order(2)
  @DisplayName(
      "the reply decodes with openssl base64 -d | openssl pkcs7 -print_certs and with GNU base64 -d")
  void decodes() {
    var openssl = " | openssl base64 -d | openssl pkcs7 -inform der -print_certs";
    var gnu = " | base64 -d | openssl pkcs7 -inform der -print_certs";

    for (var decoder : new String[] {openssl, gnu}) {
      assertThat(Tool.shell(folder, "", passcodeEnroll() + decoder).good().text())
          .contains("subject=C = AU, ST = Some-State, O = Internet Widgits Pty Ltd")
          .contains("-----BEGIN CERTIFICATE-----");
    }
  }

  @Test
  @Order(3)
  @DisplayName(
      "the reply wrapped in BEGIN/END PKCS7 lines, as shell scripts do, is good PEM (Q-CURL)")
  void wrapped() {
    var script =
        "reply=\"$("
            + passcodeEnroll()
            + ")\"\n"
            + "printf -- '-----BEGIN PKCS7-----\\n%s\\n-----END PKCS7-----\\n' \"$reply\""
            + " | openssl pkcs7 -print_certs";

    assertThat(Tool.shell(folder, "", script).good().text())
        .contains("-----BEGIN CERTIFICATE-----");
  }

  @Test
  @Order(4)
  @DisplayName("the seed's certificate call returns a certificate on the clientauth host")
  void certificate() {
    var certificate = issued(certificateEnroll());

    assertThat(certificate.getPublicKey().getEncoded()).isEqualTo(publicKey());
  }

  @Test
  @Order(5)
  @DisplayName("the seed's reenroll call keeps the identity and gives a new serial number")
  void reenroll() {
    var old = enrolled("certificate.pem");

    var renewed = issued(certificateReenroll());

    assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
    assertThat(renewed.getSubjectX500Principal().getEncoded())
        .isEqualTo(old.getSubjectX500Principal().getEncoded());
    assertThat(renewed.getPublicKey()).isEqualTo(old.getPublicKey());
    assertThat(renewed.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
    assertThat(renewed.getNotBefore()).isAfterOrEqualTo(old.getNotBefore());
  }

  @Test
  @Order(6)
  @DisplayName(
      "identity fields of the reenroll CSR are ignored: the renewed certificate's identity stays")
  void reenrollIgnoresNames() {
    var old = enrolled("certificate.pem");
    Tool.shell(
            folder, "", "openssl req -new -key private.pem -subj '/CN=someone else' -out csr2.pem")
        .good();

    var renewed = issued(certificateReenroll().replace("@csr.pem", "@csr2.pem"));

    assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
  }

  @Test
  @Order(7)
  @DisplayName(
      "the certificate verifies with openssl verify -x509_strict against what cacerts returns (S-CACERTS-03)")
  void verifies() {
    enrolled("certificate.pem");
    var script =
        """
        curl --cacert trust-anchor.pem --silent --show-error %s | openssl base64 -d \
        | openssl pkcs7 -inform der -print_certs -out cacerts.pem
        openssl verify -x509_strict -CAfile trust-anchor.pem -untrusted cacerts.pem certificate.pem
        openssl verify -x509_strict -CAfile cacerts.pem certificate.pem
        """;

    assertThat(
            Tool.shell(folder, "", script.formatted(CREST.quickstart().cacertsUrl())).good().text())
        .isEqualTo("certificate.pem: OK\ncertificate.pem: OK\n");
  }

  @Test
  @Order(8)
  @DisplayName("a passcode encoded by the seed's hint, echo -n passcode | base64, is accepted bare")
  void hint() {
    var script =
        """
        credential="$(echo -n "%s" | base64)"
        curl --cacert trust-anchor.pem --location %s \\
        --header 'Content-Type: application/octet-stream' \\
        --header "Authorization: Basic $credential" \\
        --data-binary @csr.pem
        """
            .formatted(CREST.quickstart().passcode(), CREST.quickstart().enrollUrl());

    assertThat(issued(script).getPublicKey().getEncoded()).isEqualTo(publicKey());
  }
}
