package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.Enrollment.Issued;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Providers;
import dev.crest.testkit.HeldCertificate;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.BERTaggedObject;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client makes of the CA certificates that a server gives (RFC 7030 §4.1.3). */
class CaCertificatesTest {
  private final HeldCertificate oldRoot = root("Root");
  private final HeldCertificate newRoot = root("Root");
  private final HeldCertificate newWithOld = link(newRoot, oldRoot);
  private final HeldCertificate oldWithNew = link(oldRoot, newRoot);
  private final HeldCertificate issuing =
      new HeldCertificate.Builder()
          .commonName("Issuing")
          .certificateAuthority(0)
          .signedBy(newRoot)
          .build();
  private final HeldCertificate server =
      new HeldCertificate.Builder().dns("localhost").signedBy(issuing).build();

  private static HeldCertificate root(String name) {
    return new HeldCertificate.Builder().commonName(name).certificateAuthority().build();
  }

  /** Certifies a root's key by another root. */
  private static HeldCertificate link(HeldCertificate of, HeldCertificate by) {
    return new HeldCertificate.Builder()
        .subject(of.subject())
        .keyPair(of.keyPair())
        .certificateAuthority()
        .signedBy(by)
        .build();
  }

  private static Certificate[] certificates(HeldCertificate... held) {
    return Stream.of(held).map(HeldCertificate::certificate).toArray(Certificate[]::new);
  }

  private static Trust trust(HeldCertificate... anchors) {
    return Trust.anchors(List.of(certificates(anchors)));
  }

