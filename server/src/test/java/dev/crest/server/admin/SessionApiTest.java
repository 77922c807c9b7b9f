package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Principals.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing in by password, and the life of a session. */
class SessionApiTest {
  private TestServer server;
  private String ada;

  @BeforeEach
  void start() {
    server = TestServer.withApi();
    ada = Browser.administrator(server, "Ada");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ApiReply signIn() {
    return Browser.signIn(server, "ada", Browser.PASSWORD).expect(201);
  }

  @Test
  @DisplayName("signing in begins a session whose cookie only this host and no script sees")
  void signsIn() {
    var reply = signIn();
    assertThat(reply.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("__Host-crest-session=")
        .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain");
    assertThat(reply.text("name")).isEqualTo("ada");
    assertThat(reply.json().path("roles").size()).isEqualTo(2);
    assertThat(reply.json().path("accounts").get(0).path("account_id").asString())
        .isEqualTo(server.accountId());
    var browser = Browser.of(server, reply);
    assertThat(browser.get("/session").expect(200).text("csrf_token"))
        .isEqualTo(reply.text("csrf_token"));
    browser.get("/divisions").expect(200);
  }

  @Test
  @DisplayName("whatever is wrong with name or password gets one and the same answer")
  void refused() {
    var principals = server.catalog().principals();
    var disabled = Browser.administrator(server, "disabled");
    principals.setEnabled(Actor.system(), Oversight.everybody(), Kind.USER, disabled, false);
    var ended = Browser.administrator(server, "ended");
    var draft = dev.crest.server.store.Principals.Draft.of(principals.find(ended).orElseThrow());
    principals.update(
        Actor.system(),
        Oversight.everybody(),
        ended,
        OptionalLong.empty(),
        new dev.crest.server.store.Principals.Draft(
            draft.kind(),
            draft.name(),
            "",
            "",
            Optional.empty(),
            Optional.of(server.clock().instant()),
            draft.roles()));
    ApiClient.administrator(server);
    var right = Browser.signIn(server, "ada", "not the password");
    assertThat(right.status()).isEqualTo(401);
    for (var row :
        List.of(
            Browser.signIn(server, "nobody", Browser.PASSWORD),
            Browser.signIn(server, "disabled", Browser.PASSWORD),
            Browser.signIn(server, "ended", Browser.PASSWORD),
            Browser.signIn(server, "", ""),
            Browser.signIn(server, "x".repeat(5000), "y".repeat(5000)))) {
      row.expect(401);
      assertThat(row.text("type")).isEqualTo(right.text("type"));
      assertThat(row.text("detail")).isEqualTo(right.text("detail"));
      assertThat(row.headers().firstValue("set-cookie")).isEmpty();
    }
  }

  @Test
  @DisplayName("a change with the cookie needs the CSRF token; reading does not")
  void csrf() {
    var reply = signIn();
    var cookieOnly = ApiClient.anonymous(server).with("Cookie", Browser.cookie(reply));
    cookieOnly.get("/session").expect(200);
    for (var bad :
        List.of(
            cookieOnly,
            cookieOnly.with("x-csrf-token", ""),
            cookieOnly.with("x-csrf-token", "x".repeat(43)),
            cookieOnly.with("x-csrf-token", signIn().text("csrf_token")))) {
      var refused = bad.post("/divisions", "{\"name\":\"x\"}").expect(403);
      assertThat(refused.text("type")).isEqualTo("urn:crest:problem:csrf-token");
    }
    Browser.of(server, reply).post("/divisions", "{\"name\":\"x\"}").expect(201);
  }

  @Test
  @DisplayName("a change from a foreign origin is refused, token or not; an API key needs neither")
  void origin() {
    var browser = Browser.of(server, signIn());
    int port = server.server().admin().orElseThrow().port();
    browser
        .with("Origin", "https://localhost:" + port)
        .post("/divisions", "{\"name\":\"a\"}")
        .expect(201);
    for (var foreign :
        List.of("https://evil.example", "null", "http://localhost:" + port, "https://localhost")) {
      var refused = browser.with("Origin", foreign).post("/divisions", "{\"name\":\"b\"}");
      assertThat(refused.expect(403).text("type")).isEqualTo("urn:crest:problem:origin");
    }
    var attempt =
        ApiClient.anonymous(server)
            .with("Origin", "https://evil.example")
            .post("/session", "{\"name\":\"ada\",\"password\":\"" + Browser.PASSWORD + "\"}");
    assertThat(attempt.status()).isEqualTo(403);
    ApiClient.administrator(server)
        .with("Origin", "https://tools.example")
        .post("/divisions", "{\"name\":\"c\"}")
        .expect(201);
  }

  @Test
  @DisplayName("session fixation: a cookie that was brought along never becomes a session")
  void fixation() {
    var planted = "__Host-crest-session=" + "A".repeat(43);
    var reply =
        ApiClient.anonymous(server)
            .with("Cookie", planted)
            .post("/session", "{\"name\":\"ada\",\"password\":\"" + Browser.PASSWORD + "\"}")
            .expect(201);
    assertThat(Browser.cookie(reply)).isNotEqualTo(planted);
    ApiClient.anonymous(server).with("Cookie", planted).get("/session").expect(401);

    var again =
        Browser.of(server, reply)
            .post("/session", "{\"name\":\"ada\",\"password\":\"" + Browser.PASSWORD + "\"}")
            .expect(201);
    assertThat(Browser.cookie(again)).isNotEqualTo(Browser.cookie(reply));
    Browser.of(server, reply).get("/session").expect(401);
    Browser.of(server, again).get("/session").expect(200);
  }

  @Test
  @DisplayName("a session ends after 30 minutes without a request, and after 12 hours anyway")
  void expiry() {
    var idle = Browser.of(server, signIn());
    server.clock().turn(Duration.ofMinutes(29));
    idle.get("/session").expect(200);
    server.clock().turn(Duration.ofMinutes(29));
    idle.get("/session").expect(200);
    server.clock().turn(Duration.ofMinutes(31));
    idle.get("/session").expect(401);

    var busy = Browser.of(server, signIn());
    for (int i = 0; i < 35; i++) {
      server.clock().turn(Duration.ofMinutes(20));
      busy.get("/session").expect(200);
    }
    server.clock().turn(Duration.ofMinutes(20));
    busy.get("/session").expect(401);
  }

  @Test
  @DisplayName("own sessions are listed and ended one by one; signing out ends this one")
  void ownSessions() {
    var first = Browser.of(server, signIn());
    var second = Browser.of(server, signIn());
    var sessions = first.get("/me/sessions").expect(200).json().path("items");
    assertThat(sessions.valueStream().filter(each -> each.path("current").asBoolean())).hasSize(1);
    var other = second.get("/session").expect(200).text("session_id");
    first.delete("/me/sessions/" + other).expect(204);
    second.get("/session").expect(401);
    first.delete("/me/sessions/" + other).expect(404);

    var reply = first.delete("/session").expect(204);
    assertThat(reply.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
    first.get("/session").expect(401);
  }

  @Test
  @DisplayName("nobody ends somebody else's session")
  void foreignSessions() {
    Browser.administrator(server, "bob");
    var bob = Browser.signIn(server, "bob", Browser.PASSWORD).expect(201);
    var mine = Browser.of(server, signIn());
    mine.delete("/me/sessions/" + bob.text("session_id")).expect(404);
    Browser.of(server, bob).get("/session").expect(200);
  }

  @Test
  @DisplayName("roles, being switched off and being deleted act at the very next request")
  void atOnce() {
    var bobId = Browser.administrator(server, "bob");
    var bob = Browser.of(server, Browser.signIn(server, "bob", Browser.PASSWORD).expect(201));
    var admin = Browser.of(server, signIn());
    bob.get("/users").expect(200);
    admin.patch("/users/" + bobId, "{\"roles\":[]}").expect(200);
    bob.get("/users").expect(403);
    bob.get("/session").expect(200);
    admin.post("/users/" + bobId + "/disable").expect(200);
    bob.get("/session").expect(401);
    admin.post("/users/" + bobId + "/enable").expect(200);
    bob.get("/session").expect(401);
    var back = Browser.of(server, Browser.signIn(server, "bob", Browser.PASSWORD).expect(201));
    admin.delete("/users/" + bobId).expect(204);
    back.get("/session").expect(401);
  }

  @Test
  @DisplayName("a new password needs the old one, ends every session, and begins this one anew")
  void passwordChange() {
    var elsewhere = Browser.of(server, signIn());
    var here = Browser.of(server, signIn());
    here.send("PUT", "/me/password", Optional.of("{\"new_password\":\"Another quiet river\"}"))
        .expect(400);
    here.send(
            "PUT",
            "/me/password",
            Optional.of("{\"password\":\"wrong\",\"new_password\":\"Another quiet river\"}"))
        .expect(403);
    here.send(
            "PUT",
            "/me/password",
            Optional.of(
                "{\"password\":\"" + Browser.PASSWORD + "\",\"new_password\":\"password1234\"}"))
        .expect(400);
    var changed =
        here.send(
                "PUT",
                "/me/password",
                Optional.of(
                    "{\"password\":\""
                        + Browser.PASSWORD
                        + "\",\"new_password\":\"Another quiet river\"}"))
            .expect(200);
    elsewhere.get("/session").expect(401);
    here.get("/session").expect(401);
    Browser.of(server, changed).get("/session").expect(200);
    Browser.signIn(server, "ada", Browser.PASSWORD).expect(401);
    Browser.signIn(server, "ada", "Another quiet river").expect(201);
  }

  @Test
  @DisplayName("what opens a lasting way in needs a session: a stolen key makes no further ones")
  void keysMakeNoKeys() {
    var browser = Browser.of(server, signIn());
    var key = browser.post("/me/api-keys", "{\"name\":\"script\"}").expect(201);
    var script = ApiClient.anonymous(server).with("x-api-key", key.text("value"));
    script.get("/me").expect(200);
    assertThat(script.get("/session").expect(200).text("id")).isEqualTo(ada);
    for (var row :
        List.of(
            script.post("/me/api-keys", "{\"name\":\"more\"}"),
            script.post("/me/totp", "{\"password\":\"" + Browser.PASSWORD + "\"}"),
            script.post("/me/passkeys/options", "{}"),
            script.delete("/me/api-keys/" + key.id()),
            script.delete("/session"))) {
      assertThat(row.expect(403).text("type")).isEqualTo("urn:crest:problem:session-needed");
    }
    browser.delete("/me/api-keys/" + key.id()).expect(204);
    script.get("/me").expect(401);
  }

  @Test
  @DisplayName("an expired key, a deleted one and a wrong one are one and the same 401")
  void expiredKeys() {
    var browser = Browser.of(server, signIn());
    var end = server.clock().instant().plus(Duration.ofHours(1));
    var key =
        browser.post("/me/api-keys", "{\"name\":\"hour\",\"ends_at\":\"" + end + "\"}").expect(201);
    var script = ApiClient.anonymous(server).with("x-api-key", key.text("value"));
    script.get("/session").expect(200);
    var listed = browser.get("/me/api-keys").expect(200).json().path("items").get(0);
    assertThat(key.text("value")).startsWith(listed.path("prefix").asString());
    assertThat(listed.path("last_used").isString()).isTrue();
    server.clock().turn(Duration.ofHours(1));
    script.get("/session").expect(401);
    browser.post("/me/api-keys", "{\"name\":\"late\",\"ends_at\":\"" + end + "\"}").expect(401);
  }

  @Test
  @DisplayName("after five failures a name pauses for this address, and not for good")
  void lockOut() {
    Browser.administrator(server, "bob");
    for (int i = 0; i < 5; i++) {
      Browser.signIn(server, "ada", "wrong " + i).expect(401);
    }
    var paused = Browser.signIn(server, "ada", Browser.PASSWORD).expect(429);
    assertThat(paused.headers().firstValue("retry-after")).isPresent();
    Browser.signIn(server, "bob", Browser.PASSWORD).expect(201);
    server.clock().turn(Duration.ofSeconds(2));
    signIn();
  }
}
