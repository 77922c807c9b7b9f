package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.Actor;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People and programs as nouns, and who may give which roles. */
class UserApiTest {
  private TestServer server;
  private ApiClient admin;
  private String other;

  @BeforeEach
  void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    other = server.catalog().accounts().create(Actor.system(), "Other", Plan.ADVANCED).id();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String role(Role role) {
    return role("\"role\":\"" + role.name().toLowerCase(java.util.Locale.ROOT) + "\"");
  }

  private static String role(String fields) {
    return "\"roles\":[{" + fields + "}]";
  }

  private String own(String role) {
    return role("\"role\":\"" + role + "\",\"account_id\":\"" + server.accountId() + "\"");
  }

  private String in(String account) {
    return role("\"role\":\"auditor\",\"account_id\":\"" + account + "\"");
  }

  private static String named(String name, String more) {
    return "{\"name\":\"" + name + "\"," + more + "}";
  }

  @ParameterizedTest
  @DisplayName("made, found, listed, changed, switched off and on, deleted")
  @ValueSource(strings = {"/users", "/service-users"})
  void life(String path) {
    var made = admin.post(path, named("Ada", own("auditor"))).expect(201);
    assertThat(made.text("name")).isEqualTo("ada");
    var one = path + "/" + made.id();
    assertThat(admin.get(one).expect(200).headers().firstValue("etag")).contains("\"1\"");
    for (var query :
        new String[] {
          "?name=AD",
          "?role=auditor&name=ada",
          "?enabled=true&name=ada",
          "?account=" + server.accountId() + "&name=ada",
          "?sort=-created_at&name=ada"
        }) {
      assertThat(admin.get(path + query).expect(200).json().path("items")).as(query).hasSize(1);
    }
    assertThat(admin.get(path + "?role=approver&name=ada").json().path("items")).isEmpty();
    admin.get(path + "?colour=red").expect(400);
    var changed =
        admin.patch(one, "{\"display_name\":\"Ada L.\",\"description\":\"first\"}").expect(200);
    assertThat(changed.text("display_name")).isEqualTo("Ada L.");
    assertThat(changed.json().path("roles")).hasSize(1);
    admin.with("If-Match", "\"1\"").patch(one, "{\"name\":\"x\"}").expect(409);
    assertThat(admin.post(one + "/disable").expect(200).json().path("enabled").asBoolean())
        .isFalse();
    assertThat(admin.get(path + "?enabled=false").json().path("items")).hasSize(1);
    admin.post(one + "/enable").expect(200);
    admin.delete(one).expect(204);
    admin.get(one).expect(404);
    admin.delete(one).expect(404);
  }

  @Test
  @DisplayName("names are unique without regard to case, over people and programs")
  void unique() {
    admin.post("/users", named("ada", own("auditor"))).expect(201);
    assertThat(admin.post("/users", named("ADA", own("auditor"))).expect(409).pointers())
        .containsExactly("/name");
    admin.post("/service-users", named("Ada", own("auditor"))).expect(409);
  }

