package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.ApiKeys;
import dev.crest.server.operate.DemoAccess;
import dev.crest.server.operate.QuickstartFile;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Principals.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The first administrator, the demo's ways in, and the page that links lead to. */
class FirstRunTest {
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.withApi();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String link() {
    return Browser.token(server.server().signInLinks().setUp().path());
  }

  private ApiReply setUp(String token, String name, String password) {
    return ApiClient.anonymous(server)
        .post(
            "/session/set-up",
            "{\"token\":\"%s\",\"name\":\"%s\",\"password\":\"%s\"}"
                .formatted(token, name, password));
  }

  @Test
  @DisplayName("the link of the first start makes one administrator, once")
  void setUp() {
    var stale = link();
    var token = link();
    setUp(stale, "ada", Browser.PASSWORD).expect(401);
    assertThat(setUp(token, "ada", "short").expect(400).pointers()).containsExactly("/password");
    assertThat(setUp(token, "", Browser.PASSWORD).expect(400).pointers()).containsExactly("/name");
    var reply = setUp(token, "ada", Browser.PASSWORD).expect(201);
    assertThat(reply.json().path("roles")).hasSize(2);
    Browser.of(server, reply).get("/users").expect(200);
    setUp(token, "eve", Browser.PASSWORD).expect(401);
    Browser.signIn(server, "ada", Browser.PASSWORD).expect(201);
    setUp(link(), "eve", Browser.PASSWORD).expect(409);
    assertThat(server.catalog().principals().byName("eve")).isEmpty();
  }

  @Test
  @DisplayName("it is void after a day, and is no link that signs in")
  void expired() {
    var token = link();
    Browser.byLink(server, token, Browser.PASSWORD).expect(401);
    server.clock().turn(Duration.ofHours(24));
    setUp(token, "ada", Browser.PASSWORD).expect(401);
  }

  @Test
  @DisplayName("links that are guessed pause the address")
  void guessed() {
    for (int i = 0; i < 5; i++) {
      setUp("guess-" + i, "ada", Browser.PASSWORD).expect(401);
    }
    setUp("guess", "ada", Browser.PASSWORD).expect(429);
  }

  private QuickstartFile demo(Optional<String> key) {
    return new QuickstartFile(
        "", "", "", "", "", "", "", "", "", "", "", Optional.empty(), key, Optional.empty());
  }

  private QuickstartFile administered(Optional<String> key) {
    var principals = server.catalog().principals();
    return new DemoAccess(
            principals, new ApiKeys(principals, server.clock()), server.server().signInLinks())
        .add(demo(key), server.server().adminUrl().orElseThrow());
  }

  @Test
  @DisplayName("the demo has a link that signs in once, fresh at each start, and a key that stays")
  void quickstart() {
    var first = administered(Optional.empty());
    var second = administered(first.apiKey());
    assertThat(second.apiKey()).isEqualTo(first.apiKey());
    assertThat(second.signInUrl()).isNotEqualTo(first.signInUrl());
    assertThat(second.apiUrl().orElseThrow()).endsWith("/api/v1");
    var token = Browser.token(second.signInUrl().orElseThrow());
    byLink(Browser.token(first.signInUrl().orElseThrow())).expect(401);
    Browser.byLink(server, token, Browser.PASSWORD).expect(400);
    var reply = byLink(token).expect(201);
    assertThat(reply.text("name")).isEqualTo("administrator");
    byLink(token).expect(401);
    ApiClient.anonymous(server)
        .with("x-api-key", second.apiKey().orElseThrow())
        .get("/users")
        .expect(200);

    var lost = administered(Optional.empty());
    assertThat(lost.apiKey()).isNotEqualTo(first.apiKey());
    ApiClient.anonymous(server)
        .with("x-api-key", lost.apiKey().orElseThrow())
        .get("/users")
        .expect(200);
    assertThat(first.toString()).doesNotContain(first.apiKey().orElseThrow());
  }

  private ApiReply byLink(String token) {
    return ApiClient.anonymous(server).post("/session/one-time", "{\"token\":\"" + token + "\"}");
  }

  @Test
  @DisplayName("a demo administrator who was deleted or switched off stays so")
  void deletedDemo() {
    administered(Optional.empty());
    var principals = server.catalog().principals();
    var id = principals.byName("administrator").orElseThrow().id();
    Browser.administrator(server, "ada");
    principals.setEnabled(Actor.system(), Oversight.everybody(), Kind.USER, id, false);
    assertThat(administered(Optional.empty()).signInUrl()).isEmpty();
    principals.delete(Actor.system(), Oversight.everybody(), Kind.USER, id);
    assertThat(administered(Optional.empty()).signInUrl()).isEmpty();
    assertThat(principals.byName("administrator")).isEmpty();
  }

  @Test
  @DisplayName("the links lead to a page, and keep their token behind #, where nobody else sees it")
  void page() {
    var path = server.server().signInLinks().setUp().path();
    assertThat(path).startsWith("/sign-in#set-up=");
    var reply = ApiClient.anonymous(server).page("/sign-in").expect(200);
    assertThat(reply.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(reply.headers().firstValue("referrer-policy")).contains("no-referrer");
  }

  @Test
  @DisplayName("whoever is not signed in learns that there is nobody yet")
  void firstRun() {
    var anonymous = ApiClient.anonymous(server);
    var ways = anonymous.get("/session/ways").expect(200).json();
    assertThat(ways.path("first_run").asBoolean()).isTrue();
    assertThat(ways.path("public_decoder").asBoolean(true)).isFalse();
    assertThat(ways.path("version").asString()).isNotBlank();
    setUp(link(), "ada", Browser.PASSWORD).expect(201);
    ways = anonymous.get("/session/ways").expect(200).json();
    assertThat(ways.path("first_run").asBoolean(true)).isFalse();
  }
}
