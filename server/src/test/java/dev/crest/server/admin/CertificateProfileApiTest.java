package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.server.access.Role;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Certificate templates and profiles by the management API. */
class CertificateProfileApiTest {
  private static final String TEMPLATES = "/certificate-templates";
  private static final String PROFILES = "/certificate-profiles";

  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String profile(String name, String more) {
    return "{\"name\":\"" + name + "\",\"template\":\"device-tls-client\"" + more + "}";
  }

  private static JsonNode items(String path) {
    return admin.get(path).expect(200).json().path("items");
  }

  @Test
  @DisplayName("the shipped templates are listed, and found by their keys")
  void shippedTemplates() {
    var shipped = items(TEMPLATES + "?shipped=true");
    assertThat(shipped.valueStream().map(t -> t.path("key").asString()))
        .containsExactlyInAnyOrder(
            "device-tls-client",
            "device-tls-client-server",
            "device-idevid",
            "device-ldevid",
            "server",
            "user");
    var server = admin.get(TEMPLATES + "/server").expect(200);
    assertThat(server.id()).isEqualTo(ShippedTemplate.SERVER.id());
    assertThat(server.json().at("/content/keys/preferred").asString()).isEqualTo("ec_p256");
    admin.patch(TEMPLATES + "/server", "{\"name\":\"Mine\"}").expect(403);
    admin.delete(TEMPLATES + "/server").expect(403);
    admin.get(TEMPLATES + "/no-such-key").expect(404);
  }

  @Test
  @DisplayName("a template is created, changed, switched off, deleted and restored")
  void templateLife() {
    var content = admin.get(TEMPLATES + "/user").expect(200).json().path("content");
    var made =
        admin.post(TEMPLATES, "{\"name\":\"People\",\"content\":" + content + "}").expect(201);
    var at = TEMPLATES + "/" + made.id();
    assertThat(made.headers().firstValue("etag")).contains("\"1\"");
    var changed =
        admin
            .with("If-Match", "\"1\"")
            .patch(at, "{\"content\":{\"validity\":{\"until\":\"2031-01-01T00:00:00Z\"}}}")
            .expect(200);
    assertThat(changed.json().at("/content/validity").toString())
        .isEqualTo("{\"until\":\"2031-01-01T00:00:00Z\"}");
    assertThat(changed.text("name")).isEqualTo("People");
    admin.with("If-Match", "\"1\"").patch(at, "{\"name\":\"Late\"}").expect(409);
    var back =
        admin
            .patch(
                at,
                "{\"content\":{\"validity\":{\"usual\":\"P1Y\",\"min\":\"PT1H\",\"max\":\"P2Y\"}}}")
            .expect(200);
    assertThat(back.json().at("/content/validity/max").asString()).isEqualTo("P730D");

    assertThat(admin.post(at + "/disable").expect(200).json().path("enabled").asBoolean())
        .isFalse();
    admin
        .post(PROFILES, "{\"name\":\"Of one that is off\",\"template\":\"" + made.id() + "\"}")
        .expect(400);
    admin.post(at + "/enable").expect(200);
    var user =
        admin.post(PROFILES, "{\"name\":\"Staff\",\"template\":\"" + made.id() + "\"}").expect(201);
    var used = admin.delete(at).expect(409);
    assertThat(used.text("detail")).contains("Staff");
    admin.delete(PROFILES + "/" + user.id()).expect(204);
    admin.delete(at).expect(204);
    assertThat(admin.get(at).expect(200).json().path("deleted").asBoolean()).isTrue();
    assertThat(items(TEMPLATES + "?status=deleted").toString()).contains(made.id());
    admin.post(PROFILES + "/" + user.id() + "/restore").expect(409);
    admin.post(at + "/restore").expect(200);
    admin.post(PROFILES + "/" + user.id() + "/restore").expect(200);
  }

  @Test
  @DisplayName("a profile says what differs from its template, and is shown whole, with warnings")
  void created() {
    var made =
        admin
            .post(
                PROFILES,
                profile("Sensors", ",\"content\":{\"serial_octets\":16},\"description\":\"d\""))
            .expect(201);
    assertThat(made.json().at("/content/serial_octets").asInt()).isEqualTo(16);
    assertThat(made.json().at("/content/keys/preferred").asString()).isEqualTo("ec_p256");
    assertThat(made.json().path("warnings").size()).isZero();
    assertThat(made.text("template_name")).isEqualTo("Device TLS client");
    assertThat(admin.get(PROFILES + "/" + made.id()).expect(200).json()).isEqualTo(made.json());

    var servers =
        admin.post(PROFILES, "{\"name\":\"Servers\",\"template\":\"server\"}").expect(201);
    assertThat(servers.json().at("/warnings/0/field").asString()).isEqualTo("extended_key_usage");
    assertThat(servers.json().at("/warnings/0/code").asString())
        .isEqualTo("no-client-authentication");
    assertThat(items(PROFILES + "?template_id=" + ShippedTemplate.SERVER.id()).toString())
        .contains(servers.id())
        .doesNotContain(made.id());
    assertThat(items(PROFILES + "?name=senso&sort=-created_at").size()).isEqualTo(1);
  }

