package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Der;
import dev.crest.server.est.EdgeRequest.Connection;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RefusalRepliesTest {
  private static final RefusalReplies REPLIES = new RefusalReplies(EdgeRequest.SETTINGS);
  private static final EdgeRequest POST = EdgeRequest.post("simpleenroll");

  private static HttpReply reply(EdgeRequest request, Refused refused) {
    return REPLIES.of(request.request(), refused);
  }

  private static Refused invalid() {
    return Refused.of(
        Kind.INVALID,
        "names",
        List.of(
            Fault.of("subject.organization_unit", "is required"),
            Fault.of("san.dns_name", "san.dns_name may be there twice."),
            Fault.of("The signature does not verify.")));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @DisplayName("S-STAT-09 each kind of refusal has its status")
  @CsvSource({
    "MALFORMED,        400, malformed_input",
    "INVALID,          400, invalid_input",
    "UNAUTHENTICATED,  401, unauthenticated",
    "FORBIDDEN,        403, forbidden",
    "NOT_FOUND,        404, not_found",
    "CONFLICT,         400, conflict",
    "TOO_LARGE,        413, too_large",
    "UNSUPPORTED_TYPE, 415, unsupported_type",
    "RATE_LIMITED,     429, rate_limited",
    "UNAVAILABLE,      503, unavailable"
  })
  void kinds(Kind kind, int status, String code) {
    var refused = Refused.of(kind, "reason", "A sentence.");
    assertThat(reply(POST, refused).status()).isEqualTo(status);
    assertThat(EdgeRequest.text(reply(POST.header("Accept", "application/json"), refused)))
        .contains("\"code\":\"" + code + "\"");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("S-STAT-05 no refusal is a 2xx or 3xx, and none is stored")
  void neverSuccess(Kind kind) {
    for (var connection : List.of(Connection.plain(), Connection.clientAuth())) {
      var reply = reply(POST.on(connection), Refused.of(kind, "reason", "A sentence."));
      assertThat(reply.status()).isBetween(400, 599);
      assertThat(EdgeRequest.header(reply, "Cache-Control")).contains("no-store");
      assertThat(EdgeRequest.headerBytes(reply)).isLessThan(512);
    }
  }

  @Test
  @DisplayName("S-STAT-06 the body is plain text: every fault on a line, field first, then the id")
  void text() {
    var reply = reply(POST, invalid());
    assertThat(EdgeRequest.header(reply, "Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(EdgeRequest.text(reply))
        .isEqualTo(
            """
            subject.organization_unit: is required
            san.dns_name may be there twice.
            The signature does not verify.
            Request id: req-7f3k2m9q
            """);
  }

  @Test
  @DisplayName("S-STAT-06 JSON where Accept names it")
  void json() {
    var reply = reply(POST.header("Accept", "application/json"), invalid());
    assertThat(EdgeRequest.header(reply, "Content-Type")).contains("application/json");
    var document = new JsonMapper().readTree(reply.body());
    assertThat(document.get("errors")).hasSize(3);
    assertThat(document.get("errors").get(0))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"code":"invalid_input","message":"is required","field":"subject.organization_unit"}
                    """));
    assertThat(document.get("errors").get(2).has("field")).isFalse();
    assertThat(document.get("request_id").asString()).isEqualTo(EdgeRequest.ID);
  }

  @ParameterizedTest(name = "{0} wants JSON: {1}")
  @DisplayName("S-HTTP-21 S-STAT-06 only who names application/json gets it")
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|true",
        "Application/JSON; charset=utf-8|true",
        "text/html, application/json;q=0.9|true",
        "application/json ; q=0.001|true",
        "application/json;q=0|false",
        "application/json; q=0.000|false",
        "*/*|false",
        "application/*|false",
        "application/jsonp|false",
        "application/pkcs7-mime|false",
        "text/plain|false"
      })
  void accept(String accept, boolean json) {
    var reply = reply(POST.header("accept", accept), invalid());
    assertThat(EdgeRequest.text(reply).startsWith("{")).isEqualTo(json);
  }

  @Test
  @DisplayName("S-STAT-07 401 has one Basic challenge with realm and charset")
  void challenge() {
    var reply = reply(POST, Refused.unauthenticated("passcode-expired"));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(EdgeRequest.header(reply, "WWW-Authenticate"))
        .contains("Basic realm=\"Crest\", charset=\"UTF-8\"");
    assertThat(EdgeRequest.text(reply)).doesNotContain("expired");
  }

  @Test
  @DisplayName("Q-BC a challenge to a client that names neither itself nor its wishes has no body")
  void bareChallenge() {
    var reply = reply(POST, Refused.unauthenticated("no-credential"));
    assertThat(EdgeRequest.text(reply)).isEmpty();
    assertThat(EdgeRequest.header(reply, "WWW-Authenticate")).isPresent();
    assertThat(EdgeRequest.header(reply, "Cache-Control")).contains("no-store");
    assertThat(EdgeRequest.header(reply, "Content-Type")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"User-Agent", "Accept", "Authorization"})
  @DisplayName("S-STAT-06 a challenge to anyone else says in words what is wrong")
  void spokenChallenge(String header) {
    var reply = reply(POST.header(header, "anything"), Refused.unauthenticated("no-credential"));
    assertThat(EdgeRequest.text(reply)).contains("A valid credential").contains(EdgeRequest.ID);
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "UNAUTHENTICATED")
  @DisplayName("S-STAT-07 nothing but 401 has a challenge")
  void noChallenge(Kind kind) {
    var reply = reply(POST, Refused.of(kind, "reason", "A sentence."));
    assertThat(EdgeRequest.header(reply, "WWW-Authenticate")).isEmpty();
  }

  @Test
  @DisplayName("S-STAT-07 on the host for certificates 401 becomes 403 that names the other host")
  void noChallengeForCertificates() {
    var certificate = Der.of(new byte[] {0x30, 0x00});
    for (var connection :
        List.of(Connection.clientAuth(), Connection.clientAuth().presenting(certificate))) {
      var reply = reply(POST.on(connection), Refused.unauthenticated("unknown-passcode"));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(EdgeRequest.header(reply, "WWW-Authenticate")).isEmpty();
      assertThat(EdgeRequest.text(reply)).contains("send the request to est.example:8443.");
    }
  }

  @ParameterizedTest(name = "{0} ms is {1} s")
  @DisplayName("S-STAT-09 Retry-After is in whole seconds, rounded up, at least one")
  @CsvSource({"1, 1", "1000, 1", "1001, 2", "30000, 30", "0, 1", "-5000, 1", "3600000, 3600"})
  void retryAfter(long millis, String seconds) {
    for (var kind : List.of(Kind.RATE_LIMITED, Kind.UNAVAILABLE, Kind.FORBIDDEN)) {
      var refused = Refused.of(kind, "reason", "Later.").retryAfter(Duration.ofMillis(millis));
      assertThat(EdgeRequest.header(reply(POST, refused), "Retry-After")).contains(seconds);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("S-STAT-09 429 and 503 always say when to come again, the others only when told")
  void retryAfterByKind(Kind kind) {
    var reply = reply(POST, Refused.of(kind, "reason", "A sentence."));
    boolean expected = reply.status() == 429 || reply.status() == 503;
    assertThat(EdgeRequest.header(reply, "Retry-After").isPresent()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{index}]")
  @DisplayName("S-STAT-10 A-37 text of a stranger could not start a line or turn text around")
  @ValueSource(strings = {"\r\n", "\n", "\u0000", "\u001b[2J", "\u202e", "\u2028", "\u0085"})
  void unsafe(String foreign) {
    var refused = Refused.of(Kind.INVALID, "x", List.of(Fault.of("f" + foreign, "m" + foreign)));
    assertThat(EdgeRequest.text(reply(POST, refused)).lines())
        .hasSize(2)
        .noneMatch(line -> line.contains(foreign));
    var json = EdgeRequest.text(reply(POST.header("Accept", "application/json"), refused));
    assertThat(json).doesNotContain(foreign).doesNotContain("\\u202e").doesNotContain("\\n");
  }

  @Test
  @DisplayName("S-HTTP-09 a refusal of an HTTP/1.0 request ends the connection")
  void http10() {
    assertThat(reply(POST, invalid()).close()).isFalse();
    assertThat(reply(POST.inHttp10(), invalid()).close()).isTrue();
  }
}
