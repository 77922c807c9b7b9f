package dev.crest.server.est;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.EstOperation;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstEdgeTest {
  /** An edge whose operations answer with their own name and the target's path. */
  private static final EstEdge ECHO =
      edge((request, target) ->
          new HttpReply(200, List.of(), target.path().getBytes(StandardCharsets.UTF_8), false));

  private static EstEdge edge(Operation operation) {
    return new EstEdge(any -> operation, new RefusalReplies(EdgeRequest.SETTINGS));
  }

  private static EstEdge failing(Throwable failure) {
    return edge((request, target) -> {
      EstEdgeTest.<RuntimeException>raise(failure);
      throw new AssertionError("unreachable");
    });
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable failure) throws T {
    throw (T) failure;
  }

  @ParameterizedTest
  @EnumSource(EstOperation.class)
  @DisplayName("S-URI-01 S-URI-02 each operation is reached by its method on every URL shape")
  void reached(EstOperation operation) {
    var policy = "IOT_b0c9be31-6160-4fc5-9041-84b71a4c02fe";
    for (var prefix :
        List.of(
            "",
            "fleet/",
            "devicetrustmanager/" + policy + "/",
            "devicetrustmanager/" + policy + "/device-group/" + policy.substring(4) + "/")) {
      var request = EdgeRequest.get(prefix + operation.segment()).method(operation.method());
      var reply = ECHO.handle(request.request());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(EdgeRequest.text(reply)).isEqualTo(request.target());
    }
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S-URI-04 S-URI-05 S-URI-07 what is no operation is 404, the same for all")
  @ValueSource(
      strings = {
        "/",
        "/cacerts",
        "/.well-known/est/fullcmc",
        "/.well-known/est/pal",
        "/admin",
        "*",
        "/.well-known/est/%2e%2e/cacerts",
        "/.well-known/est/fleet%2fcacerts",
        "/.well-known/est/CACERTS",
        "/.well-known/est/cacerts;x=1",
        "/.well-known/est/a//cacerts"
      })
  void notFound(String target) {
    var reply = ECHO.handle(EdgeRequest.get("").target(target).request());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(EdgeRequest.text(reply))
        .isEqualTo("There is no such EST operation on this server.\nRequest id: req-7f3k2m9q\n");
  }

  @ParameterizedTest(name = "{0} {1}")
  @DisplayName("S-URI-06 a wrong method is 405 with Allow; OPTIONS, TRACE and CONNECT are refused")
  @CsvSource({
    "POST,    cacerts,        'GET, HEAD'",
    "PUT,     csrattrs,       'GET, HEAD'",
    "OPTIONS, cacerts,        'GET, HEAD'",
    "TRACE,   cacerts,        'GET, HEAD'",
    "CONNECT, cacerts,        'GET, HEAD'",
    "get,     cacerts,        'GET, HEAD'",
    "GET,     simpleenroll,   POST",
    "HEAD,    simpleenroll,   POST",
    "OPTIONS, simplereenroll, POST",
    "TRACE,   serverkeygen,   POST",
    "DELETE,  serverkeygen,   POST"
  })
  void wrongMethod(String method, String operation, String allow) {
    var reply = ECHO.handle(EdgeRequest.get(operation).method(method).request());
    assertThat(reply.status()).isEqualTo(405);
    assertThat(EdgeRequest.header(reply, "Allow")).contains(allow);
    assertThat(EdgeRequest.text(reply)).contains(operation).contains(EdgeRequest.ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cacerts", "csrattrs"})
  @DisplayName("S-URI-06 HEAD is answered where GET is, with the same header")
  void head(String operation) {
    var head = ECHO.handle(EdgeRequest.get(operation).method("HEAD").request());
    var get = ECHO.handle(EdgeRequest.get(operation).request());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(head.body()).as("the listener needs its length").isEqualTo(get.body());
  }

  @Test
  @DisplayName("S-URI-12 a query does not matter")
  void query() {
    var reply =
        ECHO.handle(
            EdgeRequest.get("fleet/cacerts")
                .target("/.well-known/est/fleet/cacerts?label=x")
                .request());
    assertThat(EdgeRequest.text(reply)).isEqualTo("/.well-known/est/fleet/cacerts");
  }

  @Test
  @DisplayName("S-STAT-05 what an operation refuses is answered as a refusal")
  void refused() {
    var reply =
        failing(Refused.of(Kind.FORBIDDEN, "some-reason", "Not this time."))
            .handle(EdgeRequest.post("simpleenroll").request());
    assertThat(reply.status()).isEqualTo(403);
    assertThat(EdgeRequest.text(reply))
        .startsWith("Not this time.\n")
        .doesNotContain("some-reason");
  }

  @Test
  @DisplayName("S-STAT-10 anything else is 500 with a fixed sentence and nothing of its cause")
  void failure() {
    for (var cause :
        List.of(
            new IllegalStateException("jdbc:secret"),
            new StackOverflowError("jdbc:secret"),
            new NoClassDefFoundError("jdbc:secret"))) {
      var reply = failing(cause).handle(EdgeRequest.post("simpleenroll").request());
      assertThat(reply.status()).isEqualTo(500);
      assertThat(EdgeRequest.text(reply))
          .isEqualTo(
              "The server failed to answer this request. Its administrator finds out why by the"
                  + " request id.\nRequest id: req-7f3k2m9q\n");
    }
  }
}
