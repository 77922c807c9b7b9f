package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crest.estclient.EstException.Unacceptable;
import dev.crest.estwire.MultipartMixed;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.Der;
import dev.crest.testkit.HeldCertificate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that the client trusts, and that has gone bad: every trick ends soon, in a
 * sentence, and nothing is believed.
 */
@Timeout(60)
class SpitefulServerTest {
  private final TestAuthority ca = new TestAuthority("Acme");

  private EstClient client(StubServer server) {
    return EstClient.builder(server.url())
        .trust(ca.trust())
        .credential(Credential.passcode("secret"))
        .build();
  }

  private static EnrollmentRequest request() {
    return EnrollmentRequest.builder().subject("CN=d1").build();
  }

  @Test
  @DisplayName("A-35 challenges without end are answered once, stale ones once more")
  void endlessChallenges() throws Exception {
    try (var server = ca.serving()) {
      server.on("simpleenroll", Canned.status(401, "", "WWW-Authenticate: Basic realm=\"x\""));
      assertThatThrownBy(() -> client(server).enroll(request()))
          .isInstanceOf(EstException.Denied.class);
      assertThat(server.received("simpleenroll")).hasSize(2);
      server.on(
          "simpleenroll",
          Canned.status(
              401, "", "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\", qop=auth, stale=true"));
      assertThatThrownBy(() -> client(server).enroll(request()))
          .isInstanceOf(EstException.Denied.class);
      assertThat(server.received("simpleenroll")).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1/cacerts",
        "ftp://localhost/",
        "file:///etc/passwd",
        "https://user:secret@localhost/",
        "https:///",
        "\u0000",
        ""
      })
  @DisplayName("A-35 redirects to what is not https are not followed")
  void redirects(String location) throws Exception {
    try (var server = ca.serving()) {
      server.on("cacerts", Canned.status(302, "", "Location: " + location));
      server.on("simpleenroll", Canned.status(307, "", "Location: " + location));
      assertThatThrownBy(client(server)::caCertificates).isInstanceOf(Unacceptable.class);
    }
  }

  @Test
  @DisplayName("A-35 redirects without end are followed five times, and POST never becomes GET")
  void redirectLoop() throws Exception {
    try (var server = ca.serving()) {
      server.on("cacerts", Canned.status(302, "", "Location: cacerts"));
      assertThatThrownBy(client(server)::caCertificates)
          .isInstanceOf(Unacceptable.class)
          .hasMessageContaining("without end");
      assertThat(server.received("cacerts")).hasSize(6);
      ca.equip(server).on("simpleenroll", Canned.status(303, "", "Location: cacerts"));
      assertThatThrownBy(() -> client(server).enroll(request())).isInstanceOf(Unacceptable.class);
    }
  }