  private static CaCertificates fetched(StubServer stub, Trust trust) throws Exception {
    return EstClient.builder(stub.url()).trust(trust).build().caCertificates();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 204, 206, 400, 401, 404, 500, 503})
  @DisplayName("C-CACERTS-01 anything but 200 ends the protocol")
  void onlyOk(int status) throws Exception {
    var ca = new TestAuthority("Acme");
    try (var stub = ca.serving().on("cacerts", Canned.status(status, ""))) {
      var client = EstClient.builder(stub.url()).trust(ca.trust()).build();
      assertThatThrownBy(() -> client.enroll(EnrollmentRequest.builder().subject("CN=d1").build()))
          .isInstanceOf(EstException.class);
      assertThat(stub.received("simpleenroll")).isEmpty();
    }
  }

  static Stream<List<Integer>> permutations() {
    var all = new ArrayList<List<Integer>>();
    permute(new ArrayList<>(List.of(0, 1, 2, 3, 4)), 0, all);
    return all.stream();
  }

  private static void permute(List<Integer> order, int from, List<List<Integer>> all) {
    if (from == order.size()) {
      all.add(List.copyOf(order));
    }
    for (int i = from; i < order.size(); i++) {
      Collections.swap(order, from, i);
      permute(order, from + 1, all);
      Collections.swap(order, from, i);
    }
  }

  @Test
  @DisplayName(
      "C-CACERTS-02, C-CACERTS-05 roll-over certificates are understood in every of 120 orders")
  void everyOrder() throws Exception {
    var bag = certificates(oldRoot, oldWithNew, newWithOld, newRoot, issuing);
    permutations()
        .forEach(order -> {
          var shuffled = order.stream().map(i -> bag[i]).toList();
          var judged = judge(shuffled, trust(oldRoot));
          assertThat(judged.trust().explicit())
              .containsExactlyInAnyOrder(certificates(oldRoot, newRoot));
          assertThat(judged.intermediates())
              .containsExactlyInAnyOrder(certificates(oldWithNew, newWithOld, issuing));
          assertThat(judged.ignored()).isEmpty();
        });
  }

  private static CaCertificates judge(List<Certificate> bag, Trust trust) {
    try {
      var verdict = new ServerJudge.Verdict(Provenance.EXPLICIT, bag);
      return new CertificateBag(bag, InstantSource.system()).judge(trust, verdict);
    } catch (EstException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("C-CACERTS-03 other certificates are used only with a path to a trusted root")
  void othersAreValidated() {
    var stranger = root("Stranger");
    var foreign =
        new HeldCertificate.Builder()
            .commonName("Issuing")
            .certificateAuthority(0)
            .signedBy(stranger)
            .build();
    var expired =
        new HeldCertificate.Builder()
            .commonName("Expired")
            .certificateAuthority(0)
            .notBefore(Instant.now().minus(Duration.ofDays(3)))
            .duration(Duration.ofDays(1))
            .signedBy(newRoot)
            .build();
    var judged =
        judge(List.of(certificates(newRoot, foreign, expired, server, issuing)), trust(newRoot));

    assertThat(judged.intermediates()).containsExactly(issuing.certificate());
    assertThat(judged.ignored()).containsExactlyInAnyOrder(certificates(foreign, expired, server));
  }

  @Test
  @DisplayName("C-CACERTS-04 a root is not trusted for being in the bag")
  void extraRoots() {
    var stranger = root("Stranger");
    var lookalike = root("Root");
    var judged = judge(List.of(certificates(stranger, newRoot, lookalike)), trust(newRoot));

    assertThat(judged.trust().explicit()).containsExactly(newRoot.certificate());
    assertThat(judged.anchors()).containsExactly(newRoot.certificate());
    assertThat(judged.ignored()).containsExactlyInAnyOrder(certificates(stranger, lookalike));
  }

  @Test
  @DisplayName("C-CACERTS-06 a client that knows the old root only follows to the new one")
  void rollover() throws Exception {
    try (var stub = new StubServer(server, issuing, newWithOld)) {
      stub.on("cacerts", Canned.certificates(certificates(oldRoot, newRoot, newWithOld, issuing)));
      stub.on("csrattrs", Canned.status(404, ""));
      var ca = issuing;
      stub.on(
          "simpleenroll",
          asked -> {
            var request = TestAuthority.request(asked);
            var key = new KeyPair(Keys.read(request.publicKey()), null);
            return Canned.certificates(
                new HeldCertificate.Builder()
                    .subject(request.subject())
                    .keyPair(key)
                    .signedBy(ca)
                    .build()
                    .certificate());
          });
      var client = EstClient.builder(stub.url()).trust(trust(oldRoot)).build();
      var issued = (Issued) client.enroll(EnrollmentRequest.builder().subject("CN=d1").build());
      assertThat(issued.authorities().trust().explicit())
          .containsExactly(certificates(oldRoot, newRoot));
    }
    // With what was kept the server is found trusted although it sends no link any more.
    try (var stub = new StubServer(server, issuing)) {
      stub.on("cacerts", Canned.certificates(certificates(newRoot, issuing)));
      var kept = trust(oldRoot).withIntermediates(List.of(newWithOld.certificate()));
      assertThat(fetched(stub, kept).provenance()).isEqualTo(Provenance.EXPLICIT);
    }
  }

  @Test
  @DisplayName("C-CACERTS-06 without NewWithOld it fails closed and needs a new bootstrap")
  void noLink() throws Exception {
    try (var stub = new StubServer(server, issuing, newRoot)) {
      stub.on("cacerts", Canned.certificates(certificates(oldRoot, newRoot, issuing)));
      assertThatThrownBy(() -> fetched(stub, trust(oldRoot)))
          .isInstanceOf(EstException.Untrusted.class);
      assertThat(
              EstClient.builder(stub.url())
                  .build()
                  .bootstrap(Fingerprint.of(newRoot.certificate()))
                  .trust()
                  .explicit())
          .containsExactly(newRoot.certificate());
    }
    var forged = link(newRoot, root("Root"));
    assertThat(judge(List.of(certificates(forged, newRoot)), trust(oldRoot)).trust().explicit())
        .as("A-35 a forged link")
        .containsExactly(oldRoot.certificate());
  }

  static Stream<byte[]> strange() throws Exception {
    var signer = root("Signer");
    var holder = new X509CertificateHolder(signer.der().bytes());
    var generator = new CMSSignedDataGenerator();
    var empty = generator.generate(new CMSProcessableByteArray(new byte[0]), false).getEncoded();
    generator.addCertificate(holder);
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setProvider(Providers.bouncyCastle())
            .build("SHA256withECDSA", signer.keyPair().getPrivate(), jca(signer)));
    var signed = generator.generate(new CMSProcessableByteArray(new byte[] {1}), true).getEncoded();
    var many = new ByteArrayOutputStream();
    for (int i = 0; i < 101; i++) {
      many.writeBytes(Certificates.pem(List.of(signer.certificate())));
    }
    return Stream.of(
        Canned.ok(Canned.CERTS, Canned.base64(Der.of(empty))),
        Canned.ok(Canned.CERTS, Canned.base64(Der.of(signed))),
        Canned.ok(Canned.CERTS, new byte[0]),
        Canned.ok(Canned.CERTS, "MAA=".getBytes(US_ASCII)),
        Canned.ok(Canned.CERTS, "not base64 at all!".getBytes(US_ASCII)),
        Canned.ok(Canned.CERTS, new byte[10 << 20]),
        Canned.ok(Canned.CERTS, many.toByteArray()),
        Canned.ok("text/html", "<html>Sign in to the hotel</html>".getBytes(US_ASCII)));
  }

  private static X509Certificate jca(HeldCertificate held) {
    return Certificates.jca(List.of(held.certificate()))[0];
  }

  @ParameterizedTest
  @MethodSource("strange")
  @DisplayName("C-CACERTS-07 no certificates, signatures, 10 MB, too many: a sentence, quickly")
  void strangeAnswers(byte[] answer) throws Exception {
    var ca = new TestAuthority("Acme");
    try (var stub = ca.serving().on("cacerts", answer)) {
      assertThatThrownBy(() -> fetched(stub, ca.trust()))
          .isInstanceOf(EstException.Unacceptable.class)
          .hasMessageMatching("[ -~]{20,600}");
    }
  }

  @Test
  @DisplayName("C-CACERTS-07 BER of indefinite length is read")
  void indefiniteLength() throws Exception {
    var ca = new TestAuthority("Acme");
    var der = CertsOnly.write(List.of(ca.root.certificate(), ca.issuing.certificate()));
    var data = SignedData.getInstance(ContentInfo.getInstance(der.bytes()).getContent());
    var fields = new ASN1EncodableVector();
    fields.add(data.getVersion());
    fields.add(new DERSet());
    fields.add(data.getEncapContentInfo());
    fields.add(new BERTaggedObject(false, 0, new BERSet(data.getCertificates().toArray())));
    fields.add(new DERSet());
    var outer = new ASN1EncodableVector();
    outer.add(CMSObjectIdentifiers.signedData);
    outer.add(new BERTaggedObject(true, 0, new BERSequence(fields)));
    var ber = new BERSequence(outer).getEncoded();
    assertThat(ber[1]).isEqualTo((byte) 0x80);
    try (var stub =
        ca.serving().on("cacerts", Canned.ok(Canned.CERTS, Canned.base64(Der.of(ber))))) {
      assertThat(fetched(stub, ca.trust()).anchors()).containsExactly(ca.root.certificate());
    }
  }

  @Test
  @DisplayName(
      "A-35 under implicit trust unconnected roots are a choice that nobody makes for the user")
  void ambiguous() throws Exception {
    var ca = new TestAuthority("Acme");
    var other = root("Other");
    try (var stub = ca.serving()) {
      stub.on(
          "cacerts",
          Canned.certificates(
              ca.root.certificate(), ca.issuing.certificate(), other.certificate()));
      assertThatThrownBy(() -> fetched(stub, Trust.implicit(List.of(ca.root.certificate()))))
          .isInstanceOf(EstException.Unacceptable.class)
          .hasMessageContaining("chosen");
    }
  }
}
