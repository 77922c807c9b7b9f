package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.estwire.MediaTypes;
import dev.crest.estwire.MultipartMixed;
import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.FoundEncoding;
import dev.crest.pkix.Keys;
import dev.crest.server.enrollment.EnrollmentReply.Issued;
import dev.crest.server.enrollment.EnrollmentReply.KeyGenerated;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest.Header;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.testkit.HeldCertificate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The success replies of each operation, made of real certificates. */
class OperationsTest {
  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority(1).build();
  private static final HeldCertificate ISSUING =
      new HeldCertificate.Builder()
          .commonName("Issuing")
          .certificateAuthority(0)
          .signedBy(ROOT)
          .build();
  private static final HeldCertificate DEVICE =
      new HeldCertificate.Builder().commonName("device").signedBy(ISSUING).build();
  private static final List<Certificate> CHAIN = List.of(ISSUING.certificate(), ROOT.certificate());

  private static final EstTarget TARGET =
      EstTarget.parse("/.well-known/est/fleet/cacerts").orElseThrow();
  private static final EdgeRequest GET = EdgeRequest.get("cacerts").header("User-Agent", "x");
  private static final PostedRequests POSTED = new PostedRequests(EdgeRequest.SETTINGS);

  private static HttpReply caCerts(EdgeRequest request) {
    return new CaCerts(selector -> CHAIN).answer(request.request(), TARGET);
  }

  private static HttpReply enroll(EdgeRequest request, FoundEncoding encoding, boolean linked) {
    return new SimpleEnroll(POSTED, r -> new Issued(DEVICE.certificate(), encoding, linked))
        .answer(request.request(), EstTarget.parse(request.target()).orElseThrow());
  }

  private static HttpReply keyGen(EdgeRequest request, byte[] pkcs8, boolean linked) {
    var generated = new KeyGenerated(DEVICE.certificate(), pkcs8, FoundEncoding.BASE64, linked);
    return new ServerKeyGen(POSTED, r -> generated)
        .answer(request.request(), EstTarget.parse(request.target()).orElseThrow());
  }

  private static List<Certificate> certificates(byte[] body) {
    return CertsOnly.read(TransferEncoding.decode(body));
  }

  @Test
  @DisplayName("S-HTTP-11 S-HTTP-05 cacerts: exactly its type, base64, and cacheable")
  void caCertsHeaders() {
    var reply = caCerts(GET);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .contains(
            new Header("Content-Type", "application/pkcs7-mime; smime-type=certs-only"),
            new Header("Content-Transfer-Encoding", "base64"),
            new Header("Cache-Control", "max-age=3600"));
    assertThat(EdgeRequest.headerBytes(reply)).as("S-HTTP-07").isLessThan(512);
    assertThat(reply.close()).isFalse();
    assertThat(caCerts(GET.inHttp10()).close()).as("S-HTTP-09").isTrue();
  }

  @Test
  @DisplayName(
      "S-CACERTS-03 S-CACERTS-08 cacerts: the chain in its order, the same bytes each time")
  void caCertsBody() {
    assertThat(certificates(caCerts(GET).body())).isEqualTo(CHAIN);
    assertThat(caCerts(GET).body()).isEqualTo(caCerts(GET).body());
  }

  @Test
  @DisplayName("S-CACERTS-09 cacerts is asked for the policy that the URL names")
  void caCertsPolicy() {
    var asked = new java.util.ArrayList<PolicySelector>();
    new CaCerts(
            selector -> {
              asked.add(selector);
              return CHAIN;
            })
        .answer(GET.request(), TARGET);
    assertThat(asked).containsExactly(TARGET.policy());
  }

