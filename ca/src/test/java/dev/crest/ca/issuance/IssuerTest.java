package dev.crest.ca.issuance;

import static dev.crest.ca.TestAuthority.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.ca.TestAuthority;
import dev.crest.ca.issuance.NotIssuable.Finding;
import dev.crest.ca.profile.KeyIdentifier;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.ca.profile.ProfileDraft;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.signer.Signer;
import dev.crest.ca.signer.SignerUnavailable;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepare, then sign: serial numbers, dates, identifiers, and signing once. */
class IssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final TurnableClock CLOCK = TurnableClock.at(NOW);
  private static final TestAuthority AUTHORITY = new TestAuthority(KeyType.EC_P256, CLOCK);

  private static PreparedCertificate prepare() {
    return AUTHORITY.issuer.prepare(
        ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256));
  }

  @Test
  @DisplayName("CERT-01 version 3, the inner algorithm being the outer one; CERT-16 DER throughout")
  void structure() throws IOException {
    var certificate = prepare().sign();
    var structure =
        org.bouncycastle.asn1.x509.Certificate.getInstance(
            ASN1Primitive.fromByteArray(certificate.der().bytes()));
    assertThat(structure.getVersionNumber()).isEqualTo(3);
    assertThat(structure.getSignatureAlgorithm())
        .isEqualTo(structure.getTBSCertificate().getSignature());
    assertThat(structure.getEncoded("DER")).isEqualTo(certificate.der().bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 19, 20})
  @DisplayName(
      "CERT-02 serial numbers are positive, as long as the profile says and never 21 octets")
  void serialLength(int octets) {
    var profile = ProfileDraft.good().serialOctets(octets).build();
    for (int i = 0; i < 50; i++) {
      var serial =
          AUTHORITY.issuer.prepare(profile, content("CN=a", KeyType.EC_P256)).serialNumber();
      assertThat(serial.value().signum()).isPositive();
      assertThat(serial.value().toByteArray()).hasSize(octets);
    }
  }

  @Test
  @DisplayName("CERT-02 serial numbers don't repeat and every free bit is as often one as zero")
  void serialStatistics() {
    int rounds = 4_000;
    var seen = new HashSet<>();
    var ones = new int[160];
    for (int i = 0; i < rounds; i++) {
      var serial = prepare().serialNumber().value();
      assertThat(seen.add(serial)).isTrue();
      for (int bit = 0; bit < 160; bit++) {
        ones[bit] += serial.testBit(bit) ? 1 : 0;
      }
    }
    assertThat(ones[159]).as("the top bit is clear").isZero();
    // Six standard deviations: 158 bits pass with overwhelming probability, a stuck one never does.
    double most = 6 * Math.sqrt(rounds) / 2;
    for (int bit = 0; bit < 158; bit++) {
      assertThat((double) ones[bit])
          .as("bit " + bit)
          .isBetween(rounds / 2 - most, rounds / 2 + most);
    }
  }

  @Test
  @DisplayName(
      "CERT-03 the issuer is byte-identical to the CA's subject, whatever its string types")
  void issuerName() throws IOException {
    var held =
        new HeldCertificate.Builder()
            .subject(
                new org.bouncycastle.asn1.x500.X500NameBuilder()
                    .addRDN(
                        org.bouncycastle.asn1.x500.style.BCStyle.O,
                        new org.bouncycastle.asn1.DERT61String("Old CA"))
                    .build())
            .certificateAuthority(0)
            .build();
    var certificate =
        issuer(held, List.of())
            .prepare(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256))
            .sign();
    assertThat(certificate.issuer().getEncoded()).isEqualTo(held.subject().getEncoded());
    assertThat(certificate.isSignedBy(held.certificate())).isTrue();
  }

  private static Issuer issuer(HeldCertificate held, List<Certificate> above) {
    return new Issuer(
        held.certificate(),
        above,
        TestAuthority.signer(held.keyPair()),
        PublicationUrls.none(),
        new SecureRandom(),
        Instant::now);
  }

  @Test
  @DisplayName("CERT-10, CERT-11 AKI is the issuer's SKI; SKI is RFC 7093 method 1 of the key")
  void keyIdentifiers() {
    var certificate = prepare().sign();
    assertThat(certificate.authorityKeyIdentifier().orElseThrow())
        .isEqualTo(AUTHORITY.issuing.subjectKeyIdentifier().orElseThrow());
    assertThat(certificate.subjectKeyIdentifier().orElseThrow())
        .hasSize(20)
        .isEqualTo(KeyIdentifier.of(certificate.publicKeyInfo()));
  }

  @Test
  @DisplayName("S-RESP-03 the public key is byte-identical to the one asked for")
  void publicKey() throws IOException {
    assertThat(prepare().sign().publicKeyInfo().getEncoded())
        .isEqualTo(TestAuthority.key(KeyType.EC_P256).getEncoded());
  }

  @Test
  @DisplayName("S-RESP-04 notBefore is dated back by five minutes, but not before the CA's own")
  void backDating() {
    var clock = TurnableClock.at(NOW);
    var authority = new TestAuthority(KeyType.EC_P256, clock);
    clock.turn(Duration.ofMinutes(-2));
    assertThat(issue(authority, Optional.empty()).notBefore())
        .isEqualTo(authority.issuing.notBefore());
    clock.turn(Duration.ofMinutes(30));
    assertThat(issue(authority, Optional.empty()).notBefore())
        .isEqualTo(clock.instant().minus(Duration.ofMinutes(5)));
  }

  private static Certificate issue(TestAuthority authority, Optional<Duration> asked) {
    var plain = content("CN=a", KeyType.EC_P256);
    return authority
        .issuer
        .prepare(
            ShippedProfiles.deviceClient(),
            new CertificateContent(
                plain.subject(),
                plain.subjectAltNames(),
                plain.publicKey(),
                Set.of(),
                Set.of(),
                asked))
        .sign();
  }

  @ParameterizedTest(name = "asked for {0}, given {1}")
  @CsvSource({"P10D, P10D", "PT1S, PT1H", "P20000D, P3650D"})
  @DisplayName("A-29, CERT-06 the length asked for is kept between the profile's limits")
  void lengths(Duration asked, Duration given) {
    var authority =
        new TestAuthority(KeyType.EC_P256, CLOCK, Duration.ofDays(9000), Duration.ofDays(8000));
    assertThat(issue(authority, Optional.of(asked)).notAfter()).isEqualTo(NOW.plus(given));
  }

  @Test
  @DisplayName("CERT-06 no certificate outlives the CA")
  void notOutliving() {
    var authority =
        new TestAuthority(KeyType.EC_P256, CLOCK, Duration.ofDays(30), Duration.ofDays(300));
    assertThat(authority.issuing.notAfter()).isEqualTo(authority.root.notAfter());
    assertThat(issue(authority, Optional.empty()).notAfter())
        .isEqualTo(authority.issuing.notAfter());
  }

  @Test
  @DisplayName("CERT-06 an expired CA issues nothing, nor does one that is not yet valid")
  void issuerNotValid() {
    var clock = TurnableClock.at(NOW);
    var authority = new TestAuthority(KeyType.EC_P256, clock);
    for (var at : List.of(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(5000)))) {
      clock.turnTo(at);
      var refused =
          catchThrowableOfType(NotIssuable.class, () -> issue(authority, Optional.empty()));
      assertThat(refused.findings()).extracting(Finding::rule).contains("issuer-validity");
    }
  }

  @Test
  @DisplayName("a fixed end in the past is not issuable")
  void endInThePast() {
    var profile = ProfileDraft.good().validity(new Validity.Until(NOW.minusSeconds(600))).build();
    var refused =
        catchThrowableOfType(
            NotIssuable.class,
            () -> AUTHORITY.issuer.prepare(profile, content("CN=a", KeyType.EC_P256)));
    assertThat(refused.findings()).extracting(Finding::rule).containsExactly("validity-order");
  }

  @Test
  @DisplayName("CERT-14 below path length 0 there is no CA")
  void noAuthorityBelow() {
    var authorities = new AuthorityIssuance(new SecureRandom(), CLOCK);
    var refused =
        catchThrowableOfType(
            NotIssuable.class,
            () ->
                authorities.subordinate(
                    AUTHORITY.issuer,
                    new org.bouncycastle.asn1.x500.X500Name("CN=Sub"),
                    TestAuthority.key(KeyType.EC_P256),
                    0,
                    Duration.ofDays(1)));
    assertThat(refused.findings()).extracting(Finding::rule).containsExactly("path-length");
  }

  @Test
  @DisplayName("CERT-18 names outside the constraints of a CA further up are not issuable")
  void constraintsAbove() {
    var root =
        new HeldCertificate.Builder()
            .commonName("Constrained Root")
            .certificateAuthority(1)
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "good.example"))
                    },
                    null))
            .build();
    var below =
        new HeldCertificate.Builder()
            .commonName("Below")
            .certificateAuthority(0)
            .signedBy(root)
            .build();
    var issuer = issuer(below, List.of(root.certificate()));
    var device = ShippedProfiles.deviceClient();
    var inside = content("CN=a", KeyType.EC_P256, TestAuthority.dns("a.good.example"));
    assertThat(issuer.prepare(device, inside).sign().isSignedBy(below.certificate())).isTrue();
    var outside = content("CN=a", KeyType.EC_P256, TestAuthority.dns("a.evil.example"));
    assertThat(
            catchThrowableOfType(NotIssuable.class, () -> issuer.prepare(device, outside))
                .findings())
        .extracting(Finding::rule)
        .containsExactly("issuer-constraints");
  }

  @Test
  @DisplayName("an issuer needs a CA certificate with keyCertSign and SKI, for its own key")
  void issuerCertificate() {
    var end = new HeldCertificate.Builder().build();
    var other = new HeldCertificate.Builder().certificateAuthority(0).build();
    var noSign =
        new HeldCertificate.Builder()
            .certificateAuthority(0)
            .keyUsage(KeyUsage.digitalSignature)
            .build();
    var noIdentifier =
        new HeldCertificate.Builder()
            .certificateAuthority(0)
            .withoutExtension(Extension.subjectKeyIdentifier)
            .build();
    for (var held : List.of(end, noSign, noIdentifier)) {
      assertThatThrownBy(() -> issuer(held, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() ->
            new Issuer(
                other.certificate(),
                TestAuthority.signer(end.keyPair()),
                PublicationUrls.none(),
                new SecureRandom(),
                CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the CA certificate is not for this key");
  }

  @Test
  @DisplayName("a prepared certificate is signed once, however many try")
  void signsOnce() throws Exception {
    var prepared = prepare();
    var signed = new AtomicInteger();
    var refused = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<Integer> attempt =
          () -> {
            try {
              prepared.sign();
              return signed.incrementAndGet();
            } catch (IllegalStateException e) {
              return refused.incrementAndGet();
            }
          };
      for (var result : threads.invokeAll(java.util.Collections.nCopies(64, attempt))) {
        result.get();
      }
    }
    assertThat(signed).hasValue(1);
    assertThat(refused).hasValue(63);
  }

  /** A key in a token that is plugged in after the first try. */
  private record LateToken(Signer signer, AtomicInteger tries) implements Signer {
    @Override
    public SubjectPublicKeyInfo publicKey() {
      return signer.publicKey();
    }

    @Override
    public AlgorithmIdentifier algorithm() {
      return signer.algorithm();
    }

    @Override
    public byte[] sign(byte[] message) {
      if (tries.getAndIncrement() == 0) {
        throw new SignerUnavailable("no token", new IOException("gone"));
      }
      return signer.sign(message);
    }
  }

  @Test
  @DisplayName("A-39 a certificate can be tried again after the CA key was out of reach")
  void signerUnavailable() {
    var held = new HeldCertificate.Builder().certificateAuthority(0).build();
    var token = new LateToken(TestAuthority.signer(held.keyPair()), new AtomicInteger());
    var issuer =
        new Issuer(
            held.certificate(), token, PublicationUrls.none(), new SecureRandom(), Instant::now);
    var prepared = issuer.prepare(ShippedProfiles.deviceClient(), content("CN=a", KeyType.EC_P256));
    assertThatThrownBy(prepared::sign).isInstanceOf(SignerUnavailable.class);
    assertThat(prepared.sign().isSignedBy(held.certificate())).isTrue();
    assertThatThrownBy(prepared::sign).isInstanceOf(IllegalStateException.class);
  }
}
