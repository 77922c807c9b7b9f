package dev.crest.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * People sign in by an OpenID provider that others made: Spring Authorization Server. Everything
 * but the browser is real.
 */
class OidcSignInTest {
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @TempDir static Path folder;
  private static OpenIdProvider provider;
  private static CrestProcess crest;
  private static Path trustAnchor;
  private static URI api;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    var data = folder.resolve("data");
    try (var first = CrestProcess.quickstart(data)) {
      trustAnchor = Quickstart.read(data.resolve("quickstart.json")).trustAnchorFile();
      first.stop();
    }
    int adminPort = freePort();
    api = URI.create("https://localhost:" + adminPort + "/api/v1/");
    provider =
        OpenIdProvider.start(folder, freePort(), api.resolve("session/oidc/callback").toString());
    Files.writeString(folder.resolve("secret"), OpenIdProvider.SECRET + "\n");
    var settings =
        """
        data: %1$s
        est: {port: 0, bind: 127.0.0.1}
        admin: {port: %2$d, bind: 127.0.0.1}
        oidc:
          issuer: %3$s
          client-id: crest
          client-secret: file:%4$s/secret
          trust-file: %4$s/provider.pem
          create-users: true
          roles: [crest-readers=auditor, crest-admins=system_administrator]
        """
            .formatted(data, adminPort, provider.issuer(), folder);
    crest = CrestProcess.serve(Files.writeString(folder.resolve("crest.yaml"), settings));
    awaitApi();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitApi() throws InterruptedException {
    for (int i = 0; i < 1200 && crest.alive(); i++) {
      if (crest.log().contains("The management API is at")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the API does not serve:\n" + crest.log());
  }

  @AfterAll
  static void stop() {
    crest.keepLog("OidcSignInTest");
    crest.close();
    provider.close();
  }

  private static Visitor visitor() {
    return new Visitor(List.of(trustAnchor, folder.resolve("provider.pem")));
  }

  /** Goes all the way to Crest's callback, without calling it. */
  private static URI callback(Visitor browser, String name) {
    var reply = browser.get(api.resolve("session/oidc"));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(302);
    for (int i = 0; i < 8; i++) {
      var next = Visitor.location(reply);
      if (next.isPresent() && next.get().getPath().endsWith("/session/oidc/callback")) {
        return next.get();
      }
      reply = next.isPresent() ? browser.get(next.get()) : logIn(browser, reply, name);
    }
    throw new AssertionError("the provider does not send the browser back: " + reply.body());
  }

  private static HttpResponse<String> logIn(
      Visitor browser, HttpResponse<String> form, String name) {
    var token = CSRF.matcher(form.body());
    assertThat(token.find()).as(form.uri() + " " + form.body()).isTrue();
    return browser.post(
        URI.create(provider.issuer() + "/login"),
        "username=%s&password=%s&_csrf=%s"
            .formatted(
                name,
                URLEncoder.encode(OpenIdProvider.PASSWORD, StandardCharsets.UTF_8),
                URLEncoder.encode(token.group(1), StandardCharsets.UTF_8)));
  }

  private static JsonNode json(HttpResponse<String> reply) {
    return new JsonMapper().readTree(reply.body());
  }

  private static JsonNode signedIn(Visitor browser, String name) {
    var reply = browser.get(callback(browser, name));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(302);
    assertThat(Visitor.location(reply).orElseThrow().getPath()).isEqualTo("/sign-in");
    var session = browser.get(api.resolve("session"));
    assertThat(session.statusCode()).as(session.body()).isEqualTo(200);
    return json(session);
  }

  @Test
  @DisplayName(
      "somebody the provider knows signs in, is found again, and has the roles of the groups")
  void signsIn() {
    OpenIdProvider.GROUPS.put("ada", List.of("staff", "crest-readers"));
    var session = signedIn(visitor(), "ada");
    assertThat(session.path("name").asString()).isEqualTo("ada");
    assertThat(session.path("roles").get(0).path("role").asString()).isEqualTo("auditor");

    OpenIdProvider.GROUPS.put("ada", List.of("crest-admins"));
    var again = signedIn(visitor(), "ada");
    assertThat(again.path("id").asString()).isEqualTo(session.path("id").asString());
    assertThat(again.path("roles").get(0).path("role").asString())
        .isEqualTo("system_administrator");
  }

  @Test
  @DisplayName("somebody without a group that gives a role does not get in")
  void noRole() {
    OpenIdProvider.GROUPS.put("eve", List.of("staff"));
    var browser = visitor();
    var refused = browser.get(callback(browser, "eve"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("type").asString()).endsWith(":oidc-no-role");
    assertThat(browser.get(api.resolve("session")).statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("a reply of the provider works once, and only in the browser that began")
  void once() {
    OpenIdProvider.GROUPS.put("eve", List.of("crest-readers"));
    var browser = visitor();
    var callback = callback(browser, "eve");
    assertThat(visitor().get(callback).statusCode()).isEqualTo(401);
    assertThat(browser.get(callback).statusCode()).isEqualTo(302);
    assertThat(browser.get(callback).statusCode()).isEqualTo(401);
    assertThat(crest.log()).doesNotContain(OpenIdProvider.SECRET, "code=", "id_token");
  }
}
