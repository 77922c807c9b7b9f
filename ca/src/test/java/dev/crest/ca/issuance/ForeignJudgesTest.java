package dev.crest.ca.issuance;

import static dev.crest.ca.TestAuthority.content;
import static dev.crest.ca.TestAuthority.dns;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.TestAuthority;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.ca.profile.ProfileDraft;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertificationPath;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Providers;
import dev.crest.testkit.OpenSsl;
import dev.crest.testkit.TurnableClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** CERT-21: what OpenSSL, the JDK and Bouncy Castle say of our certificates. */
class ForeignJudgesTest {
  @TempDir private Path directory;

  private static Profile anyKey() {
    return ProfileDraft.good()
        .keys(new KeyRule(EnumSet.allOf(KeyType.class), KeyType.EC_P256))
        .build();
  }

  private static X509Certificate foreign(Certificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", Providers.bouncyCastle())
            .generateCertificate(new ByteArrayInputStream(certificate.der().bytes()));
  }

  @ParameterizedTest(name = "CA {0}, device {1}")
  @CsvSource({
    "EC_P256, EC_P256",
    "EC_P256, RSA_2048",
    "EC_P384, EC_P384",
    "EC_P521, EC_P521",
    "RSA_2048, RSA_2048",
    "RSA_2048, EC_P256",
    "RSA_3072, ED25519",
    "RSA_4096, ED448",
    "ED25519, ED25519",
    "ED448, EC_P256"
  })
  @DisplayName("CERT-21 openssl verify -x509_strict and Bouncy Castle accept every kind of key")
  void everyKey(KeyType ca, KeyType device) throws Exception {
    var authority = new TestAuthority(ca, TurnableClock.atPresent());
    var certificate =
        authority
            .issuer
            .prepare(
                anyKey(),
                content("C=AU,ST=Some-State,O=Internet Widgits Pty Ltd", device, dns("a.example")))
            .sign();
    new OpenSsl(directory)
        .verify(certificate, List.of(authority.issuing), authority.root, "-purpose", "sslclient");
    foreign(certificate)
        .verify(foreign(authority.issuing).getPublicKey(), Providers.bouncyCastle());
  }

