package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * strongSwan's {@code pki} (5.9.8 in Debian 12): TLS up to 1.2, base64 on single lines only, no
 * answer to a challenge (Q-STRONGSWAN). It takes no label, so it works on the default policy; it
 * does not resolve names below localhost, so certificates go to the plain host too.
 */
class StrongSwanTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static final String GENERATE =
      """
      pki --gen --type %s --outform pem > key.pem
      pki --req --type priv --in key.pem --dn 'C=AU, O=Internet Widgits Pty Ltd, CN=%s' \
        --outform pem > csr.pem
      """;

  private static Path folder() throws IOException {
    var folder = CREST.workFolder();
    Files.copy(CREST.quickstart().trustAnchorFile(), folder.resolve("root.pem"));
    return folder;
  }

  private static String server() {
    return "https://localhost:" + CREST.quickstart().port();
  }

  private static X509Certificate enrolled(Path folder, String keyType, String name) {
    Tool.shell(folder, "", GENERATE.formatted(keyType, name)).good();
    Tool.shell(
            folder,
            "",
            "pki --est --url %s --in csr.pem --cacert root.pem --userpass user:%s --outform pem > cert.pem"
                .formatted(server(), CREST.quickstart().passcode()))
        .good();
    return Verification.read(folder.resolve("cert.pem"));
  }

  @Test
  @DisplayName("Q-STRONGSWAN pki --estca fetches the CA certificates")
  void estca() throws IOException {
    var folder = folder();

    Tool.shell(
            folder,
            "",
            "pki --estca --url %s --cacert root.pem --caout ca.pem --outform pem"
                .formatted(server()))
        .good();

    try (var files = Files.list(folder)) {
      var fetched =
          files
              .filter(file -> file.getFileName().toString().startsWith("ca"))
              .map(Verification::read)
              .toList();
      assertThat(fetched)
          .hasSizeGreaterThan(1)
          .contains(Verification.read(folder.resolve("root.pem")));
    }
  }

  @Test
  @DisplayName("Q-STRONGSWAN pki --est enrols a P-256 key with a passcode")
  void enroll() throws IOException {
    var folder = folder();

    var certificate = enrolled(folder, "ecdsa --size 256", "strongswan.example");

    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=strongswan.example,O=Internet Widgits Pty Ltd,C=AU");
    var verified = Tool.run(folder, "pki", "--print", "--in", "cert.pem").good().text();
    assertThat(verified).contains("strongswan.example");
  }

  @Test
  @DisplayName("Q-STRONGSWAN pki --est enrols an RSA key with a passcode")
  void enrollRsa() throws IOException {
    var certificate = enrolled(folder(), "rsa --size 2048", "rsa.strongswan.example");

    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  @DisplayName(
      "Q-STRONGSWAN pki --est with --cert and --key re-enrols: same identity, new serial number")
  void reenroll() throws IOException {
    var folder = folder();
    var old = enrolled(folder, "ecdsa --size 256", "renewed.strongswan.example");
    Files.move(folder.resolve("key.pem"), folder.resolve("old-key.pem"));
    Tool.shell(folder, "", GENERATE.formatted("ecdsa --size 256", "renewed.strongswan.example"))
        .good();

    Tool.shell(
            folder,
            "",
            "pki --est --url %s --in csr.pem --cacert root.pem --cert cert.pem --key old-key.pem --outform pem > new.pem"
                .formatted(server()))
        .good();

    var renewed = Verification.read(folder.resolve("new.pem"));
    assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
    assertThat(renewed.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
    assertThat(renewed.getPublicKey()).as("rekeyed").isNotEqualTo(old.getPublicKey());
  }

  @Test
  @DisplayName("pki --est with a wrong passcode is refused and writes no certificate")
  void refused() throws IOException {
    var folder = folder();
    Tool.shell(folder, "", GENERATE.formatted("ecdsa --size 256", "refused.example")).good();

    var outcome =
        Tool.shell(
            folder,
            "",
            "pki --est --url %s --in csr.pem --cacert root.pem --userpass user:wrongwrongwrongwrong"
                .formatted(server()));

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.out()).isEmpty();
  }
}
