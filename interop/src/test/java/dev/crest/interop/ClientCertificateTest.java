package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Certificates that OpenSSL issued, presented by curl over real TLS to a policy that knows their
 * CA, and what becomes of those that it must not take.
 */
class ClientCertificateTest {
  @RegisterExtension static final RunningCrest CREST = RunningCrest.demo();

  private static Path plant = Path.of("");

  private static final String AUTHORITIES =
      """
      make_ca() {
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
          -subj '/O=Plant/CN=Plant CA' -addext keyUsage=critical,digitalSignature,keyCertSign,cRLSign \
          -keyout $1.key -out $1.pem
      }
      issue() { # name, CA, first day, last day, key options, extension line
        openssl req -new -nodes $5 -subj "/O=Plant/CN=$1" -keyout $1.key -out $1.csr
        printf '%s\n' "$6" keyUsage=digitalSignature authorityKeyIdentifier=keyid > $1.ext
        openssl ca -batch -config ca.cnf -cert $2.pem -keyfile $2.key -in $1.csr -out $1.pem \
          -notext -startdate $3 -enddate $4 -extfile $1.ext
      }
      cat > ca.cnf <<END
      [ca]
      default_ca = plant
      [plant]
      database = index.txt
      new_certs_dir = .
      rand_serial = yes
      default_md = sha256
      unique_subject = no
      policy = any
      [any]
      organizationName = supplied
      commonName = supplied
      END
      touch index.txt
      ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256'
      make_ca plant
      make_ca impostor
      issue good plant 20240101000000Z 20990101000000Z "$ec" extendedKeyUsage=clientAuth
      issue no-usage plant 20240101000000Z 20990101000000Z '-newkey rsa:2048' subjectKeyIdentifier=hash
      issue forever plant 20240101000000Z 99991231235959Z "$ec" extendedKeyUsage=clientAuth
      issue server plant 20240101000000Z 20990101000000Z "$ec" extendedKeyUsage=serverAuth
      issue expired plant 20200101000000Z 20210101000000Z "$ec" extendedKeyUsage=clientAuth
      issue early plant 20980101000000Z 20990101000000Z "$ec" extendedKeyUsage=clientAuth
      issue foreign impostor 20240101000000Z 20990101000000Z "$ec" extendedKeyUsage=clientAuth
      openssl req -x509 $ec -nodes -days 30 -subj '/O=Plant/CN=good' -keyout self.key -out self.pem
      """;

  @BeforeAll
  static void makeAuthority() throws IOException {
    plant = CREST.workFolder();
    Tool.shell(plant, "", AUTHORITIES).good();
    CREST.make(
        """
        [{"authenticationAuthority": {"certificateFile": "%s", "bindName": false}}]
        """
            .formatted(plant.resolve("plant.pem")));
  }

  private static HttpAnswer enroll(String name) throws IOException {
    var curl = CREST.curl();
    var device = Device.named(name + ".plant.example");
    device.write(curl.folder(), device.request());
    return curl.ask(
        CREST.quickstart().clientAuthEnrollUrl(),
        "--cert",
        plant.resolve(name + ".pem").toString(),
        "--key",
        plant.resolve(name + ".key").toString(),
        "--header",
        "Content-Type: application/pkcs10",
        "--data-binary",
        "@csr.pem");
  }

  @ParameterizedTest
  @CsvSource({
    "good, the authentication CA issued it for clientAuth",
    "no-usage, RSA and no extended key usage (DEVID-02)",
    "forever, valid until 99991231235959Z (DEVID-01)"
  })
  @DisplayName("S-TLS-05 an end-entity certificate under the authentication CA enrols")
  void accepted(String name, String why) throws IOException {
    assertThat(CertsOnlyMessage.issued(enroll(name)).getSubjectX500Principal().getName())
        .as(why)
        .contains(name + ".plant.example");
  }

  @ParameterizedTest
  @CsvSource({
    "server, only for serverAuth",
    "expired, expired",
    "early, not yet valid",
    "foreign, a CA of the same name with another key",
    "self, self-signed",
    "plant, the CA itself",
    "impostor, an unknown CA"
  })
  @DisplayName(
      "A-10 any other certificate gets 403 and a sentence, and no challenge for a passcode")
  void refused(String name, String why) throws IOException {
    var answer = enroll(name).expect(403);

    assertThat(answer.text()).as(why).isNotBlank().doesNotContain("-----BEGIN");
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
  }

  @Test
  @DisplayName("S-REENROLL-06, A-10 a revoked certificate renews nothing, nor does it enrol")
  void revoked() throws IOException {
    var curl = CREST.curl();
    var device = Device.named("revoked.plant.example");
    device.write(curl.folder(), device.request());
    var passcode = new String[] {"--user", "user:" + CREST.quickstart().passcode()};
    var issued =
        CertsOnlyMessage.issued(
            curl.ask(
                CREST.quickstart().enrollUrl(),
                passcode[0],
                passcode[1],
                "--data-binary",
                "@csr.pem"));
    Files.writeString(curl.folder().resolve("certificate.pem"), Verification.pem(issued));
    var presenting =
        new String[] {
          "--cert", "certificate.pem", "--key", "private.pem", "--data-binary", "@csr.pem"
        };
    CertsOnlyMessage.issued(curl.ask(CREST.quickstart().reenrollUrl(), presenting));

    CREST.make(
        """
        [{"revoke": {"serialNumber": "%s", "reason": "KEY_COMPROMISE"}}]
        """
            .formatted(issued.getSerialNumber().toString(16)));

    curl.ask(CREST.quickstart().reenrollUrl(), presenting).expect(403);
    curl.ask(CREST.quickstart().clientAuthEnrollUrl(), presenting).expect(403);
  }

  @Test
  @DisplayName(
      "an authentication certificate enrols but renews nothing: it was not issued under the policy")
  void foreignReenroll() throws IOException {
    var curl = CREST.curl();
    var device = Device.named("stranger.plant.example");
    device.write(curl.folder(), device.request());

    curl.ask(
            CREST.quickstart().reenrollUrl(),
            "--cert",
            plant.resolve("good.pem").toString(),
            "--key",
            plant.resolve("good.key").toString(),
            "--data-binary",
            "@csr.pem")
        .expect(403);
  }
}
