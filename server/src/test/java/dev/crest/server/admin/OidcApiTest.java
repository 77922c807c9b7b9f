package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Oversight;
import dev.crest.server.store.Principals.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signing in by an OpenID provider that sends whatever is wrong. The same against a server that
 * others made is in the interop tests.
 */
class OidcApiTest {
  @TempDir Path folder;
  private TestProvider provider;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    provider = new TestProvider();
    server = with(Map.of("CREST_OIDC_CREATE_USERS", "true"));
  }

  private TestServer with(Map<String, String> more) throws IOException {
    Files.writeString(folder.resolve("provider.pem"), provider.trustAnchor());
    Files.writeString(folder.resolve("secret"), TestProvider.SECRET);
    var settings = new HashMap<String, String>();
    settings.put("CREST_OIDC_ISSUER", provider.issuer());
    settings.put("CREST_OIDC_CLIENT_ID", TestProvider.CLIENT);
    settings.put("CREST_OIDC_CLIENT_SECRET", "file:" + folder.resolve("secret"));
    settings.put("CREST_OIDC_TRUST_FILE", folder.resolve("provider.pem").toString());
    settings.put("CREST_OIDC_ROLES", "admins=system_administrator,readers=auditor");
    settings.putAll(more);
    return TestServer.withApi(settings);
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  /** What the browser got when it began. */
  private record Begun(String cookie, Map<String, String> parameters) {}

  private Begun begin() {
    var reply = ApiClient.anonymous(server).get("/session/oidc").expect(302);
    var query = URI.create(reply.headers().firstValue("location").orElseThrow()).getRawQuery();
    var parameters = new HashMap<String, String>();
    for (var each : query.split("&")) {
      var pair = each.split("=", 2);
      parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    var cookie = reply.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie).startsWith("__Host-crest-oidc=").contains("Secure", "HttpOnly");
    assertThat(parameters)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("client_id", "crest");
    return new Begun(cookie.split(";")[0], parameters);
  }

  private JWTClaimsSet.Builder claims(Begun begun, String subject, String... groups) {
    var now = server.clock().instant();
    return new JWTClaimsSet.Builder()
        .issuer(provider.issuer())
        .audience("crest")
        .subject(subject)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(60)))
        .claim("nonce", begun.parameters().get("nonce"))
        .claim("preferred_username", "Name-of-" + subject)
        .claim("groups", List.of(groups));
  }

  private ApiReply finish(Begun begun, String token) {
    provider.gives(begun.parameters().get("code_challenge"), () -> token);
    return callback(begun, "good", begun.parameters().get("state"));
  }

  private ApiReply callback(Begun begun, String code, String state) {
    return ApiClient.anonymous(server)
        .with("Cookie", begun.cookie())
        .get("/session/oidc/callback?code=" + code + "&state=" + state);
  }

  private ApiReply signIn(String subject, String... groups) {
    var begun = begin();
    return finish(
        begun, TestProvider.signed(claims(begun, subject, groups).build(), provider.key()));
  }

  private ApiReply session(ApiReply reply) {
    return ApiClient.anonymous(server).with("Cookie", Browser.cookie(reply)).get("/session");
  }

  @Test
  @DisplayName(
      "a person is made at the first sign-in, and found again by subject, whatever the name")
  void made() {
    var first = session(signIn("ada", "readers", "others").expect(302)).expect(200);
    assertThat(first.text("name")).isEqualTo("name-of-ada");
    assertThat(first.json().path("roles").get(0).path("role").asString()).isEqualTo("auditor");
    var again = session(signIn("ada", "readers").expect(302)).expect(200);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(server.number("select count(*) from principal where kind = 'user'")).isOne();
  }

  @Test
  @DisplayName("roles follow the claim at each sign-in; without one nobody gets in")
  void roles() {
    var bob = Browser.administrator(server, "bob");
    assertThat(bob).isNotEmpty();
    signIn("ada", "readers").expect(302);
    var admin = session(signIn("ada", "admins").expect(302)).expect(200);
    assertThat(admin.json().path("roles").get(0).path("role").asString())
        .isEqualTo("system_administrator");
    var none = signIn("ada", "others").expect(403);
    assertThat(none.text("type")).isEqualTo("urn:crest:problem:oidc-no-role");
    signIn("eve").expect(403);
    assertThat(server.catalog().principals().byName("name-of-eve")).isEmpty();
  }

  @Test
  @DisplayName("somebody who is switched off here does not get in, nor one whose name is taken")
  void disabled() {
    var id = session(signIn("ada", "readers").expect(302)).expect(200).id();
    server
        .catalog()
        .principals()
        .setEnabled(Actor.system(), Oversight.everybody(), Kind.USER, id, false);
    signIn("ada", "readers").expect(403);
    Browser.administrator(server, "name-of-eve");
    signIn("eve", "readers").expect(409);
  }

  @Test
  @DisplayName("a state is for one browser and one time")
  void state() {
    var begun = begin();
    var token = TestProvider.signed(claims(begun, "ada", "readers").build(), provider.key());
    provider.gives(begun.parameters().get("code_challenge"), () -> token);
    callback(begun, "good", "other").expect(401);
    callback(new Begun("__Host-crest-oidc=AAAA", begun.parameters()), "good", "x").expect(401);
    callback(begin(), "good", begun.parameters().get("state")).expect(401);
    ApiClient.anonymous(server)
        .with("Cookie", begun.cookie())
        .get("/session/oidc/callback?error=access_denied&state=" + begun.parameters().get("state"))
        .expect(401);
    callback(begun, "bad", begun.parameters().get("state")).expect(401);
    finish(begun, token).expect(302);
    finish(begun, token).expect(401);
    var late = begin();
    server.clock().turn(Duration.ofMinutes(10));
    finish(late, TestProvider.signed(claims(late, "ada", "readers").build(), provider.key()))
        .expect(401);
  }

  @Test
  @DisplayName("an ID token with anything wrong is refused")
  void tokens() {
    var now = server.clock().instant();
    Map<String, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder>> rows =
        Map.of(
            "issuer", c -> c.issuer("https://evil.example"),
            "audience", c -> c.audience("another"),
            "two audiences without azp", c -> c.audience(List.of("crest", "another")),
            "azp", c -> c.claim("azp", "another"),
            "expired", c -> c.expirationTime(Date.from(now.minusSeconds(61))),
            "no expiry", c -> c.expirationTime(null),
            "future", c -> c.issueTime(Date.from(now.plusSeconds(120))),
            "nonce", c -> c.claim("nonce", "other"),
            "no nonce", c -> c.claim("nonce", null),
            "no subject", c -> c.subject(null));
    rows.forEach((name, change) -> {
      var begun = begin();
      var claims = change.apply(claims(begun, "ada", "readers")).build();
      assertThat(finish(begun, TestProvider.signed(claims, provider.key())).status())
          .as(name)
          .isEqualTo(401);
    });
    var begun = begin();
    var good = claims(begun, "ada", "readers").build();
    for (var token :
        List.of(
            TestProvider.unsigned(good),
            TestProvider.macked(good),
            TestProvider.signed(good, TestProvider.key("main")),
            TestProvider.signed(good, TestProvider.key("unknown")),
            "",
            "a.b.c")) {
      finish(begun, token).expect(401);
    }
    finish(begun, TestProvider.signed(good, provider.key())).expect(302);
  }

  @Test
  @DisplayName("only the issuer is called, and what it says is bounded")
  void calls() {
    provider.discovers(Map.of("token_endpoint", "https://127.0.0.1:1/token"));
    var begun = begin();
    finish(begun, TestProvider.signed(claims(begun, "ada", "readers").build(), provider.key()))
        .expect(401);
    server.clock().turn(Duration.ofMinutes(11));
    for (var wrong :
        List.of(
            Map.of("jwks_uri", "https://127.0.0.1:1/keys"),
            Map.of("jwks_uri", provider.issuer().replace("https", "http") + "/keys"),
            Map.of("issuer", "https://evil.example"),
            Map.of("token_endpoint", ""))) {
      provider.discovers(wrong);
      ApiClient.anonymous(server).get("/session/oidc").expect(503);
    }
    provider.discovers(Map.of());
    provider.pads(2_000_000);
    ApiClient.anonymous(server).get("/session/oidc").expect(503);
    provider.pads(0);
    begin();
  }

  @Test
  @DisplayName("where nobody is made, an administrator says who somebody is at the provider")
  void bound() throws IOException {
    server.close();
    server = with(Map.of("CREST_OIDC_ROLES", ""));
    signIn("ada").expect(403);
    var id = Browser.administrator(server, "ada");
    var admin = ApiClient.administrator(server);
    var path = "/users/" + id + "/oidc-identity";
    admin.send("PUT", path, java.util.Optional.of("{\"subject\":\"\"}")).expect(400);
    admin.send("PUT", path, java.util.Optional.of("{\"subject\":\"ada\"}")).expect(204);
    assertThat(session(signIn("ada").expect(302)).expect(200).id()).isEqualTo(id);
    assertThat(admin.get(path).json().path("subject").asString()).isEqualTo("ada");
    assertThat(admin.get(path).json().path("issuer").asString()).isEqualTo(provider.issuer());
    var other = Browser.administrator(server, "bob");
    admin
        .send(
            "PUT",
            "/users/" + other + "/oidc-identity",
            java.util.Optional.of("{\"subject\":\"ada\"}"))
        .expect(409);
    assertThat(admin.get("/users/" + other + "/oidc-identity").json().has("subject")).isFalse();
    admin.delete(path).expect(204);
    signIn("ada").expect(403);
  }

  @Test
  @DisplayName("without a provider there is no such way in")
  void off() {
    try (var plain = TestServer.withApi()) {
      ApiClient.anonymous(plain).get("/session/oidc").expect(404);
      ApiClient.anonymous(plain).get("/session/oidc/callback?code=x&state=y").expect(404);
      assertThat(ApiClient.anonymous(plain).get("/session/ways").json().path("oidc").asBoolean())
          .isFalse();
    }
  }
}
