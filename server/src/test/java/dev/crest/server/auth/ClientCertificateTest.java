package dev.crest.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.auth.Caller.CertificateHolder;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.TurnableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientCertificateTest {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
  private static final HeldCertificate ROOT = authority("Vendor Root").build();
  private static final HeldCertificate ISSUING = authority("Vendor Issuing").signedBy(ROOT).build();

  private final TurnableClock clock = TurnableClock.atPresent();
  private final PasscodeVerifier verifier = new PasscodeVerifier(new byte[32]);
  private final Credential vendor = ACredential.authority("vendor", ROOT.certificate()).build();
  private final HeldCredentials directory = new HeldCredentials(verifier).with(vendor);
  private final Authenticators authenticators =
      new Authenticators(
          directory, verifier, new FailureThrottle(ThrottleSettings.usual(), clock), clock);

  private static HeldCertificate.Builder authority(String name) {
    return new HeldCertificate.Builder().commonName(name).certificateAuthority();
  }

  private static HeldCertificate.Builder device() {
    return new HeldCertificate.Builder().commonName("device").signedBy(ISSUING);
  }

  private CertificateHolder identify(HeldCertificate... chain) {
    return identify(Stream.of(chain).map(HeldCertificate::der).toList());
  }

  private CertificateHolder identify(List<Der> chain) {
    return (CertificateHolder)
        authenticators.identify(new Credentials(Optional.empty(), chain, ADDRESS));
  }

  private Refused refused(Der... chain) {
    return catchThrowableOfType(Refused.class, () -> identify(List.of(chain)));
  }

  @Test
  @DisplayName("S-TLS-05 an end entity that chains to an authentication CA is its candidate")
  void chains() {
    var device = device().build();
    var holder = identify(device, ISSUING);
    assertThat(holder.candidates()).containsExactly(vendor);
    assertThat(holder.certificate()).isEqualTo(device.certificate());
    assertThat(holder.issued()).isEmpty();
    assertThat(holder.address()).isEqualTo(ADDRESS);
  }

  @Test
  @DisplayName("extra and unordered certificates in the chain do no harm, nor does the root")
  void unordered() {
    var extra = new HeldCertificate.Builder().commonName("extra").build();
    assertThat(identify(device().build(), extra, ROOT, ISSUING).candidates())
        .containsExactly(vendor);
  }

  @Test
  @DisplayName("an unreadable certificate behind the leaf is left out")
  void unreadableExtra() {
    var chain = List.of(device().build().der(), Der.of(new byte[] {1, 2, 3}), ISSUING.der());
    assertThat(identify(chain).candidates()).containsExactly(vendor);
    assertThat(identify(chain).chain()).hasSize(2);
  }

  @Test
  @DisplayName(
      "S-AUTH an authentication certificate is found by its fingerprint, self-signed or not")
  void authenticationCertificate() {
    var own = new HeldCertificate.Builder().commonName("own").build();
    var pinned = ACredential.certificate("pinned", own.certificate()).build();
    directory.with(pinned);
    assertThat(identify(own).candidates()).containsExactly(pinned);
    var twin = new HeldCertificate.Builder().commonName("own").build();
    assertThat(identify(twin).candidates()).isEmpty();
  }

  @Test
  @DisplayName("a certificate that this server issued comes with its record")
  void issued() {
    var device = device().build();
    var record =
        new IssuedCertificate(
            "id",
            "IOT_1",
            IssuedCertificate.Status.REVOKED,
            device.certificate(),
            Optional.of("a-device"));
    directory.issued(record);
    assertThat(identify(device).issued()).contains(record);
  }

  static Stream<Arguments> notCandidates() throws Exception {
    var other = authority("Vendor Root").build();
    var expired =
        authority("Old Issuing")
            .signedBy(ROOT)
            .notBefore(Instant.now().minus(Duration.ofDays(2)))
            .duration(Duration.ofDays(1))
            .build();
    var sub = authority("Sub").signedBy(device().build()).build();
    var small = rsa(1024);
    var constrained =
        authority("Constrained")
            .signedBy(ROOT)
            .extension(Extension.nameConstraints, true, onlyExample())
            .build();
    return Stream.of(
        arguments("unknown CA", device().signedBy(authority("Unknown").build()).build(), List.of()),
        arguments("same name, other key", device().signedBy(other).build(), List.of(other)),
        arguments("intermediate missing", device().build(), List.of()),
        arguments("self-signed", new HeldCertificate.Builder().build(), List.of()),
        arguments("CA certificate as client", ISSUING, List.of()),
        arguments("the authentication CA itself", ROOT, List.of()),
        arguments(
            "EKU serverAuth only",
            device().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build(),
            List.of(ISSUING)),
        arguments(
            "EKU any only",
            device().extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage).build(),
            List.of(ISSUING)),
        arguments(
            "key usage without digitalSignature",
            device().keyUsage(KeyUsage.keyAgreement).build(),
            List.of(ISSUING)),
        arguments("issued by an end entity", device().signedBy(sub).build(), List.of(sub)),
        arguments("SHA-1", device().signatureAlgorithm("SHA1withECDSA").build(), List.of(ISSUING)),
        arguments("wrong signature", device().corruptSignature().build(), List.of(ISSUING)),
        arguments("RSA-1024 client", device().keyPair(small).build(), List.of(ISSUING)),
        arguments("expired intermediate", device().signedBy(expired).build(), List.of(expired)),
        arguments(
            "name constraints",
            device().dns("device.test").signedBy(constrained).build(),
            List.of(constrained)),
        arguments(
            "unknown critical extension",
            device().extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE).build(),
            List.of(ISSUING)),
        arguments("MD5 intermediate", weaklySigned(), List.of(weak)),
        arguments(
            "expired leaf",
            device()
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .duration(Duration.ofDays(1))
                .build(),
            List.of(ISSUING)));
  }

  private static final KeyPair WEAK_KEYS = generated();
  private static final HeldCertificate weak =
      authority("Weak")
          .keyPair(WEAK_KEYS)
          .signedBy(authority("Vendor Root").keyPair(WEAK_KEYS).build())
          .signatureAlgorithm("MD5withRSA")
          .build();

  private static HeldCertificate weaklySigned() {
    return device().signedBy(weak).build();
  }

  private static KeyPair generated() {
    return Keys.generate(KeyType.RSA_2048);
  }

  private static KeyPair rsa(int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static NameConstraints onlyExample() {
    return new NameConstraints(
        new GeneralSubtree[] {
          new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
        },
        null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-10 such a client certificate satisfies no authentication CA")
  void notCandidates(String name, HeldCertificate leaf, List<HeldCertificate> others) {
    var chain = new ArrayList<HeldCertificate>(List.of(leaf));
    chain.addAll(others);
    assertThat(identify(chain.toArray(new HeldCertificate[0])).candidates()).isEmpty();
  }

  @Test
  @DisplayName("DEVID-01 DEVID-02 an IDevID (year 9999, no EKU, hardware name) is a candidate")
  void idevid() {
    var idevid = device().notAfter(Instant.parse("9999-12-31T23:59:59Z")).build();
    var longLived = authority("Maker").notAfter(Instant.parse("9999-12-31T23:59:59Z")).build();
    var maker = ACredential.authority("maker", longLived.certificate()).build();
    directory.with(maker);
    assertThat(identify(idevid, ISSUING).candidates()).containsExactly(vendor);
    assertThat(
            identify(
                    device()
                        .signedBy(longLived)
                        .notAfter(Instant.parse("9999-12-31T23:59:59Z"))
                        .build())
                .candidates())
        .containsExactly(maker);
  }

  @Test
  @DisplayName("A-10 of a chain of fifty ten are looked at; a loop ends")
  void longChain() {
    var chain = new ArrayList<HeldCertificate>();
    var signer = ROOT;
    for (int i = 0; i < 49; i++) {
      signer = authority("CA " + i).signedBy(signer).build();
      chain.add(signer);
    }
    Collections.reverse(chain);
    chain.addFirst(device().signedBy(signer).build());
    var holder = identify(chain.toArray(new HeldCertificate[0]));
    assertThat(holder.candidates()).isEmpty();
    assertThat(holder.chain()).hasSize(Authenticators.MOST_CERTIFICATES);

    var one = authority("One").build();
    var two = authority("Two").signedBy(one).build();
    var loop = authority("One").keyPair(one.keyPair()).signedBy(two).build();
    assertThat(identify(device().signedBy(two).build(), two, loop).candidates()).isEmpty();
  }

  static Stream<Arguments> malformed() {
    var good = device().build();
    var cut = Arrays.copyOf(good.der().bytes(), good.der().length() - 1);
    var twice =
        device()
            .anotherExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .build();
    var huge = device().extension(Extension.subjectInfoAccess, false, new byte[1_000_000]).build();
    return Stream.of(
        arguments("empty", Der.of(new byte[0]), "certificate-malformed"),
        arguments("cut off", Der.of(cut), "certificate-malformed"),
        arguments("no certificate", Der.of("hello".getBytes()), "certificate-malformed"),
        arguments("an extension twice", twice.der(), "certificate-malformed"),
        arguments("1 MB", huge.der(), "certificate-too-large"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("A-10 a client certificate that cannot be read is refused as malformed")
  void malformed(String name, Der leaf, String reason) {
    var refused = refused(leaf);
    assertThat(refused.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Test
  @DisplayName("A-10 validity is judged at each call, also where the path is remembered")
  void judgedAgain() {
    var device = device().build();
    assertThat(identify(device, ISSUING).candidates()).containsExactly(vendor);
    assertThat(identify(device).candidates())
        .as("remembered, so the intermediate need not come again")
        .containsExactly(vendor);
    clock.turn(Duration.ofHours(25));
    assertThat(identify(device, ISSUING).candidates()).isEmpty();
    clock.turn(Duration.ofHours(-25));
    assertThat(identify(device, ISSUING).candidates()).containsExactly(vendor);
    clock.turn(Duration.ofHours(-2));
    assertThat(identify(device, ISSUING).candidates()).isEmpty();
  }

  @Test
  @DisplayName("an authentication CA that was removed counts no more, remembered or not")
  void removed() {
    var device = device().build();
    assertThat(identify(device, ISSUING).candidates()).hasSize(1);
    directory.without(vendor);
    assertThat(identify(device, ISSUING).candidates()).isEmpty();
    var issuing = ACredential.authority("issuing", ISSUING.certificate()).build();
    directory.with(issuing);
    assertThat(identify(device).candidates()).containsExactly(issuing);
  }

  @Test
  @DisplayName("what did not chain is not remembered: the intermediate may come the next time")
  void notRemembered() {
    var device = device().build();
    assertThat(identify(device).candidates()).isEmpty();
    assertThat(identify(device, ISSUING).candidates()).containsExactly(vendor);
  }

  @Test
  @DisplayName("A-36 no URL in a client's certificate is ever followed")
  void nothingFetched() throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var url = "http://127.0.0.1:" + server.getLocalPort() + "/ca.cer";
      var uri = new GeneralName(GeneralName.uniformResourceIdentifier, url);
      var point =
          new DistributionPoint(new DistributionPointName(new GeneralNames(uri)), null, null);
      var device =
          device()
              .extension(
                  Extension.authorityInfoAccess,
                  false,
                  new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, uri))
              .extension(
                  Extension.cRLDistributionPoints,
                  false,
                  new CRLDistPoint(new DistributionPoint[] {point}))
              .build();
      assertThat(identify(device).candidates()).isEmpty();
      assertThat(identify(device, ISSUING).candidates()).containsExactly(vendor);
      // identify has returned, so whatever it wanted to fetch would be waiting here.
      server.setSoTimeout(1);
      assertThat(catchThrowableOfType(SocketTimeoutException.class, server::accept)).isNotNull();
    }
  }

  @Test
  @DisplayName("A-20 no mutation of a certificate gets anything but an answer or a refusal")
  void fuzz() {
    var random = new Random(20261101);
    var good = device().build().der().bytes();
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    int identified = 0;
    for (int round = 0; round < 20_000 && System.nanoTime() < end; round++) {
      var bytes = good.clone();
      IntStream.rangeClosed(0, random.nextInt(3))
          .forEach(i -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt());
      try {
        var holder = identify(List.of(Der.of(bytes), ISSUING.der()));
        identified++;
        if (!holder.candidates().isEmpty()) {
          assertThat(bytes).isEqualTo(good);
        }
      } catch (Refused e) {
        assertThat(e.kind()).isEqualTo(Kind.MALFORMED);
      }
    }
    assertThat(identified).isPositive();
  }
}