  static Stream<byte[]> framings() {
    var headers = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 10_000; i++) {
      headers.append("X-").append(i).append(": 0123456789\r\n");
    }
    return Stream.of(
            headers.toString(),
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000),
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(100),
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nMAA=",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nMAA=",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nMAA=",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nMAA=",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
            "HTTP/2 200\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "ICY 200 OK\r\n\r\n",
            "HTTP/1.1 099 No\r\n\r\n")
        .map(text -> text.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("framings")
  @DisplayName(
      "A-35, C-HTTP-06 bodies and heads without measure, ambiguous lengths, other protocols")
  void badFramings(byte[] answer) throws Exception {
    try (var server = ca.serving().on("cacerts", answer)) {
      assertThatThrownBy(client(server)::caCertificates)
          .isInstanceOf(Unacceptable.class)
          .hasMessageMatching("[ -~]{15,300}");
    }
  }

  @Test
  @DisplayName("A-35 an answer that trickles in ends with the time limit of the operation")
  void trickle() throws Exception {
    try (var server = ca.serving()) {
      // A body that is announced and never comes to its end.
      server.on("cacerts", Canned.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", new byte[1]));
      var limits =
          new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(2), 1000, 1);
      assertThatThrownBy(() -> client(server).toBuilder().limits(limits).build().caCertificates())
          .isInstanceOf(EstException.Unreachable.class);
    }
  }

  @Test
  @DisplayName("A-35 a self-signed certificate for our key, its own CA beside it, is not believed")
  void selfSignedSwap() throws Exception {
    var fake = new TestAuthority("Acme");
    try (var server = ca.serving()) {
      server.on(
          "simpleenroll",
          asked ->
              Canned.certificates(
                  fake.issued(asked), fake.issuing.certificate(), fake.root.certificate()));
      assertThatThrownBy(() -> client(server).enroll(request()))
          .isInstanceOf(Unacceptable.class)
          .hasMessageContaining("not trusted");
      // Also where cacerts had the false root smuggled in.
      server.on(
          "cacerts",
          Canned.certificates(
              ca.root.certificate(),
              ca.issuing.certificate(),
              fake.root.certificate(),
              fake.issuing.certificate()));
      assertThatThrownBy(() -> client(server).enroll(request())).isInstanceOf(Unacceptable.class);
    }
  }

  static Stream<Der> bombs() throws Exception {
    var oids = new ASN1EncodableVector();
    for (int i = 0; i < 50_000; i++) {
      oids.add(new ASN1ObjectIdentifier("1.2." + i));
    }
    var deep = new DERSequence();
    for (int i = 0; i < 3_000; i++) {
      deep = new DERSequence(deep);
    }
    var subject = new ASN1EncodableVector();
    for (int i = 0; i < 5_000; i++) {
      subject.add(new DERSet(new DERSequence(new ASN1ObjectIdentifier("2.5.4.3"))));
    }
    var fields = new ASN1EncodableVector();
    fields.add(new ASN1Integer(0));
    fields.add(new DERSequence(subject));
    fields.add(new DERTaggedObject(false, 1, new DERSet()));
    var template = new ASN1EncodableVector();
    template.add(new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.61"));
    template.add(new DERSet(new DERSequence(fields)));
    return Stream.of(new DERSequence(oids), deep, new DERSequence(new DERSequence(template)))
        .map(one -> {
          try {
            return Der.of(one.getEncoded());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @DisplayName("A-35 csrattrs that are huge, deep or a bomb of a template")
  void bombs(Der attributes) throws Exception {
    try (var server = ca.serving()) {
      server.on("csrattrs", Canned.ok("application/csrattrs", Canned.base64(attributes)));
      assertThatThrownBy(() -> client(server).enroll(request())).isInstanceOf(Unacceptable.class);
      assertThat(server.received("simpleenroll")).isEmpty();
    }
  }

  @Test
  @DisplayName("A-35 mutated certificates, wishes and keys: never anything but a sentence")
  void mutations() throws Exception {
    var random = new Random(7030);
    var issued = new ArrayList<Certificate>();
    try (var server = ca.serving()) {
      for (int i = 0; i < 150; i++) {
        server.on("simpleenroll", asked -> mutated(random, Canned.certificates(ca.issued(asked))));
        server.on(
            "serverkeygen",
            asked -> {
              var part = new MultipartMixed.Part("application/pkcs8", "MAA=".getBytes(US_ASCII));
              var written = MultipartMixed.write(List.of(part, part));
              return mutated(random, Canned.ok(written.contentType(), written.body()));
            });
        if (i % 3 == 0) {
          server.on(
              "csrattrs",
              mutated(
                  random,
                  Canned.ok("application/csrattrs", "MAsGCSqGSIb3DQEJBw==".getBytes(US_ASCII))));
        }
        var client =
            EstClient.builder(server.url())
                .trust(ca.trust())
                .limits(
                    new Limits(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        100_000,
                        10))
                .build();
        try {
          var outcome = i % 2 == 0 ? client.enroll(request()) : client.generateKey(request());
          if (outcome instanceof Enrollment.Issued good) {
            issued.add(good.certificate());
          }
        } catch (EstException e) {
          assertThat(e.getMessage()).matches("[^\\p{Cntrl}\\p{Cf}]+");
        }
      }
    }
    // What got through has a signature of the CA, so that the mutation was elsewhere.
    assertThat(issued).allMatch(one -> one.isSignedBy(ca.issuing.certificate()));
  }

  private static byte[] mutated(Random random, byte[] answer) {
    var bytes = answer.clone();
    int count = random.nextInt(3);
    for (int i = 0; i <= count; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Test
  @DisplayName("A-35 a server that turns into another between two requests is verified anew")
  void turncoat() throws Exception {
    var stranger = new HeldCertificate.Builder().dns("localhost").build();
    try (var server = ca.serving();
        var other = new StubServer(stranger)) {
      server.on("csrattrs", Canned.status(302, "", "Location: " + other.url() + "/csrattrs"));
      assertThatThrownBy(() -> client(server).enroll(request()))
          .isInstanceOf(EstException.Untrusted.class);
      assertThat(other.received()).isEmpty();
      assertThat(server.received("simpleenroll")).isEmpty();
    }
  }
}
