package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTException;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.ESTServiceBuilder;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.Store;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bouncy Castle's EST client (Q-BC). Its label is one path segment, so it asks for policies by
 * label: {@code plain} takes everything, {@code strict} requires a channel binding.
 */
class BouncyCastleEstTest {
  @RegisterExtension
  static final RunningCrest CREST =
      RunningCrest.with(
          """
          [{"policy": {"name": "Plain", "labels": ["plain"], "default": false,
            "keypairGeneration": "CUSTOMIZABLE", "reenrollment": "RFC_7030", "channelBinding": "OPTIONAL"}},
           {"policy": {"name": "Strict", "labels": ["strict"], "default": false,
            "keypairGeneration": "LOCAL", "reenrollment": "KEEP_IDENTITY", "channelBinding": "REQUIRED"}}]
          """);

  /** Which TLS the client stands on. */
  enum Tls {
    JSSE,
    CONSCRYPT
  }

  private static X509Certificate anchor() {
    return Verification.read(CREST.quickstart().trustAnchorFile());
  }

  /** A client that trusts the demo's root, and presents a certificate where it is given one. */
  private static ESTService client(Tls tls, String label, KeyManager... keys) {
    var server = "localhost:" + CREST.quickstart().port();
    var builder =
        switch (tls) {
          case JSSE ->
              new JsseESTServiceBuilder(server, ClientTls.trusting(anchor()))
                  .withTimeout(30_000)
                  .withKeyManagers(keys);
          case CONSCRYPT ->
              new ESTServiceBuilder(server)
                  .withClientProvider(ConscryptEstClient.trusting(anchor(), keys));
        };
    return builder.withLabel(label).build();
  }

  private static ESTAuth passcode() throws OperatorCreationException {
    return new JcaHttpAuthBuilder(null, "user", CREST.quickstart().passcode().toCharArray())
        .build();
  }

  /** Sends no Authorization at all. */
  private static final ESTAuth NONE = request -> {};

