package dev.crest.server.csr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the real openssl makes them, its questions answered on standard input. */
class OpensslRequestTest {
  @TempDir private Path folder;

  private void openssl(String answers, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    try (var input = process.getOutputStream()) {
      input.write(answers.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(output(), e);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output()).isZero();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }

  /** Makes a key as the seed does, and a request with these answers to openssl's questions. */
  private byte[] request(String answers, String... further) throws Exception {
    openssl("", "ecparam", "-out", "device.key", "-name", "prime256v1", "-genkey");
    var arguments =
        new ArrayList<>(List.of("req", "-new", "-key", "device.key", "-out", "device.csr"));
    arguments.addAll(List.of(further));
    openssl(answers, arguments.toArray(new String[0]));
    return Files.readAllBytes(folder.resolve("device.csr"));
  }

  @Test
  @DisplayName("product.md §1 openssl req with its default answers passes")
  void defaultAnswers() throws Exception {
    var checked =
        new Examination().profile(ShippedProfiles.deviceClient()).checked(request("\n".repeat(9)));
    assertThat(Names.text(checked.content().subject()))
        .isEqualTo("O=Internet Widgits Pty Ltd,ST=Some-State,C=AU");
    assertThat(checked.dropped()).isEmpty();
    assertThat(checked.linked()).isFalse();
  }

  @Test
  @DisplayName("every question of openssl req can be answered")
  void everyAnswer() throws Exception {
    var answers = "CN\nBeijing\nBeijing\nAcme Ltd\nFactory 7\ndevice-7\nops@acme.example\n\n\n";
    var checked =
        new Examination().profile(ShippedProfiles.deviceClient()).checked(request(answers));
    assertThat(Names.text(checked.content().subject()))
        .contains("CN=device-7", "OU=Factory 7", "O=Acme Ltd", "L=Beijing", "C=CN");
  }

  @Test
  @DisplayName("a point leaves a field empty, which is as good as absent")
  void points() throws Exception {
    var checked =
        new Examination()
            .profile(ShippedProfiles.deviceClient())
            .checked(request(".\n.\n.\n.\n.\ndevice-7\n.\n\n\n"));
    assertThat(Names.text(checked.content().subject())).isEqualTo("CN=device-7");
  }

  @Test
  @DisplayName("S-ENROLL-03 a challenge password typed at the prompt is refused with what it means")
  void challengePassword() throws Exception {
    var refused =
        new Examination()
            .profile(ShippedProfiles.deviceClient())
            .refused(request("\n\n\n\n\ndevice-7\n\nsecret12\n\n"));
    assertThat(Examination.fields(refused)).containsExactly("attribute.challenge_password");
    assertThat(refused.faults().getFirst().message()).contains("It is no password");
  }

  @Test
  @DisplayName("an optional company name at the prompt does no harm")
  void companyName() throws Exception {
    var body = request("\n\n\n\n\ndevice-7\n\n\nAcme Ltd\n");
    assertThat(new Examination().profile(ShippedProfiles.deviceClient()).checked(body)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "subjectAltName=DNS:device.example,IP:192.0.2.1; 2",
        "keyUsage=critical,digitalSignature,keyEncipherment; 0",
        "basicConstraints=CA:FALSE; 0",
        "extendedKeyUsage=clientAuth; 0",
        "subjectKeyIdentifier=hash; 0",
      })
  @DisplayName("S-ENROLL-04 extensions as openssl's configuration asks for them")
  void extensions(String extension, int names) throws Exception {
    var body = request("", "-subj", "/CN=device-7", "-addext", extension);
    var checked = new Examination().profile(ShippedProfiles.deviceClient()).checked(body);
    assertThat(checked.content().subjectAltNames().map(all -> all.getNames().length).orElse(0))
        .isEqualTo(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"})
  @DisplayName("A-25 openssl's way to ask for a CA certificate is refused")
  void authority(String extension) throws Exception {
    var body = request("", "-subj", "/CN=device-7", "-addext", extension);
    assertThat(new Examination().profile(ShippedProfiles.deviceClient()).refused(body).faults())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ed25519"})
  @DisplayName("keys of other kinds as openssl makes them")
  void otherKeys(String type) throws Exception {
    openssl(
        "",
        "req",
        "-new",
        "-newkey",
        type,
        "-nodes",
        "-keyout",
        "k",
        "-subj",
        "/CN=device-7",
        "-out",
        "device.csr");
    var body = Files.readAllBytes(folder.resolve("device.csr"));
    assertThat(new Examination().checked(body).content().publicKey()).isNotNull();
  }

  @Test
  @DisplayName("S-HTTP-15 the request is understood as DER and with its line breaks deleted")
  void otherForms() throws Exception {
    var pem = request("", "-subj", "/CN=device-7");
    var oneLine =
        new String(pem, StandardCharsets.US_ASCII)
            .replace("\n", "")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(new Examination().checked(oneLine)).isNotNull();
    assertThat(new Examination().checked(request("", "-subj", "/CN=d", "-outform", "DER")))
        .isNotNull();
  }
}
