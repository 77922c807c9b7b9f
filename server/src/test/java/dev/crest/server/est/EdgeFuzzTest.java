package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.FoundEncoding;
import dev.crest.server.enrollment.EnrollmentReply.Issued;
import dev.crest.testkit.HeldCertificate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Everything that the edge reads of a stranger's request, mutated. */
class EdgeFuzzTest {
  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("Root").certificateAuthority(0).build();
  private static final PostedRequests POSTED = new PostedRequests(EdgeRequest.SETTINGS);
  private static final EstEdge EDGE =
      new EstEdge(
          operation ->
              operation.method().equals("GET")
                  ? new CaCerts(selector -> List.of(ROOT.certificate()))
                  : new SimpleEnroll(
                      POSTED, r -> new Issued(ROOT.certificate(), FoundEncoding.PEM, false)),
          new RefusalReplies(EdgeRequest.SETTINGS));

  private static final List<String> NAMES =
      List.of(
          "Accept",
          "If-None-Match",
          "Content-Type",
          "Content-Encoding",
          "User-Agent",
          "Authorization");
  private static final List<String> VALUES =
      List.of(
          "application/json;q=0.5, */*",
          "W/\"0123-64\", *",
          "multipart/form-data; boundary=x",
          "gzip",
          "",
          ";/,=");

  @Test
  @DisplayName("A-04 A-07 no header or path makes the edge fail, and no reply header breaks a line")
  void fuzz() {
    var random = new Random(9110);
    int served = 0;
    for (int i = 0; i < 20_000; i++) {
      var request =
          (random.nextBoolean() ? EdgeRequest.get("cacerts") : EdgeRequest.post("simpleenroll"));
      for (int n = random.nextInt(4); n > 0; n--) {
        request = request.header(pick(NAMES, random), mutated(pick(VALUES, random), random));
      }
      if (random.nextInt(4) == 0) {
        request = request.target(mutated(request.target(), random));
      }
      var reply = EDGE.handle(request.request());
      assertThat(reply.status()).isIn(200, 304, 400, 404, 415);
      assertThat(reply.headers())
          .allMatch(header -> header.value().chars().allMatch(c -> c >= ' ' && c < 0x7f));
      served += reply.status() == 200 ? 1 : 0;
    }
    assertThat(served).isPositive();
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private static String mutated(String text, Random random) {
    var changed = new StringBuilder(text);
    for (int n = random.nextInt(3); n > 0; n--) {
      var character =
          random.nextInt(3) == 0
              ? ",;/=\"*% ".charAt(random.nextInt(8))
              : (char) random.nextInt(0x100);
      changed.insert(random.nextInt(changed.length() + 1), character);
    }
    return changed.toString();
  }
}
