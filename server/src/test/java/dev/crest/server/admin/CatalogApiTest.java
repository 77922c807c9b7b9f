package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Accounts, divisions, authentication policies and certificate policies over real HTTPS. */
class CatalogApiTest {
  private static TestServer server;
  private static ApiClient admin;
  private static String profileId;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server).with("x-account-id", server.accountId());
    profileId = server.policy().policy().profileId();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String authenticationPolicy(String name, String credentials) {
    return """
    {"division_id":"%s","name":"%s","credentials":[%s]}\
    """
        .formatted(server.divisionId(), name, credentials);
  }

  private static String policy(String name, String authenticationPolicy, String more) {
    return """
    {"name":"%s","division_id":"%s","authentication_policy_id":"%s","profile_id":"%s"%s}\
    """
        .formatted(name, server.divisionId(), authenticationPolicy, profileId, more);
  }

  @Test
  @DisplayName("two POSTs and the URL of the reply are enough to enrol a device with a passcode")
  void enrols() {
    var authentication =
        admin
            .post(
                "/authentication-policies",
                authenticationPolicy("Line 1", "{\"kind\":\"passcode\",\"name\":\"shared\"}"))
            .expect(201);
    var passcode = authentication.json().at("/credentials/0/passcode").asString();
    assertThat(passcode).matches("[0-9A-Za-z]{20}");
    var policy =
        admin
            .post(
                "/certificate-policies",
                policy(
                    "Sensors",
                    authentication.id(),
                    ",\"labels\":[\"sensors\"],\"is_default\":true"))
            .expect(201);
    assertThat(policy.id()).startsWith("IOT_");
    var est = policy.json().path("est");
    var port = server.server().port();
    assertThat(est.at("/policy/public_host/simpleenroll").asString())
        .isEqualTo(
            "https://localhost:%d/.well-known/est/devicetrustmanager/%s/simpleenroll"
                .formatted(port, policy.id()));
    assertThat(est.at("/policy/client_auth_host/simplereenroll").asString())
        .isEqualTo(
            "https://clientauth.localhost:%d/.well-known/est/devicetrustmanager/%s/simplereenroll"
                .formatted(port, policy.id()));
    assertThat(est.at("/labels/sensors/public_host/csrattrs").asString())
        .endsWith("/.well-known/est/sensors/csrattrs");
    assertThat(est.at("/default_policy/client_auth_host/cacerts").asString())
        .endsWith("/.well-known/est/cacerts");

    for (var url :
        new String[] {
          est.at("/policy/public_host/simpleenroll").asString(),
          est.at("/labels/sensors/public_host/simpleenroll").asString(),
          est.at("/default_policy/public_host/simpleenroll").asString()
        }) {
      var request = new HeldRequest.Builder().commonName("device").build();
      var reply =
          server
              .client()
              .send(EstRequest.post(URI.create(url).getPath(), request).passcode(passcode));
      assertThat(reply.status()).isEqualTo(200);
    }
    var credentials =
        admin
            .get("/authentication-policies/" + authentication.id() + "/credentials")
            .expect(200)
            .json();
    assertThat(credentials.at("/items/0/uses").asInt()).isEqualTo(3);
    assertThat(credentials.at("/items/0/status").asString()).isEqualTo("active");
    assertThat(credentials.toString()).doesNotContain(passcode);
    assertThat(credentials.at("/items/0/shown_prefix").asString())
        .isEqualTo(passcode.substring(0, 5));
  }

  @Test
  @DisplayName("a certificate policy: shown, changed in part, switched, deleted and restored")
  void certificatePolicy() {
    var authentication =
        admin.post("/authentication-policies", authenticationPolicy("Line 2", "")).expect(201).id();
    var made =
        admin
            .post(
                "/certificate-policies",
                policy(
                    "Meters",
                    authentication,
                    """
                    ,"model":"device_lifecycle","methods":["est","batch_request"],
                    "keypair_generation":"customizable","default_key_type":"ec_p256",
                    "restrictions":{"addresses":["127.0.0.0/8"],
                      "hours":{"zone":"Asia/Shanghai","days":["monday"],"from":"08:00","to":"17:00"}},
                    "channel_binding":"required","resubmission_window":"PT1M"\
                    """))
            .expect(201);
    var path = "/certificate-policies/" + made.id();
    assertThat(made.headers().firstValue("etag")).contains("\"1\"");
    assertThat(made.json().at("/restrictions/hours/days/0").asString()).isEqualTo("monday");

    var changed =
        admin
            .with("If-Match", "\"1\"")
            .patch(
                path,
                "{\"name\":\"Meters 2\",\"labels\":[\"meters\"],\"restrictions\":{\"hours\":null}}")
            .expect(200);
    assertThat(changed.text("name")).isEqualTo("Meters 2");
    assertThat(changed.json().at("/restrictions/addresses/0").asString()).isEqualTo("127.0.0.0/8");
    assertThat(changed.json().at("/restrictions/hours").isMissingNode()).isTrue();
    assertThat(changed.text("resubmission_window")).isEqualTo("PT1M");
    assertThat(changed.text("version")).isEqualTo("2");
    admin.with("If-Match", "\"1\"").patch(path, "{\"name\":\"Late\"}").expect(409);
    assertThat(
            admin
                .patch(path, "{\"division_id\":\"x\",\"profile_id\":\"y\"}")
                .expect(400)
                .pointers())
        .contains("/division_id", "/profile_id");

    assertThat(admin.post(path + "/disable").expect(200).text("status")).isEqualTo("disabled");
    assertThat(admin.post(path + "/enable").expect(200).text("status")).isEqualTo("active");
    var deleted = admin.delete(path).expect(200);
    assertThat(deleted.json().path("device_groups").isArray()).isTrue();
    assertThat(admin.get(path).expect(200).text("status")).isEqualTo("deleted");
    admin.patch(path, "{\"name\":\"x\"}").expect(404);
    assertThat(admin.get("/certificate-policies?name=meters").expect(200).json().path("items"))
        .isEmpty();
    assertThat(
            admin
                .get("/certificate-policies?status=deleted&method=batch_request&sort=-created_at")
                .expect(200)
                .json()
                .path("items"))
        .hasSize(1);
    assertThat(admin.post(path + "/restore").expect(200).text("status")).isEqualTo("active");
  }

  @Test
  @DisplayName("what is wrong with a certificate policy is said all at once")
  void wrongPolicy() {
    var refused =
        admin
            .post(
                "/certificate-policies",
                """
                {"name":"","division_id":"%s","authentication_policy_id":"none","profile_id":"none",
                 "authority_id":"none","labels":["cacerts"]}\
                """
                    .formatted(server.divisionId()))
            .expect(400);
    assertThat(refused.pointers())
        .containsExactlyInAnyOrder(
            "/name", "/authentication_policy_id", "/profile_id", "/authority_id", "/labels");
    var restrictions =
        admin
            .post(
                "/certificate-policies",
                policy(
                    "",
                    "none",
                    ",\"restrictions\":{\"addresses\":[\"localhost\"],\"hours\":{\"zone\":\"Mars\",\"from\":\"25\",\"to\":\"1\"}}"))
            .expect(400);
    assertThat(restrictions.pointers())
        .contains(
            "/name",
            "/restrictions/addresses",
            "/restrictions/hours/zone",
            "/restrictions/hours/from");
  }

  @Test
  @DisplayName("divisions: shown, changed, kept while in use, deleted")
  void divisions() {
    var made = admin.post("/divisions", "{\"name\":\"Metz\"}").expect(201);
    var path = "/divisions/" + made.id();
    assertThat(admin.get(path).expect(200).headers().firstValue("etag")).contains("\"1\"");
    assertThat(admin.patch(path, "{\"description\":\"by rail\"}").expect(200).text("name"))
        .isEqualTo("Metz");
    assertThat(admin.get("/divisions?search=RAIL").expect(200).json().at("/items/0/id").asString())
        .isEqualTo(made.id());
    var policy = "{\"division_id\":\"%s\",\"name\":\"Metz\"}".formatted(made.id());
    var id = admin.post("/authentication-policies", policy).expect(201).id();
    assertThat(admin.delete(path).expect(409).text("detail"))
        .isEqualTo("It is used by authentication policies: Metz.");
    admin.delete("/authentication-policies/" + id).expect(204);
    assertThat(admin.delete(path).expect(409).text("detail")).contains("Metz (deleted)");
    var spare = admin.post("/divisions", "{\"name\":\"Spare\"}").expect(201).id();
    admin.with("If-Match", "\"7\"").delete("/divisions/" + spare).expect(409);
    admin.delete("/divisions/" + spare).expect(204);
    admin.get("/divisions/" + spare).expect(404);
  }

  @Test
  @DisplayName("accounts: who has one role everywhere makes them, everybody sees only their own")
  void accounts() {
    var everywhere = ApiClient.administrator(server);
    var made =
        everywhere
            .post(
                "/accounts", "{\"name\":\"Beta\",\"plan\":\"essentials\",\"certificate_limit\":5}")
            .expect(201);
    var path = "/accounts/" + made.id();
    assertThat(everywhere.get(path).expect(200).json().at("/use/certificates").asInt()).isZero();
    var changed =
        everywhere.patch(path, "{\"plan\":\"advanced\",\"certificate_limit\":null}").expect(200);
    assertThat(changed.text("plan")).isEqualTo("advanced");
    assertThat(changed.json().has("certificate_limit")).isFalse();
    assertThat(everywhere.get("/accounts?sort=name").expect(200).json().path("items")).hasSize(2);

    var own = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR);
    assertThat(own.get("/accounts").expect(200).json().path("items")).hasSize(1);
    own.get(path).expect(404);
    own.patch(path, "{\"name\":\"Mine\"}").expect(404);
    own.post("/accounts", "{\"name\":\"Mine\"}").expect(403);
    own.patch("/accounts/" + server.accountId(), "{\"certificate_limit\":100}").expect(200);
    own.get("/accounts/" + server.accountId()).expect(200);
  }

  @Test
  @DisplayName("nothing of another division is seen or changed")
  void foreign() {
    var authentication =
        admin
            .post(
                "/authentication-policies",
                authenticationPolicy("Line 3", "{\"kind\":\"passcode\",\"name\":\"p\"}"))
            .expect(201);
    var credential = authentication.json().at("/credentials/0/id").asString();
    var policy =
        admin.post("/certificate-policies", policy("Own", authentication.id(), "")).expect(201);
    var elsewhere = admin.post("/divisions", "{\"name\":\"Elsewhere\"}").expect(201).id();
    var stranger = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, elsewhere);
    var container = "/authentication-policies/" + authentication.id();
    for (var path :
        new String[] {
          container,
          container + "/credentials",
          container + "/credentials/" + credential,
          container + "/credentials/" + credential + "/registered-values",
          "/certificate-policies/" + policy.id(),
          "/divisions/" + server.divisionId()
        }) {
      stranger.get(path).expect(404);
    }
    stranger.delete(container).expect(404);
    stranger.post(container + "/credentials/" + credential + "/disable").expect(404);
    stranger.patch("/certificate-policies/" + policy.id(), "{\"name\":\"Mine\"}").expect(404);
    assertThat(
            stranger
                .post("/certificate-policies", policy("Mine", authentication.id(), ""))
                .expect(400)
                .pointers())
        .containsExactly("/division_id");
    assertThat(stranger.get("/certificate-policies").expect(200).json().path("items")).isEmpty();
  }
}
