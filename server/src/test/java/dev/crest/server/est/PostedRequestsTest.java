package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.pkix.Der;
import dev.crest.server.enrollment.EnrollmentRequest;
import dev.crest.server.est.EdgeRequest.Connection;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostedRequestsTest {
  private static final PostedRequests POSTED = new PostedRequests(EdgeRequest.SETTINGS);
  private static final EdgeRequest ENROLL = EdgeRequest.post("simpleenroll");
  private static final Der CERTIFICATE = Der.of(new byte[] {0x30, 0x00});

  private static EnrollmentRequest read(EdgeRequest request) {
    return POSTED.read(request.request(), EstTarget.parse(request.target()).orElseThrow());
  }

  private static Refused refusal(EdgeRequest request) {
    return catchThrowableOfType(Refused.class, () -> read(request));
  }

  @Test
  @DisplayName("S-HTTP-19 everything that authentication needs is handed on, the body undecoded")
  void handedOn() {
    var unique = new byte[] {1};
    var exporter = new byte[] {2};
    var request =
        ENROLL
            .header("authorization", "Basic eDp5")
            .body("no CSR")
            .on(Connection.plain().presenting(CERTIFICATE).withBindings(unique, exporter));
    var read = read(request);
    assertThat(read.requestId()).isEqualTo(EdgeRequest.ID);
    assertThat(read.operation()).isEqualTo(EstOperation.SIMPLEENROLL);
    assertThat(read.policy()).isEqualTo(new PolicySelector.Default());
    assertThat(read.credentials().authorization()).contains("Basic eDp5");
    assertThat(read.credentials().clientCertificates()).containsExactly(CERTIFICATE);
    assertThat(read.credentials().address()).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(read.bindings().tlsUnique()).contains(unique);
    assertThat(read.bindings().tlsExporter()).contains(exporter);
    assertThat(read.body()).isEqualTo("no CSR".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-HTTP-14 S-HTTP-16 the body decides, not what it is called")
  @ValueSource(
      strings = {
        "application/pkcs10",
        "Application/PKCS10; charset=utf-8",
        " application/pkcs10 ;x=y",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "application/x-pem-file",
        "application/pkcs7-mime; smime-type=CMC-Request",
        "text/plain",
        "",
        ";",
        "garbage",
        "/"
      })
  void acceptedMedia(String contentType) {
    assertThat(read(ENROLL.header("Content-Type", contentType)).body()).isNotEmpty();
  }

  @Test
  @DisplayName("S-HTTP-14 no Content-Type is no fault")
  void noContentType() {
    assertThat(read(ENROLL).body()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-HTTP-14 clearly other media are 415")
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=x",
        "Multipart/Mixed",
        "application/json",
        "APPLICATION/JSON;charset=utf-8",
        "text/html",
        "image/png",
        "video/mp4",
        "application/xml",
        "application/zip"
      })
  void otherMedia(String contentType) {
    var refused = refusal(ENROLL.header("content-type", contentType));
    assertThat(refused.kind()).isEqualTo(Kind.UNSUPPORTED_TYPE);
    assertThat(refused.faults().getFirst().message()).contains("application/pkcs10");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A-01 a compressed body is 415, never unpacked")
  @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "identity, gzip", "x-gzip"})
  void contentEncoding(String encoding) {
    assertThat(refusal(ENROLL.header("Content-Encoding", encoding)).kind())
        .isEqualTo(Kind.UNSUPPORTED_TYPE);
  }

  @ParameterizedTest
  @DisplayName("A-01 an encoding that changes nothing is none")
  @ValueSource(strings = {"identity", "Identity", ""})
  void noContentEncoding(String encoding) {
    assertThat(read(ENROLL.header("Content-Encoding", encoding)).body()).isNotEmpty();
  }

  @ParameterizedTest
  @DisplayName("S-HTTP-02 Content-Transfer-Encoding is ignored, whatever it says")
  @ValueSource(strings = {"base64", "binary", "8bit", "gzip", "garbage", ""})
  void transferEncoding(String encoding) {
    var twice =
        ENROLL
            .header("Content-Transfer-Encoding", encoding)
            .header("Content-Transfer-Encoding", "7bit");
    assertThat(read(twice).body()).isNotEmpty();
  }

  @Test
  @DisplayName("A-05 two Authorization headers are refused, and neither is repeated")
  void twoAuthorizations() {
    var request =
        ENROLL.header("Authorization", "Basic eDp5").header("authorization", "Basic c2VjcmV0");
    assertThat(refusal(request).kind()).isEqualTo(Kind.MALFORMED);
    assertThatThrownBy(() -> read(request)).message().doesNotContain("eDp5", "c2VjcmV0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"simpleenroll", "serverkeygen"})
  @DisplayName("S-TLS-04 the host for certificates without one is 403 and names the other host")
  void noCertificate(String operation) {
    var request = EdgeRequest.post(operation).on(Connection.clientAuth());
    for (var each : new EdgeRequest[] {request, request.header("Authorization", "Basic eDp5")}) {
      var refused = refusal(each);
      assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused.faults().getFirst().message()).endsWith("to est.example:8443.");
    }
    assertThat(read(request.on(Connection.clientAuth().presenting(CERTIFICATE))).operation())
        .isEqualTo(EstOperation.ofSegment(operation).orElseThrow());
    assertThat(read(EdgeRequest.post(operation)).credentials().clientCertificates()).isEmpty();
  }

  @Test
  @DisplayName("S-REENROLL-04 on the host for certificates reenrolling without one is 403 too")
  void reenrollWithoutCertificate() {
    var request = EdgeRequest.post("simplereenroll").on(Connection.clientAuth());
    var refused = refusal(request.header("Authorization", "Basic eDp5"));
    assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refused.reason()).isEqualTo("no-certificate-to-renew");
    assertThat(refused.faults().getFirst().message())
        .contains("the certificate that is to be renewed")
        .endsWith("Present it to clientauth.est.example:8443.");
  }
}