  @Test
  @DisplayName("S-HTTP-06 cacerts: wrapped for clients that name themselves, one line for others")
  void caCertsLines() {
    var wrapped = EdgeRequest.text(caCerts(GET));
    var oneLine = EdgeRequest.text(caCerts(EdgeRequest.get("cacerts")));
    assertThat(wrapped.lines()).hasSizeGreaterThan(5).allMatch(line -> line.length() <= 64);
    assertThat(wrapped).doesNotEndWith("\n").doesNotContain("\r");
    assertThat(oneLine).doesNotContain("\n").isEqualTo(wrapped.replace("\n", ""));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-CACERTS-11 If-None-Match with the tag is 304 without a body")
  @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"a\",W/%s,\"b\"", "*"})
  void notModified(String condition) {
    var tag = EdgeRequest.header(caCerts(GET), "ETag").orElseThrow();
    assertThat(tag).matches("\"[0-9a-f]{32}-64\"");
    var reply = caCerts(GET.header("if-none-match", condition.formatted(tag)));
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.body()).isEmpty();
    assertThat(EdgeRequest.header(reply, "ETag")).contains(tag);
    assertThat(EdgeRequest.header(reply, "Cache-Control")).contains("max-age=3600");
    assertThat(EdgeRequest.header(reply, "Content-Type")).isEmpty();
  }

  @Test
  @DisplayName("S-CACERTS-11 another tag, or that of another layout, is no match")
  void modified() {
    var tag = EdgeRequest.header(caCerts(GET), "ETag").orElseThrow();
    for (var condition : List.of("\"other\"", tag.replace("\"", ""), "", "\"\"")) {
      assertThat(caCerts(GET.header("If-None-Match", condition)).status()).isEqualTo(200);
    }
    var bare = EdgeRequest.get("cacerts").header("If-None-Match", tag);
    assertThat(caCerts(bare).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("S-STAT-01 S-HTTP-12 S-HTTP-20 enrol: 200 with exactly its type, and not stored")
  void enrollHeaders() {
    var reply = enroll(EdgeRequest.post("simpleenroll"), FoundEncoding.PEM, false);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .containsExactly(
            new Header("Content-Type", "application/pkcs7-mime; smime-type=certs-only"),
            new Header("Content-Transfer-Encoding", "base64"),
            new Header("Cache-Control", "no-store"));
    assertThat(reply.close()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(FoundEncoding.class)
  @DisplayName("S-RESP-01 S-HTTP-06 enrol: the issued certificate alone, in the client's manner")
  void enrollBody(FoundEncoding encoding) {
    var reply = enroll(EdgeRequest.post("simpleenroll"), encoding, false);
    assertThat(certificates(reply.body())).containsExactly(DEVICE.certificate());
    assertThat(EdgeRequest.text(reply).contains("\n")).isEqualTo(!encoding.oneLine());
  }

  @Test
  @DisplayName("S-POP-07 a linked enrolment ends its connection")
  void linkedCloses() {
    var post = EdgeRequest.post("simpleenroll");
    assertThat(enroll(post, FoundEncoding.PEM, true).close()).isTrue();
    assertThat(enroll(post, FoundEncoding.PEM, false).close()).isFalse();
    assertThat(enroll(post.inHttp10(), FoundEncoding.PEM, false).close()).isTrue();
    var keyGen = EdgeRequest.post("serverkeygen");
    assertThat(keyGen(keyGen, new byte[16], true).close()).isTrue();
    assertThat(keyGen(keyGen, new byte[16], false).close()).isFalse();
  }

  @Test
  @DisplayName("S-REENROLL-03 reenrol is answered like enrol")
  void reenroll() {
    var request =
        EdgeRequest.post("simplereenroll")
            .on(EdgeRequest.Connection.clientAuth().presenting(DEVICE.der()));
    var reply =
        new SimpleReenroll(POSTED, r -> new Issued(DEVICE.certificate(), FoundEncoding.PEM, false))
            .answer(request.request(), EstTarget.parse(request.target()).orElseThrow());
    var enrolled = enroll(EdgeRequest.post("simpleenroll"), FoundEncoding.PEM, false);
    assertThat(reply.headers()).isEqualTo(enrolled.headers());
    assertThat(reply.body()).isEqualTo(enrolled.body());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("S-REENROLL-04 reenrolling without a certificate is 403 that says what is missing")
  void reenrollWithoutCertificate(Kind kind) {
    var original = Refused.of(kind, "reason", "A sentence.");
    var operation =
        new SimpleReenroll(
            POSTED,
            r -> {
              throw original;
            });
    var plain = EdgeRequest.post("simplereenroll").header("Authorization", "Basic eDp5");
    var presenting = plain.on(EdgeRequest.Connection.plain().presenting(DEVICE.der()));
    var target = EstTarget.parse(plain.target()).orElseThrow();
    assertThatThrownBy(() -> operation.answer(presenting.request(), target)).isSameAs(original);
    var refused =
        catchThrowableOfType(Refused.class, () -> operation.answer(plain.request(), target));
    if (kind == Kind.UNAUTHENTICATED || kind == Kind.FORBIDDEN) {
      assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused.faults().getFirst().message())
          .endsWith("Present it to clientauth.est.example:8443.");
    } else {
      assertThat(refused).isSameAs(original);
    }
  }

  @Test
  @DisplayName("S-SKG-05 S-SKG-06 serverkeygen: two parts, the key as PKCS#8, enrol's certificate")
  void keyGenParts() {
    var pkcs8 = Keys.pkcs8(DEVICE.keyPair().getPrivate());
    var reply = keyGen(EdgeRequest.post("serverkeygen"), pkcs8.clone(), false);
    assertThat(reply.status()).isEqualTo(200);
    var type = EdgeRequest.header(reply, "Content-Type").orElseThrow();
    assertThat(type).matches("multipart/mixed; boundary=[^\";]+");
    var parts = MultipartMixed.read(type, reply.body());
    assertThat(parts)
        .extracting(MultipartMixed.Part::contentType)
        .containsExactly(MediaTypes.PKCS8, MediaTypes.CERTS_ONLY);
    assertThat(TransferEncoding.decode(parts.get(0).body()).bytes()).isEqualTo(pkcs8);
    assertThat(parts.get(1).body())
        .isEqualTo(enroll(EdgeRequest.post("simpleenroll"), FoundEncoding.BASE64, false).body());
  }

  @Test
  @DisplayName("S-HTTP-05 S-HTTP-20 serverkeygen: not stored; only its parts are called base64")
  void keyGenHeaders() {
    var reply = keyGen(EdgeRequest.post("serverkeygen"), new byte[16], false);
    assertThat(EdgeRequest.header(reply, "Cache-Control")).contains("no-store");
    assertThat(EdgeRequest.header(reply, "Content-Transfer-Encoding")).isEmpty();
    assertThat(EdgeRequest.text(reply).split("Content-Transfer-Encoding: base64\r\n", -1))
        .hasSize(3);
    assertThat(EdgeRequest.headerBytes(reply)).isLessThan(512);
  }

  @Test
  @DisplayName("S-SKG-14 serverkeygen: the key is wiped once it is written")
  void keyGenWipes() {
    var key = new byte[] {1, 2, 3};
    keyGen(EdgeRequest.post("serverkeygen"), key, false);
    assertThat(key).containsOnly(0);
  }

  @Test
  @DisplayName("S-SKG-03 a reply of the other kind is a bug, not an answer")
  void mixedUp() {
    var generated = new KeyGenerated(DEVICE.certificate(), new byte[16], FoundEncoding.PEM, false);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SimpleEnroll.issued(EdgeRequest.post("simpleenroll").request(), generated));
    var request = EdgeRequest.post("serverkeygen");
    assertThatIllegalStateException()
        .isThrownBy(() ->
            new ServerKeyGen(
                    POSTED, r -> new Issued(DEVICE.certificate(), FoundEncoding.PEM, false))
                .answer(request.request(), TARGET));
  }
}
