package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.admin.ApiDescription.Operation;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Accounts.Plan;
import dev.crest.server.store.Actor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whoever is limited to one division, or belongs to another account, gets nothing of a division
 * whose every object bears a mark: no operation shows it, changes it, or says that it exists.
 */
class DivisionLeakTest {
  private static final String MARK = "leakmark";
  private static final Pattern ID =
      Pattern.compile("\"id\":\"((?:IOT_)?[0-9a-f]{8}-[0-9a-f-]{27})\"");

  private static TestServer server;
  private static ApiDescription description;
  private static ApiClient admin;
  private static final Set<String> FOREIGN = new LinkedHashSet<>();

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server).with("x-account-id", server.accountId());
    description = new ApiDescription(admin.get("/openapi").expect(200).json());
    populate();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Makes at least one of everything, and remembers its id. */
  private static void populate() {
    var division = made("/divisions", "{'name':'" + MARK + "'}");
    var authentication =
        made(
            "/authentication-policies",
            "{'name':'"
                + MARK
                + "','division_id':'"
                + division
                + "','credentials':[{'kind':'passcode','name':'"
                + MARK
                + "'}]}");
    var profile =
        made(
            "/certificate-profiles",
            "{'name':'"
                + MARK
                + "','template':'device-tls-client','divisions':['"
                + division
                + "']}");
    made(
        "/certificate-policies",
        "{'name':'"
            + MARK
            + "','division_id':'"
            + division
            + "','authentication_policy_id':'"
            + authentication
            + "','profile_id':'"
            + profile
            + "','methods':['est','single_request'],'keypair_generation':'customizable'}");
    var group =
        made(
            "/device-groups",
            "{'name':'"
                + MARK
                + "','division_id':'"
                + division
                + "','identity_attributes':['serial_number']}");
    made(
        "/devices",
        "{'name':'"
            + MARK
            + "','group_id':'"
            + group
            + "','inventory':{'serial_number':'"
            + MARK
            + "'}}");
    var policy =
        admin.get("/certificate-policies?name=" + MARK).json().at("/items/0/id").asString();
    admin
        .post(
            "/certificate-requests",
            ("{'policy_id':'" + policy + "','names':{'subject.common_name':['" + MARK + "']}}")
                .replace('\'', '"'))
        .expect(201);
    server.catalog().accounts().create(Actor.system(), MARK, Plan.ADVANCED);
  }

  private static String made(String path, String json) {
    var reply = admin.post(path, json.replace('\'', '"')).expect(201);
    ID.matcher(new String(reply.body(), StandardCharsets.UTF_8))
        .results()
        .forEach(found -> FOREIGN.add(found.group(1)));
    return reply.id();
  }

  @Test
  @DisplayName("no list shows anything of another division")
  void lists() {
    for (var role : Role.values()) {
      var limited = ApiClient.as(server, role, server.divisionId());
      for (var operation : description.operations()) {
        if (operation.reads() && !operation.path().contains("{")) {
          var reply = limited.get(operation.path());
          assertThat(new String(reply.body(), StandardCharsets.UTF_8))
              .as(operation.id() + " as " + role)
              .doesNotContain(MARK);
        }
      }
    }
  }

  @Test
  @DisplayName("no operation on an object of another division does, shows or reveals anything")
  void objects() {
    assertThat(FOREIGN).hasSizeGreaterThan(5);
    var random = new Random(5);
    var limited = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, server.divisionId());
    for (var operation : description.operations()) {
      if (operation.path().contains("{") && operation.permission().isPresent()) {
        FOREIGN.forEach(id -> refused(operation, id, limited, random));
      }
    }
  }

  private static void refused(Operation operation, String id, ApiClient client, Random random) {
    var path = operation.path().replaceAll("\\{[^}]*}", id);
    var schema = description.bodySchema(operation);
    Optional<String> body = schema.map(s -> description.valid(s, random).toString());
    var reply = client.send(operation.method(), path, body);
    var shown = new String(reply.body(), StandardCharsets.UTF_8);
    var what = operation.id() + " " + path + " → " + reply.status() + " " + shown;
    assertThat(reply.status()).as(what).isBetween(400, 499);
    assertThat(shown).as(what).doesNotContain(MARK);
  }

  @Test
  @DisplayName("an object of another division and one that does not exist are answered alike")
  void alike() {
    var limited = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, server.divisionId());
    var unknown = "00000000-0000-7000-8000-000000000000";
    for (var operation : description.operations()) {
      if (!operation.reads() || !operation.path().endsWith("}")) {
        continue;
      }
      var none = limited.get(operation.path().replaceAll("\\{[^}]*}", unknown));
      for (var id : FOREIGN) {
        var foreign = limited.get(operation.path().replaceAll("\\{[^}]*}", id));
        assertThat(foreign.status()).as(operation.id()).isEqualTo(none.status());
        assertThat(foreign.text("detail")).as(operation.id()).isEqualTo(none.text("detail"));
      }
    }
  }
}
