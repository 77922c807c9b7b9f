package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.StrictDer;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.testkit.HeldRequest;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** cacerts over real TLS. */
class EstCaCertsTest {
  private static TestServer server;
  private static ServedPolicy policy;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    policy = server.policy();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static EstRequest request() {
    return EstRequest.get(policy.path("cacerts"));
  }

  @Test
  @DisplayName("S-CACERTS-01 S-HTTP-11 anyone may ask, on either host, with GET and HEAD")
  void forAnyone() {
    for (var client : List.of(server.client(), server.client().clientAuth())) {
      var reply = client.send(request());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Type"))
          .contains("application/pkcs7-mime; smime-type=certs-only");
    }
    var head = server.client().send(EstRequest.of("HEAD", policy.path("cacerts")));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Integer.parseInt(head.header("Content-Length").orElseThrow())).isPositive();
  }

  @Test
  @DisplayName(
      "S-CACERTS-02 S-RESP-02 certs-only CMS in definite DER: version 1, no digests, no content, no signers")
  void structure() throws Exception {
    var enrolled =
        server
            .client()
            .send(
                EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build())
                    .passcode(policy.passcode().value()));
    for (var reply : List.of(server.client().send(request()), enrolled)) {
      var bytes = reply.der().bytes();
      var message = ContentInfo.getInstance(StrictDer.read(bytes));
      assertThat(message.getContentType()).isEqualTo(CMSObjectIdentifiers.signedData);
      var data = SignedData.getInstance(message.getContent());
      assertThat(data.getVersion().intValueExact()).isEqualTo(1);
      assertThat(data.getDigestAlgorithms()).isEmpty();
      assertThat(data.getEncapContentInfo().getContentType()).isEqualTo(CMSObjectIdentifiers.data);
      assertThat(data.getEncapContentInfo().getContent()).isNull();
      assertThat((Iterable<?>) data.getCertificates()).isNotEmpty();
      assertThat(data.getCRLs()).isNull();
      ASN1Set signers = data.getSignerInfos();
      assertThat(signers).isEmpty();
      assertThat(message.getEncoded(ASN1Encoding.DL)).isEqualTo(bytes);
    }
  }

  @Test
  @DisplayName(
      "S-CACERTS-03 S-CACERTS-08 issuing CA first, root last, each signed by the next, the same bytes every time")
  void order() {
    var reply = server.client().send(request());

    var chain = reply.certificates();
    assertThat(chain).hasSizeGreaterThanOrEqualTo(2);
    assertThat(policy.enrolled("device").certificate().isSignedBy(chain.getFirst())).isTrue();
    for (int i = 0; i + 1 < chain.size(); i++) {
      assertThat(chain.get(i).isSignedBy(chain.get(i + 1))).isTrue();
    }
    assertThat(chain.getLast().isSelfSigned()).isTrue();
    assertThat(server.client().send(request()).body()).isEqualTo(reply.body());
  }

  @Test
  @DisplayName("S-CACERTS-09 only this policy's CAs: not the infrastructure's, no end entity")
  void nothingElse() {
    var infrastructure =
        server.server().authorities().first(AuthorityRecords.Kind.INFRASTRUCTURE).orElseThrow();

    var chain = server.client().send(request()).certificates();

    assertThat(chain)
        .allMatch(Certificate::isAuthority)
        .doesNotContain(infrastructure.certificate());
  }

  @Test
  @DisplayName(
      "S-CACERTS-11 a known entity tag gets 304 without a body; another one the certificates")
  void conditional() {
    var tag = server.client().send(request()).header("ETag").orElseThrow();

    var known = server.client().send(request().header("If-None-Match", tag));
    var other = server.client().send(request().header("If-None-Match", "\"other\""));

    assertThat(known.status()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.header("ETag")).contains(tag);
    assertThat(known.header("Cache-Control").orElseThrow()).startsWith("max-age=");
    assertThat(other.status()).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "S-CACERTS-12 S-STAT-09 while the CA is switched off cacerts answers, and enrolment is 503 with nothing issued")
  void authorityOff() {
    try (var other = TestServer.start()) {
      var served = other.policy();
      var passcode = served.passcode();
      var enrolment =
          EstRequest.post(served.path("simpleenroll"), new HeldRequest.Builder().build())
              .passcode(passcode.value());
      other.update("update certificate_authority set enabled = 0");
      other.server().authorities().refresh();

      var certificates = other.client().send(EstRequest.get(served.path("cacerts")));
      var refused = other.client().send(enrolment);

      assertThat(certificates.certificates()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isPresent();
      assertThat(other.kept()).isEqualTo(new TestServer.Kept(0, 0, 0));
    }
  }
}