  @Test
  @DisplayName("every fault is named at once, with its pointer into the content")
  void faults() {
    var refused =
        admin
            .post(
                PROFILES,
                profile(
                    " ",
                    """
                    ,"divisions":["none"],"content":{"keys":{"allowed":["ec_p256","ed25519"]},"renewal":{"key_pair":"same"},
                     "subject":[{"attribute":"subject.street_address","include":"optional","sources":["csr"]}]}\
                    """))
            .expect(400);
    assertThat(refused.pointers())
        .containsExactlyInAnyOrder(
            "/name", "/divisions", "/content/keys/allowed", "/content/subject/0/attribute");
    assertThat(
            admin
                .post(PROFILES, profile("X", ",\"content\":{\"serial_octets\":\"many\",\"x\":1}"))
                .expect(400)
                .pointers())
        .containsExactlyInAnyOrder("/content/serial_octets", "/content/x");
    assertThat(
            admin.post(PROFILES, "{\"name\":\"X\",\"template\":\"none\"}").expect(400).pointers())
        .contains("/template");
    assertThat(admin.post(PROFILES, profile("X", ",\"content\":[]")).expect(400).pointers())
        .containsExactly("/content");
    admin.get(PROFILES + "?colour=red").expect(400);
  }

  @Test
  @DisplayName("a change of a profile counts for the next enrolment")
  void changed() {
    var policy = server.policy();
    var at = PROFILES + "/" + policy.policy().profileId();
    assertThat(policy.enrolled("before").certificate().serialNumber().value().bitLength())
        .isGreaterThan(140);
    var changed = admin.patch(at, "{\"content\":{\"serial_octets\":16}}").expect(200);
    assertThat(changed.json().path("version").asInt()).isEqualTo(2);
    assertThat(policy.enrolled("after").certificate().serialNumber().value().bitLength())
        .isLessThanOrEqualTo(128);
    assertThat(admin.delete(at).expect(409).text("detail")).contains(policy.policy().name());
    admin.post(at + "/disable").expect(200);
    var reply =
        server
            .client()
            .send(
                EstRequest.post(policy.path("simpleenroll"), new HeldRequest.Builder().build())
                    .passcode(policy.passcode().value()));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(admin.patch(at, "{\"template\":\"user\",\"name\":\"\"}").expect(400).pointers())
        .containsExactlyInAnyOrder("/template", "/name");
  }