  @ParameterizedTest
  @EnumSource(names = {"ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
  @DisplayName("CERT-21 Bouncy Castle accepts ML-DSA throughout")
  void mlDsa(KeyType type) throws Exception {
    var authority = new TestAuthority(type, TurnableClock.atPresent());
    var certificate = authority.issuer.prepare(anyKey(), content("CN=a", type)).sign();
    foreign(certificate)
        .verify(foreign(authority.issuing).getPublicKey(), Providers.bouncyCastle());
    assertThat(
            CertificationPath.validate(
                certificate, List.of(authority.issuing), List.of(authority.root), Instant.now()))
        .isInstanceOf(CertificationPath.Outcome.Valid.class);
  }

  @Test
  @DisplayName("CERT-21 the JDK's path validation accepts the chain")
  void platform() throws Exception {
    var authority = new TestAuthority(KeyType.EC_P256, TurnableClock.atPresent());
    var factory = CertificateFactory.getInstance("X.509");
    var path = new ArrayList<X509Certificate>();
    for (var certificate :
        List.of(
            authority
                .issuer
                .prepare(ShippedProfiles.server(), content("CN=a.example", KeyType.EC_P256))
                .sign(),
            authority.issuing,
            authority.root)) {
      path.add(
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(certificate.der().bytes())));
    }
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(path.removeLast(), null)));
    parameters.setRevocationEnabled(false);
    var result =
        (PKIXCertPathValidatorResult)
            CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(path), parameters);
    assertThat(result.getPublicKey()).isEqualTo(path.getFirst().getPublicKey());
  }

  @Test
  @DisplayName("openssl x509 -text shows what the profile says")
  void text() {
    var authority = new TestAuthority(KeyType.EC_P256, TurnableClock.atPresent());
    var openSsl = new OpenSsl(directory);
    var device =
        openSsl.text(
            authority
                .issuer
                .prepare(
                    ShippedProfiles.deviceClient(),
                    content("C=AU,O=Internet Widgits Pty Ltd", KeyType.EC_P256, dns("a.example")))
                .sign());
    assertThat(device)
        .contains("Issuer: CN = Test Issuing CA, O = Crest")
        .contains("Subject: C = AU, O = Internet Widgits Pty Ltd")
        .contains("Key Usage: critical\n                Digital Signature\n")
        .contains("TLS Web Client Authentication\n")
        .contains("DNS:a.example\n")
        .contains("URI:http://pki.example/crl/1.crl")
        .contains("OCSP - URI:http://pki.example/ocsp/1")
        .contains("CA Issuers - URI:http://pki.example/ca/1.cer")
        .doesNotContain("CA:TRUE");
    assertThat(openSsl.text(authority.issuing))
        .contains("Basic Constraints: critical\n                CA:TRUE, pathlen:0\n")
        .contains("Key Usage: critical\n                Certificate Sign, CRL Sign\n");
    assertThat(openSsl.text(authority.root))
        .contains("Basic Constraints: critical\n                CA:TRUE\n")
        .doesNotContain("Authority Key Identifier");
  }

  @Test
  @DisplayName("S-TLS-15 the EST server's certificate has serverAuth, id-kp-cmcRA and every name")
  void estServer() {
    var clock = TurnableClock.atPresent();
    var authority = new TestAuthority(KeyType.EC_P256, clock);
    var certificate =
        new ServiceIssuance(new SecureRandom(), clock)
            .estServer(
                authority.issuer,
                new X500Name("CN=est.example"),
                new GeneralNames(
                    new GeneralName[] {
                      dns("est.example"),
                      dns("clientauth.est.example"),
                      new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                    }),
                TestAuthority.key(KeyType.EC_P256),
                Duration.ofDays(90))
            .sign();
    var openSsl = new OpenSsl(directory);
    assertThat(openSsl.text(certificate))
        .contains("TLS Web Server Authentication, CMC Registration Authority")
        .contains("DNS:est.example, DNS:clientauth.est.example, IP Address:127.0.0.1");
    for (var name : List.of("est.example", "clientauth.est.example")) {
      openSsl.verify(
          certificate,
          List.of(authority.issuing),
          authority.root,
          "-purpose",
          "sslserver",
          "-verify_hostname",
          name);
    }
  }

  @Test
  @DisplayName("an authentication certificate is a TLS client's and chains to no CA but itself")
  void authentication() {
    var clock = TurnableClock.atPresent();
    var authority = new TestAuthority(KeyType.EC_P256, clock);
    var keys = Keys.generate(KeyType.EC_P256);
    var certificate =
        new ServiceIssuance(new SecureRandom(), clock)
            .authentication(
                TestAuthority.signer(keys), new X500Name("CN=line 1"), Duration.ofDays(365))
            .sign();
    assertThat(certificate.isSelfSigned()).isTrue();
    assertThat(certificate.isAuthority()).isFalse();
    var openSsl = new OpenSsl(directory);
    openSsl.verify(certificate, List.of(), certificate, "-purpose", "sslclient");
    openSsl.pem("root.pem", List.of(authority.root));
    openSsl.pem("client.pem", List.of(certificate));
    assertThat(openSsl.attempt("verify", "-CAfile", "root.pem", "client.pem").status()).isNotZero();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2049-12-31T23:59:59Z, UTCTime           :491231235959Z",
    "2050-01-01T00:00:00Z, GENERALIZEDTIME   :20500101000000Z",
    "9999-12-31T23:59:59Z, GENERALIZEDTIME   :99991231235959Z"
  })
  @DisplayName("CERT-04, CERT-05 dates are UTCTime through 2049 and GeneralizedTime from 2050 on")
  void dates(Instant end, String expected) {
    var clock = TurnableClock.atPresent();
    // A hundred centuries: clipped to the end of the year 9999.
    var forever = Duration.ofDays(3_650_000);
    var authority = new TestAuthority(KeyType.EC_P256, clock, forever, forever);
    var openSsl = new OpenSsl(directory);
    var certificate =
        authority
            .issuer
            .prepare(
                ProfileDraft.good().validity(new Validity.Until(end)).build(),
                content("CN=a", KeyType.EC_P256))
            .sign();
    assertThat(certificate.notAfter()).isEqualTo(end);
    var name = openSsl.pem("dated.pem", List.of(certificate));
    assertThat(openSsl.run("asn1parse", "-in", name).toUpperCase(java.util.Locale.ROOT))
        .contains(expected.toUpperCase(java.util.Locale.ROOT));
    openSsl.verify(certificate, List.of(authority.issuing), authority.root);
  }
}