  @ParameterizedTest
  @DisplayName("every bad field is named")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"\",\"roles\":[]}|/name",
        "{\"name\":\" a\",\"roles\":[]}|/name",
        "{\"name\":\"a\",\"email\":\"nobody\",\"roles\":[]}|/email",
        "{\"name\":\"a\",\"roles\":[{\"role\":\"king\"}]}|/roles/0/role",
        "{\"name\":\"a\",\"roles\":[{\"role\":\"auditor\",\"account_id\":\"nowhere\"}]}|/roles/0/account_id",
        "{\"name\":\"a\",\"roles\":[{\"role\":\"auditor\",\"division_ids\":[\"d\"]}]}|/roles/0/account_id",
        "{\"name\":\"a\",\"password\":\"x\",\"roles\":[]}|/password",
        "{\"name\":\"a\",\"ends_at\":\"tomorrow\",\"roles\":[]}|/ends_at"
      })
  void fields(String body, String pointer) {
    assertThat(admin.post("/users", body).expect(400).pointers()).contains(pointer);
  }

  @Test
  @DisplayName("divisions are those of the role's account")
  void divisions() {
    var elsewhere =
        server.catalog().accounts().createDivision(Actor.system(), other, "Theirs", "").id();
    var grant =
        "\"role\":\"auditor\",\"account_id\":\"%s\",\"division_ids\":[\"%s\"]"
            .formatted(server.accountId(), elsewhere);
    assertThat(admin.post("/users", named("a", role(grant))).expect(400).pointers())
        .containsExactly("/roles/0/division_ids");
    var good = grant.replace(elsewhere, server.divisionId());
    var made = admin.post("/users", named("a", role(good))).expect(201);
    assertThat(made.json().path("roles").get(0).path("division_ids").get(0).asString())
        .isEqualTo(server.divisionId());
  }

  @Test
  @DisplayName("nobody gives roles that reach further than their own")
  void escalation() {
    var bound = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR);
    for (var role : Role.values()) {
      refused(bound.post("/users", named("everywhere", role(role))), "roles-further");
      refused(bound.post("/service-users", named("everywhere", role(role))), "roles-further");
    }
    refused(bound.post("/users", named("there", in(other))), "roles-further");
    bound.post("/users", named("here", own("system_administrator"))).expect(201);
    assertThat(bound.post("/users", named("none", "\"roles\":[]")).expect(400).pointers())
        .containsExactly("/roles");
    for (var role : Role.values()) {
      if (role != Role.SYSTEM_ADMINISTRATOR) {
        refused(
            ApiClient.as(server, role).post("/users", named("x", own("device_creator"))), "role");
      }
    }
    refused(
        ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR, server.divisionId())
            .post("/users", named("x", own("auditor"))),
        "role");
  }

  private static void refused(ApiReply reply, String reason) {
    assertThat(reply.expect(403).text("type")).isEqualTo("urn:crest:problem:" + reason);
  }

  @Test
  @DisplayName("an administrator of one account sees and changes only those with roles in it alone")
  void oversight() {
    var bound = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR);
    var theirs = admin.post("/users", named("theirs", in(other))).expect(201).id();
    var both =
        "\"roles\":[{\"role\":\"auditor\",\"account_id\":\"%s\"},{\"role\":\"auditor\",\"account_id\":\"%s\"}]"
            .formatted(server.accountId(), other);
    var shared = admin.post("/users", named("shared", both)).expect(201).id();
    var mine = bound.post("/users", named("mine", own("auditor"))).expect(201).id();
    var global = Browser.administrator(server, "global");

    for (var unseen : new String[] {theirs, global}) {
      bound.get("/users/" + unseen).expect(404);
      bound.patch("/users/" + unseen, "{}").expect(404);
      bound.delete("/users/" + unseen).expect(404);
      bound.post("/users/" + unseen + "/disable").expect(404);
      bound.post("/users/" + unseen + "/invitations", "{}").expect(404);
    }
    assertThat(bound.get("/users").expect(200).json().path("items").valueStream())
        .extracting(each -> each.path("name").asString())
        .containsExactly("mine", "shared");
    assertThat(bound.get("/users/" + shared).expect(200).json().path("roles")).hasSize(1);
    refused(bound.patch("/users/" + shared, "{\"display_name\":\"x\"}"), "roles-further");
    refused(bound.post("/users/" + shared + "/disable"), "roles-further");
    refused(bound.delete("/users/" + shared), "roles-further");
    refused(bound.post("/users/" + shared + "/invitations", "{}"), "roles-further");
    refused(
        bound.patch("/users/" + mine, role(Role.AUDITOR).replaceFirst("^", "{") + "}"),
        "roles-further");
    bound.patch("/users/" + mine, "{\"display_name\":\"x\"}").expect(200);
    bound.delete("/users/" + mine).expect(204);
  }

  @Test
  @DisplayName("keys and certificates of somebody who reaches further are out of reach too")
  void foreignKeys() {
    var bound = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR);
    var all =
        admin
            .post("/service-users", named("all", role(Role.SYSTEM_ADMINISTRATOR)))
            .expect(201)
            .id();
    var both =
        "\"roles\":[{\"role\":\"auditor\"},{\"role\":\"auditor\",\"account_id\":\"%s\"}]"
            .formatted(server.accountId());
    var shared = admin.post("/service-users", named("shared", both)).expect(201).id();
    var key = admin.post("/service-users/" + shared + "/api-keys", "{\"name\":\"k\"}").expect(201);
    for (var what : new String[] {"/api-keys", "/certificates"}) {
      bound.post("/service-users/" + all + what, "{\"name\":\"k\"}").expect(404);
      bound.get("/service-users/" + all + what).expect(404);
      refused(bound.post("/service-users/" + shared + what, "{\"name\":\"k\"}"), "roles-further");
    }
    refused(bound.delete("/service-users/" + shared + "/api-keys/" + key.id()), "roles-further");
    admin.delete("/service-users/" + shared + "/api-keys/" + key.id()).expect(204);
    admin.delete("/service-users/" + shared + "/api-keys/" + key.id()).expect(404);
  }

  @Test
  @DisplayName("the last system administrator cannot be locked out, in whichever way")
  void last() {
    var me = admin.get("/session").expect(200).id();
    var mine = "/service-users/" + me;
    var key = admin.get(mine + "/api-keys").json().path("items").get(0).path("id").asString();
    for (var reply :
        new ApiReply[] {
          admin.delete(mine),
          admin.post(mine + "/disable"),
          admin.patch(mine, "{\"roles\":[]}"),
          admin.patch(mine, "{" + own("system_administrator") + "}"),
          admin.patch(mine, "{\"ends_at\":\"2020-01-01T00:00:00Z\"}"),
          admin.delete(mine + "/api-keys/" + key)
        }) {
      assertThat(reply.expect(409).text("type")).isEqualTo("urn:crest:problem:last-administrator");
    }
    admin.post("/users", named("no-way-in", role(Role.SYSTEM_ADMINISTRATOR))).expect(201);
    admin.delete(mine).expect(409);
    Browser.administrator(server, "ada");
    admin.delete(mine).expect(204);
    admin.get("/session").expect(401);
  }

  @Test
  @DisplayName(
      "an invitation is a link that works once and not after three days, and a disabled person has none")
  void invitations() {
    var id = admin.post("/users", named("ada", own("auditor"))).expect(201).id();
    var first = Browser.token(invite(id));
    var second = Browser.token(invite(id));
    Browser.byLink(server, first, Browser.PASSWORD).expect(401);
    Browser.byLink(server, second, "password1234").expect(400);
    var reply = Browser.byLink(server, second, Browser.PASSWORD).expect(201);
    assertThat(Browser.of(server, reply).get("/session").expect(200).text("name")).isEqualTo("ada");
    Browser.byLink(server, second, Browser.PASSWORD).expect(401);
    Browser.signIn(server, "ada", Browser.PASSWORD).expect(201);
    var third = Browser.token(invite(id));
    server.clock().turn(java.time.Duration.ofDays(3));
    Browser.byLink(server, third, Browser.PASSWORD).expect(401);
    admin.post("/users/" + id + "/disable").expect(200);
    admin.post("/users/" + id + "/invitations", "{}").expect(409);
  }

  private String invite(String id) {
    var url = admin.post("/users/" + id + "/invitations", "{}").expect(201).text("url");
    assertThat(url).startsWith("https://localhost:").contains("/sign-in#invitation=");
    return url;
  }

  @Test
  @DisplayName("every change is in the audit log with before and after; so is a refused try")
  void audit() {
    var made = admin.post("/users", named("ada", own("auditor"))).expect(201);
    var changed = admin.patch("/users/" + made.id(), "{" + own("approver") + "}").expect(200);
    var event =
        server
            .server()
            .store()
            .audit()
            .byRequest(changed.headers().firstValue("x-request-id").orElseThrow())
            .getFirst()
            .event();
    assertThat(event.action()).isEqualTo("user.update");
    assertThat(event.details().get("before.roles")).startsWith("auditor@");
    assertThat(event.details().get("after.roles")).startsWith("approver@");
    var refused =
        ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR)
            .post("/users", named("x", role(Role.AUDITOR)))
            .expect(403);
    var denied =
        server
            .server()
            .store()
            .audit()
            .byRequest(refused.headers().firstValue("x-request-id").orElseThrow())
            .getFirst()
            .event();
    assertThat(denied.action()).isEqualTo("access.denied");
    assertThat(denied.reason()).isEqualTo(Optional.of("roles-further"));
  }
}
