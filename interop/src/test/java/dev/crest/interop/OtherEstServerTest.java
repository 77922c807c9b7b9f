package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.Credential;
import dev.crest.estclient.Enrollment;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.Enrollment.Pending;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Patience;
import dev.crest.estclient.TlsVersion;
import dev.crest.estclient.Trust;
import dev.crest.pkix.KeyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client library and the packaged commands at an EST server of which nothing is Crest's. */
class OtherEstServerTest {
  @RegisterExtension static final OpensslEst OTHER = new OpensslEst();

  @TempDir Path folder = Path.of("");

  private static EstClient.Builder client(String label) throws Exception {
    var anchors = Certificates.read(Files.readAllBytes(OTHER.trustAnchor()));
    return EstClient.builder(OTHER.url(label)).trust(Trust.anchors(anchors));
  }

  private static Credential password() {
    return Credential.password("est", "secret".toCharArray());
  }

  private static EnrollmentRequest request(String name) {
    return EnrollmentRequest.builder().subject("CN=" + name + ",O=Others").build();
  }

  private static Issued issued(Enrollment outcome) {
    assertThat(outcome).isInstanceOf(Issued.class);
    return (Issued) outcome;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "C-ENROLL-04, C-ENROLL-08 the password enrols, with the key that csrattrs ask for; its certificate renews")
  void enrolsAndRenews(TlsVersion version) throws Exception {
    var stranger = client("all").tlsVersions(Set.of(version)).build();
    assertThat(stranger.csrAttributes()).isPresent();
    var first =
        issued(stranger.toBuilder().credential(password()).build().enroll(request("first")));
    var renewed = issued(stranger.reenroll(EnrollmentRequest.renewing(first.identity()).build()));

    assertThat(KeyType.of(first.certificate().publicKeyInfo())).contains(KeyType.EC_P384);
    assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
    Files.write(folder.resolve("chain.pem"), Certificates.pem(renewed.chain()));
    Tool.shell(
            folder,
            "",
            "openssl verify -CAfile %s -untrusted chain.pem chain.pem"
                .formatted(OTHER.trustAnchor()))
        .good();
  }

  @Test
  @DisplayName("a 202 is waited for as long as it asks for, and then answered")
  void waits() throws Exception {
    var client = client("patience").credential(password()).build();
    var told = client.enroll(request("patient"));
    assertThat(told).isInstanceOf(Pending.class);
    var patience = Patience.of(Duration.ofMinutes(1));
    assertThat(
            issued(client.await((Pending) told, patience, _ -> {}))
                .certificate()
                .subject()
                .toString())
        .contains("patient");
  }

  @Test
  @DisplayName("a key that the server generates, in a multipart message with a preamble")
  void serverKeyGeneration() throws Exception {
    var made = issued(client("all").credential(password()).build().generateKey(request("made")));
    assertThat(made.key().publicKeyInfo()).isEqualTo(made.certificate().publicKeyInfo());
  }

  @Test
  @DisplayName("a wrong password is denied")
  void wrongPassword() throws Exception {
    var client = client("all").credential(Credential.password("est", "x".toCharArray())).build();
    assertThatThrownBy(() -> client.enroll(request("x"))).isInstanceOf(EstException.Denied.class);
  }

  @Test
  @DisplayName("the packaged commands enrol, renew and verify")
  void commands() throws Exception {
    Files.writeString(folder.resolve("p"), "secret\n");
    crest(
            "enroll",
            OTHER.url("all").toString(),
            "--user",
            "est",
            "--passcode-file",
            "p",
            "--trust-anchor",
            OTHER.trustAnchor().toString(),
            "--subject",
            "CN=d1,O=Others")
        .good();
    crest("renew", "--force").good();
    assertThat(folder.resolve("device.crt.old")).exists();
    assertThat(crest("verify").good().text()).contains("Valid");
  }

  private Tool.Outcome crest(String... arguments) {
    var command = new ArrayList<>(CrestProcess.Packaged.java());
    var jar = CrestProcess.Packaged.root("cli/target/crest-cli/crest-cli.jar");
    command.addAll(List.of("-Xmx64m", "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return Tool.run(folder, new byte[0], command);
  }
}