  @Test
  @DisplayName("whoever is limited to a division sees and changes its profiles only")
  void limited() {
    var mine = server.divisionId();
    var other = admin.post("/divisions", "{\"name\":\"Elsewhere\"}").expect(201).id();
    var limited = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, mine);
    var hidden =
        admin
            .post(PROFILES, profile("Hidden", ",\"divisions\":[\"" + other + "\"]"))
            .expect(201)
            .id();
    var shared =
        admin
            .post(
                PROFILES, profile("Shared", ",\"divisions\":[\"" + other + "\",\"" + mine + "\"]"))
            .expect(201)
            .id();
    limited.get(PROFILES + "/" + hidden).expect(404);
    limited.patch(PROFILES + "/" + hidden, "{\"name\":\"x\"}").expect(404);
    limited.delete(PROFILES + "/" + hidden).expect(404);
    var seen = limited.get(PROFILES + "/" + shared).expect(200);
    assertThat(new String(seen.body())).contains(mine).doesNotContain(other);
    limited.patch(PROFILES + "/" + shared, "{\"name\":\"x\"}").expect(403);
    assertThat(limited.post(PROFILES, profile("All", "")).expect(400).pointers())
        .containsExactly("/divisions");
    var own =
        limited
            .post(PROFILES, profile("Own", ",\"divisions\":[\"" + mine + "\"]"))
            .expect(201)
            .id();
    limited.patch(PROFILES + "/" + own, "{\"description\":\"changed\"}").expect(200);
    limited.delete(PROFILES + "/" + own).expect(204);
    limited.get(TEMPLATES).expect(200);
    limited.post(TEMPLATES, "{\"name\":\"x\",\"content\":{}}").expect(403);
  }

  @Test
  @DisplayName("a preview tells what a certificate would have, and makes nothing")
  void preview() {
    var before = items(PROFILES).size();
    var preview =
        admin
            .post(
                PROFILES + "/preview",
                """
                {"template":"device-tls-client","content":{
                  "subject":[{"attribute":"subject.common_name","include":"required","sources":["csr"]},
                    {"attribute":"subject.organization_name","include":"required","sources":["fixed_value"],
                     "fixed_value":"Acme"}],
                  "validity":{"usual":"P30D"},"certificate_policies":[{"oid":"1.2.3"}]}}\
                """)
            .expect(200)
            .json();
    var lines =
        preview
            .path("lines")
            .valueStream()
            .map(line ->
                line.path("name").asString()
                    + "="
                    + line.path("value").asString()
                    + "/"
                    + line.path("presence").asString())
            .toList();
    assertThat(lines)
        .contains(
            "subject.common_name=as in the request/required",
            "subject.organization_name=\u201cAcme\u201d/always",
            "digitalSignature=digitalSignature (critical)/always",
            "1.3.6.1.5.5.7.3.2=TLS client authentication/always",
            "EC P-256=EC P-256 (where the server makes it)/optional",
            "1.2.3=1.2.3/always",
            "longest=3650 days/always");
    assertThat(preview.at("/content/validity/usual").asString()).isEqualTo("P30D");
    assertThat(items(PROFILES).size()).isEqualTo(before);
    assertThat(
            admin
                .post(
                    PROFILES + "/preview",
                    "{\"template\":\"user\",\"content\":{\"validity\":{\"max\":\"P9Y\"}}}")
                .expect(400)
                .pointers())
        .containsExactly("/content/validity/max");
  }

  @Test
  @DisplayName("a preview has an example, with names that are given or made up, by no real key")
  void example() {
    var sketch =
        """
        {"template":"device-tls-client","content":{"subject":[
          {"attribute":"subject.common_name","include":"required","sources":["csr"]},
          {"attribute":"subject.organization_name","include":"required","sources":["fixed_value"],
           "fixed_value":"Acme"}]},"names":{%s}}\
        """;
    var preview = admin.post(PROFILES + "/preview", sketch.formatted("")).expect(200).json();
    assertThat(preview.at("/example/subject").asString())
        .contains("CN=device-0001.example.com", "O=Acme");
    assertThat(preview.at("/example/extensions").toString())
        .contains("extKeyUsage", "clientAuth", "authorityKeyIdentifier");
    assertThat(preview.path("example_problems")).isEmpty();
    var example =
        dev.crest.pkix.Certificate.read(
            dev.crest.pkix.LenientDecoder.one(
                    preview.at("/example/pem").asString().getBytes(),
                    java.util.Set.of("CERTIFICATE"))
                .der());
    var issuing = server.authorities().getFirst();
    assertThat(example.issuer()).isEqualTo(issuing.subject());
    assertThat(example.isSignedBy(issuing)).isFalse();
    var named =
        admin
            .post(PROFILES + "/preview", sketch.formatted("\"subject.common_name\":\"pump-7\""))
            .expect(200)
            .json();
    assertThat(named.at("/example/subject").asString()).contains("CN=pump-7");
    var refused =
        admin
            .post(
                PROFILES + "/preview",
                sketch.formatted("\"subject.common_name\":\"\",\"subject.country\":\"XX\""))
            .expect(400);
    assertThat(refused.pointers()).hasSize(2);
    admin
        .post(
            PROFILES + "/preview", "{\"template\":\"user\",\"authority_id\":\"none\",\"names\":{}}")
        .expect(400);
  }

  @Test
  @DisplayName("the description names every field of the content")
  void described() {
    var description = admin.get("/openapi").expect(200).json().at("/components/schemas");
    var content = admin.get(TEMPLATES + "/device-ldevid").expect(200).json().path("content");
    var fields = new TreeSet<String>();
    content.propertyNames().forEach(fields::add);
    var described = new TreeSet<String>();
    description.at("/ProfileContent/properties").propertyNames().forEach(described::add);
    assertThat(described).isEqualTo(fields);
    assertThat(description.at("/ProfileSubjectRule/properties/include/enum").toString())
        .contains("required", "optional", "no");
  }

  @Test
  @DisplayName("changes that race undo nothing")
  void races() throws InterruptedException {
    var id = admin.post(PROFILES, profile("Raced", "")).expect(201).id();
    var threads = new java.util.ArrayList<Thread>();
    for (var part :
        java.util.List.of(
            "{\"description\":\"raced\"}",
            "{\"content\":{\"serial_octets\":17}}",
            "{\"content\":{\"drop_unlisted\":true}}",
            "{\"content\":{\"renewal\":{\"expired_grace\":\"P1D\"}}}")) {
      threads.add(
          Thread.startVirtualThread(() -> admin.patch(PROFILES + "/" + id, part).expect(200)));
    }
    for (var thread : threads) {
      thread.join();
    }
    var raced = admin.get(PROFILES + "/" + id).expect(200).json();
    assertThat(raced.path("version").asInt()).isEqualTo(5);
    assertThat(raced.path("description").asString()).isEqualTo("raced");
    assertThat(raced.at("/content/serial_octets").asInt()).isEqualTo(17);
    assertThat(raced.at("/content/drop_unlisted").asBoolean()).isTrue();
    assertThat(raced.at("/content/renewal/expired_grace").asString()).isEqualTo("P1D");
  }
}
