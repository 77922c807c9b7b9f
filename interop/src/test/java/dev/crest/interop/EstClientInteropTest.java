package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Certificates;
import dev.crest.estclient.Credential;
import dev.crest.estclient.Enrollment;
import dev.crest.estclient.Enrollment.Issued;
import dev.crest.estclient.EnrollmentRequest;
import dev.crest.estclient.EstClient;
import dev.crest.estclient.EstException;
import dev.crest.estclient.Fingerprint;
import dev.crest.estclient.Identity;
import dev.crest.estclient.Linking;
import dev.crest.estclient.Provenance;
import dev.crest.estclient.TlsVersion;
import dev.crest.estclient.Trust;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Crest's own client library against the packaged server. */
class EstClientInteropTest {
  @RegisterExtension
  static final RunningCrest CREST =
      RunningCrest.with(
          """
          [{"policy": {"name": "Strict", "labels": ["strict"], "default": false,
            "keypairGeneration": "LOCAL", "reenrollment": "KEEP_IDENTITY", "channelBinding": "REQUIRED"}}]
          """);

  private static EstClient.Builder client() throws Exception {
    return EstClient.builder(CREST.quickstart().enrollUrl()).trust(Trust.anchors(anchors()));
  }

  private static List<Certificate> anchors() throws Exception {
    return Certificates.read(Files.readAllBytes(CREST.quickstart().trustAnchorFile()));
  }

  private static Credential passcode() {
    return Credential.passcode(CREST.quickstart().passcode());
  }

  private static EnrollmentRequest.Builder request(String name) {
    return EnrollmentRequest.builder().subject("CN=" + name + ".example,O=Acme,ST=Some-State,C=AU");
  }

  private static Issued issued(Enrollment outcome) {
    assertThat(outcome).isInstanceOf(Issued.class);
    return (Issued) outcome;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "C-ENROLL-04, C-ENROLL-08 a passcode, then the certificate itself, on a policy that requires bindings")
  void boundOnBothVersions(TlsVersion version) throws Exception {
    var strict =
        client()
            .url(CREST.quickstart().labelled("strict", "simpleenroll"))
            .tlsVersions(Set.of(version))
            .build();
    assertThat(strict.csrAttributes()).isPresent();
    var first =
        issued(strict.toBuilder().credential(passcode()).build().enroll(request("bound").build()));
    var renewed = issued(strict.reenroll(EnrollmentRequest.renewing(first.identity()).build()));

    assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
    assertThat(renewed.certificate().subject().getEncoded())
        .isEqualTo(first.certificate().subject().getEncoded());
    assertThatThrownBy(() ->
            strict.toBuilder()
                .credential(passcode())
                .linking(Linking.NEVER)
                .build()
                .enroll(request("bound").build()))
        .isInstanceOf(EstException.class);
  }

  @Test
  @DisplayName("renewal with a new key, also on the host for certificates")
  void renewalOnTheOtherHost() throws Exception {
    var first = issued(client().credential(passcode()).build().enroll(request("renewing").build()));
    var other = client().url(CREST.quickstart().reenrollUrl()).build();
    var renewed =
        issued(
            other.reenroll(
                EnrollmentRequest.renewing(first.identity()).newKey(KeyType.EC_P256).build()));

    assertThat(other.url().getHost()).startsWith("clientauth.");
    assertThat(renewed.key().publicKeyInfo()).isNotEqualTo(first.key().publicKeyInfo());
    assertThat(renewed.chain()).hasSize(2);
  }

  @Test
  @DisplayName("an authentication certificate enrols")
  void authenticationCertificate() throws Exception {
    var quickstart = CREST.quickstart();
    var identity =
        Identity.read(
            Files.readAllBytes(quickstart.clientKeyFile()),
            new char[0],
            Files.readAllBytes(quickstart.clientCertificateFile()));
    issued(
        client()
            .url(quickstart.clientAuthEnrollUrl())
            .identity(identity)
            .build()
            .enroll(request("by-certificate").build()));
  }

  @Test
  @DisplayName("a key that the server generates")
  void serverKeyGeneration() throws Exception {
    var client = client().url(CREST.quickstart().serverKeyGenUrl()).credential(passcode()).build();
    var made = issued(client.generateKey(request("generated").build()));

    assertThat(made.key().publicKeyInfo()).isEqualTo(made.certificate().publicKeyInfo());
  }

  @Test
  @DisplayName("C-TA-05 trust from nothing but a fingerprint")
  void bootstrap() throws Exception {
    var stranger = EstClient.builder(CREST.quickstart().enrollUrl()).build();
    var fetched = stranger.bootstrap(Fingerprint.of(anchors().getFirst()));

    assertThat(fetched.provenance()).isEqualTo(Provenance.FINGERPRINT);
    issued(
        stranger.toBuilder()
            .trust(fetched.trust())
            .credential(passcode())
            .build()
            .enroll(request("bootstrapped").build()));
  }

  @Test
  @DisplayName("a wrong passcode is denied, a missing field is refused with the field's name")
  void refusals() throws Exception {
    assertThatThrownBy(() ->
            client().credential(Credential.passcode("wrong")).build().enroll(request("x").build()))
        .isInstanceOf(EstException.Denied.class);
    assertThatThrownBy(() ->
            client()
                .url(CREST.quickstart().reenrollUrl())
                .credential(passcode())
                .build()
                .enroll(request("x").build()))
        .as("the host for certificates")
        .isInstanceOf(EstException.Denied.class)
        .hasMessageContaining("localhost");
  }
}