  private static X509Certificate only(Store<X509CertificateHolder> store) {
    var all = ESTService.storeToArray(store);
    assertThat(all).as("S-RESP-01").hasSize(1);
    try {
      return new JcaX509CertificateConverter().getCertificate(all[0]);
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate issued(EnrollmentResponse response) {
    assertThat(response.isCompleted()).isTrue();
    return only(response.getStore());
  }

  private static X509Certificate enrolled(PKCS10CertificationRequest request) throws Exception {
    return issued(client(Tls.JSSE, "plain").simpleEnroll(false, request, passcode()));
  }

  @Test
  @DisplayName(
      "Q-BC bootstrap: cacerts over an unverified session gives the root that is then trusted")
  void bootstrap() throws Exception {
    var server = "localhost:" + CREST.quickstart().port();
    var provisional = new JsseESTServiceBuilder(server).withLabel("plain").build();

    var answer = provisional.getCACerts();

    assertThat(answer.isTrusted()).isFalse();
    var fetched = ESTService.storeToArray(answer.getCertificateStore());
    assertThat(fetched).hasSizeGreaterThan(1);
    assertThat(fetched).contains(new X509CertificateHolder(anchor().getEncoded()));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Q-BC cacerts over a verified session")
  void cacerts(Tls tls) throws Exception {
    var answer = client(tls, "plain").getCACerts();

    assertThat(answer.isTrusted()).isTrue();
    assertThat(ESTService.storeToArray(answer.getCertificateStore())).hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("Q-BC, S-ATTR-02 csrattrs is read, also where the profile leaves everything open")
  void csrattrs() throws Exception {
    var answer = client(Tls.JSSE, "plain").getCSRAttributes();

    assertThat(answer.hasAttributesResponse()).isTrue();
    assertThat(answer.getAttributesResponse().getRequirements()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Q-BC simpleenroll by HTTP Basic, after the challenge")
  void basic(Tls tls) throws Exception {
    var device = Device.named("basic.example");

    var response = client(tls, "plain").simpleEnroll(false, device.request(), passcode());

    assertThat(issued(response).getPublicKey()).isEqualTo(device.key().getPublic());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Q-BC simpleenroll by client certificate")
  void clientCertificate(Tls tls) throws Exception {
    var quickstart = CREST.quickstart();
    var device = Device.named("certificate.example");
    var client =
        client(
            tls,
            "plain",
            ClientTls.presenting(
                ClientTls.key(quickstart.clientKeyFile()),
                Verification.read(quickstart.clientCertificateFile())));

    var response = client.simpleEnroll(false, device.request(), NONE);

    assertThat(issued(response).getPublicKey()).isEqualTo(device.key().getPublic());
  }

  @Test
  @DisplayName(
      "S-REENROLL-01, S-REENROLL-03 simplereenroll under RFC 7030's rules renews the presented certificate")
  void reenroll() throws Exception {
    var device = Device.named("renewed.example");
    var old = enrolled(device.request());
    var client = client(Tls.JSSE, "plain", ClientTls.presenting(device.key().getPrivate(), old));

    var renewed = issued(client.simpleEnroll(true, device.request(), NONE));

    assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
    assertThat(renewed.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
  }

  @Test
  @DisplayName("S-REENROLL-01 under RFC 7030's rules a request for another name is refused")
  void reenrollOtherName() throws Exception {
    var device = Device.named("steady.example");
    var old = enrolled(device.request());
    var client = client(Tls.JSSE, "plain", ClientTls.presenting(device.key().getPrivate(), old));
    var other = new Device("other.example", device.key(), device.signatureAlgorithm());

    var refusal =
        catchThrowableOfType(
            ESTException.class, () -> client.simpleEnroll(true, other.request(), NONE));

    assertThat(refusal.getStatusCode()).isBetween(400, 499);
  }

  @Test
  @DisplayName("S-SKG-05 serverkeygen is read by Bouncy Castle and the key is the certificate's")
  void serverKeyGen() throws Exception {
    var client = client(Tls.JSSE, "plain");

    var response =
        client.simpleEnrollWithServersideCreation(
            Device.named("keygen.example").request(), passcode());

    var certificate = issued(response);
    var generated = response.getPrivateKeyInfo();
    var signer =
        new JcaContentSignerBuilder("SHA256withECDSA")
            .build(new JcaPEMKeyConverter().getPrivateKey(generated));
    signer.getOutputStream().write(1);
    var verifier =
        new JcaContentVerifierProviderBuilder()
            .build(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()))
            .get(signer.getAlgorithmIdentifier());
    verifier.getOutputStream().write(1);
    assertThat(verifier.verify(signer.getSignature())).isTrue();
  }

  @Test
  @DisplayName(
      "S-POP-02 tls-unique of a Conscrypt socket on TLS 1.2 links identity and proof of possession")
  void proofOfPossession() throws Exception {
    var device = Device.named("linked.example");
    var client = client(Tls.CONSCRYPT, "strict");

    var response = client.simpleEnrollPoP(false, device.builder(), device.signer(), passcode());

    assertThat(issued(response).getPublicKey()).isEqualTo(device.key().getPublic());
  }

  @Test
  @DisplayName("S-POP-02 simplereenroll with tls-unique where the policy requires it")
  void proofOfPossessionAtReenroll() throws Exception {
    var device = Device.named("relinked.example");
    var first = client(Tls.CONSCRYPT, "strict");
    var old = issued(first.simpleEnrollPoP(false, device.builder(), device.signer(), passcode()));
    var client =
        client(Tls.CONSCRYPT, "strict", ClientTls.presenting(device.key().getPrivate(), old));

    var renewed = issued(client.simpleEnrollPoP(true, device.builder(), device.signer(), NONE));

    assertThat(renewed.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
  }

  @Test
  @DisplayName("S-STAT-08 where linking is required, a request without it is refused and told so")
  void linkingRequired() throws Exception {
    var client = client(Tls.CONSCRYPT, "strict");
    var request = Device.named("unlinked.example").request();
    var auth = passcode();

    var refusal =
        catchThrowableOfType(ESTException.class, () -> client.simpleEnroll(false, request, auth));

    assertThat(refusal.getStatusCode()).isBetween(400, 499);
    assertThat(text(refusal)).containsIgnoringCase("link").containsIgnoringCase("possession");
  }

  @Test
  @DisplayName("S-POP-03 where linking is required, csrattrs names challengePassword")
  void linkingAdvertised() throws Exception {
    var answer = client(Tls.JSSE, "strict").getCSRAttributes().getAttributesResponse();

    assertThat(answer.hasRequirement(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)).isTrue();
  }

  private static String text(ESTException refusal) throws IOException {
    var body = refusal.getBody();
    return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }
}
