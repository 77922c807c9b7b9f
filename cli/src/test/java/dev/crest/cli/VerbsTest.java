package dev.crest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command sends: every verb, options of every shape, names in place of ids, files. */
class VerbsTest {
  private static final String ID = "0190c0de-0000-7000-8000-000000000001";
  private static final String DIVISIONS =
      "{\"items\":[{\"id\":\"" + ID + "\",\"name\":\"Lyon\"},{\"id\":\"d2\",\"name\":\"Lyon 2\"}]}";

  @TempDir Path folder = Path.of("");
  private CannedApi api;
  private Crest crest;

  @BeforeEach
  void start() throws Exception {
    api = new CannedApi();
    crest = Crest.connected(folder, api);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Crest.Outcome done(String... arguments) {
    var outcome = crest.run(arguments);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          division list                              | GET /api/v1/divisions
          division get ID                            | GET /api/v1/divisions/ID
          division delete ID                         | DELETE /api/v1/divisions/ID
          policy enable IOT_ID                       | POST /api/v1/certificate-policies/IOT_ID/enable
          policy disable IOT_ID                      | POST /api/v1/certificate-policies/IOT_ID/disable
          policy restore IOT_ID                      | POST /api/v1/certificate-policies/IOT_ID/restore
          policy list --enabled true --sort -name    | GET /api/v1/certificate-policies?sort=-name&enabled=true
          certificate list --filter status=valid     | GET /api/v1/certificates?status=valid
          certificate suspend ID                     | POST /api/v1/certificates/ID/suspend
          certificate resume ID                      | POST /api/v1/certificates/ID/resume
          certificate renew ID                       | POST /api/v1/certificates/ID/renew
          certificate revoke ID --reason superseded  | POST /api/v1/certificates/ID/revoke
          device list-certificates ID                | GET /api/v1/devices/ID/certificates
          job cancel ID                              | POST /api/v1/jobs/ID/cancel
          passcode list --auth-policy ID             | GET /api/v1/authentication-policies/ID/credentials?kind=passcode
          auth-ca list --auth-policy ID              | GET /api/v1/authentication-policies/ID/credentials?kind=authority
          passcode get --auth-policy ID ID           | GET /api/v1/authentication-policies/ID/credentials/ID
          passcode disable --auth-policy ID ID       | POST /api/v1/authentication-policies/ID/credentials/ID/disable
          webhook list                               | GET /api/v1/webhooks
          """)
  @DisplayName(
      "verbs follow from method and path; what the table of nouns lacks is there under its own name")
  void verbs(String typed, String line) {
    var expected = line.replace("ID", ID).replace("IOT_IOT", "IOT");
    api.on(expected, 200, "{\"items\":[],\"id\":\"x\"}");

    done(typed.replace("ID", ID).split(" +"));

    assertThat(api.last().line()).isEqualTo(expected);
    assertThat(api.last().header("x-api-key")).isEqualTo("crest_key");
  }

  @Test
  @DisplayName("a creation's options become its body, each by its type")
  void create() {
    api.on("POST /api/v1/certificate-policies", 201, "{\"id\":\"x\"}");

    done(
        "policy",
        "create",
        "--name",
        "50 % off",
        "--division-id",
        ID,
        "--methods",
        "est,batch_request",
        "--methods",
        "single_request",
        "--usage-limit",
        "5",
        "--enabled",
        "--labels",
        "a=1",
        "--labels",
        "b=x=y",
        "--with-url",
        "https://example",
        "--ends-at",
        "2027-01-31T12:00:00Z");

    assertThat(api.last().header("content-type")).isEqualTo("application/json");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"name\":\"50 % off\",\"division_id\":\""
                + ID
                + "\",\"methods\":[\"est\",\"batch_request\",\"single_request\"],\"usage_limit\":5,"
                + "\"enabled\":true,\"url\":\"https://example\",\"labels\":{\"a\":\"1\",\"b\":\"x=y\"},"
                + "\"ends_at\":\"2027-01-31T12:00:00Z\"}");
  }

  @Test
  @DisplayName("dots lead into objects; a file gives everything, and options override it")
  void nested() {
    crest.write(
        "profile.json",
        "{\"name\":\"Old\",\"content\":{\"critical\":true,\"validity\":{\"most\":\"P1Y\"}}}");
    api.on("POST /api/v1/certificate-profiles", 201, "{\"id\":\"x\"}");

    done(
        "profile",
        "create",
        "--body",
        "profile.json",
        "--name",
        "Sensor",
        "--content.validity.usual",
        "P30D",
        "--content.key-types",
        "ec-p256,CN=a\\,b",
        "--content.subject",
        "{\"field\":\"CN\",\"presence\":\"required\"}",
        "--set",
        "content.critical=false");

    assertThat(api.last().body())
        .isEqualTo(
            "{\"name\":\"Sensor\",\"content\":{\"critical\":false,\"validity\":{\"most\":\"P1Y\",\"usual\":\"P30D\"},"
                + "\"subject\":[{\"field\":\"CN\",\"presence\":\"required\"}],\"key_types\":[\"ec-p256\",\"CN=a,b\"]}}");
  }

  @Test
  @DisplayName("an update sends what was given and nothing else, from a version where one is named")
  void update() {
    api.on("PATCH /api/v1/certificate-policies/" + ID, 200, "{\"id\":\"x\"}");

    done(
        "policy",
        "update",
        ID,
        "--enabled",
        "false",
        "--unset",
        "usage-limit",
        "--if-version",
        "3");

    assertThat(api.last().header("content-type")).isEqualTo("application/merge-patch+json");
    assertThat(api.last().header("if-match")).isEqualTo("\"3\"");
    assertThat(api.last().body()).isEqualTo("{\"enabled\":false,\"usage_limit\":null}");
    assertThat(crest.run("policy", "update", ID).exit()).isEqualTo(2);
  }

  @Test
  @DisplayName("objects are named: an option without -id, and the argument itself")
  void names() {
    api.on("GET /api/v1/divisions?limit=500&name=Lyon", 200, DIVISIONS);
    api.on("POST /api/v1/certificate-policies", 201, "{\"id\":\"x\"}");
    api.on("GET /api/v1/divisions/" + ID, 200, "{\"id\":\"x\"}");

    done("policy", "create", "--name", "P", "--division", "Lyon", "--methods", "est");
    assertThat(api.last().body()).contains("\"division_id\":\"" + ID + "\"");
    done("division", "get", "Lyon");
    assertThat(api.last().line()).isEqualTo("GET /api/v1/divisions/" + ID);
  }

  @Test
  @DisplayName("a field that is called like a noun takes its name too, and several of them")
  void namesWithoutId() {
    api.on("GET /api/v1/divisions?limit=500&name=Lyon", 200, DIVISIONS);
    api.on("POST /api/v1/certificate-profiles", 201, "{\"id\":\"x\"}");

    done("profile", "create", "--name", "P", "--divisions", "Lyon," + ID.replace('1', '2'));

    assertThat(api.last().body())
        .isEqualTo(
            "{\"name\":\"P\",\"division_ids\":[\"" + ID + "\",\"" + ID.replace('1', '2') + "\"]}");
  }

  @Test
  @DisplayName("where a list has no filter for the name, it is searched")
  void searched() {
    api.on(
        "GET /api/v1/devices?limit=500&search=SN-1",
        200,
        "{\"items\":[{\"id\":\"d1\",\"name\":\"SN-1\"}]}");
    api.on("GET /api/v1/devices/d1/certificates", 200, "{\"items\":[]}");
    done("device", "list-certificates", "SN-1");
  }

  @Test
  @DisplayName("what is restored is looked for among what was deleted")
  void restoreByName() {
    api.on(
        "GET /api/v1/certificate-policies?limit=500&status=deleted&search=Old",
        200,
        "{\"items\":[{\"id\":\"IOT_1\",\"name\":\"Old\"}]}");
    api.on("POST /api/v1/certificate-policies/IOT_1/restore", 200, "{\"id\":\"IOT_1\"}");
    done("policy", "restore", "Old");
  }

  @Test
  @DisplayName("a name that nothing has, or several have, is said to be so and nothing is done")
  void noSuchName() {
    api.on("GET /api/v1/divisions?limit=500&name=Nice", 200, "{\"items\":[]}");
    api.on(
        "GET /api/v1/divisions?limit=500&name=Twice",
        200,
        "{\"items\":[{\"id\":\"a\",\"name\":\"Twice\"}],\"next\":\"c\"}");
    api.on(
        "GET /api/v1/divisions?limit=500&name=Twice&cursor=c",
        200,
        "{\"items\":[{\"id\":\"b\",\"name\":\"Twice\"}]}");

    var none = crest.run("division", "delete", "Nice");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("there is no division 'Nice'");
    var several = crest.run("division", "delete", "Twice");
    assertThat(several.exit()).isEqualTo(2);
    assertThat(several.err()).contains("several").contains("a, b");
    assertThat(api.requests()).noneMatch(request -> request.line().startsWith("DELETE"));
    assertThat(crest.run("policy", "create", "--division", "Lyon", "--division-id", ID).err())
        .contains("--division-id and --division");
  }

  @Test
  @DisplayName(
      "a passcode belongs to an authentication policy that is named, and its kind goes without saying")
  void passcode() {
    api.on(
        "GET /api/v1/authentication-policies?limit=500&name=Factory",
        200,
        "{\"items\":[{\"id\":\"ap\",\"name\":\"Factory\"}]}");
    api.on(
        "POST /api/v1/authentication-policies/ap/credentials",
        201,
        "{\"id\":\"x\",\"value\":\"Zx81\",\"kind\":\"passcode\"}");

    var made =
        done(
            "passcode",
            "create",
            "--auth-policy",
            "Factory",
            "--name",
            "Line 1",
            "--usage-limit",
            "5");

    assertThat(api.last().body())
        .isEqualTo("{\"name\":\"Line 1\",\"usage_limit\":5,\"kind\":\"passcode\"}");
    assertThat(made.out()).containsOnlyOnce("Zx81");
    assertThat(made.err()).contains("not shown again").doesNotContain("Zx81");
  }

  @Test
  @DisplayName("secrets come from a file or the input and have no option of their own")
  void secrets() {
    api.on("POST /api/v1/users", 201, "{\"id\":\"x\"}");

    crest.input("correct horse\n");
    done("user", "create", "--login", "ada", "--password-file", "-");

    assertThat(api.last().body()).isEqualTo("{\"login\":\"ada\",\"password\":\"correct horse\"}");
    assertThat(crest.run("user", "create", "--login", "ada", "--password", "x").exit())
        .isEqualTo(2);
    var set = crest.run("user", "create", "--login", "ada", "--set", "password=x");
    assertThat(set.exit()).isEqualTo(2);
    assertThat(set.err()).contains("--password-file");
    assertThat(done("user", "create", "--help").out())
        .contains("--password-file")
        .doesNotContain("--password=")
        .doesNotContain("--password ");
    assertThat(done("passcode", "create", "--help").out())
        .contains("--value-file")
        .doesNotContain("--value=")
        .doesNotContain("--kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv text/csv", "zip application/zip"})
  @DisplayName("a file is sent as it is, its type told by its name")
  void upload(String row) {
    var ending = row.split(" ")[0];
    crest.write("requests." + ending, "a;b\nc");
    api.on("POST /api/v1/certificate-requests/batch?policy_id=" + ID, 202, "{\"id\":\"x\"}");

    done("request", "create-batch", "--policy-id", ID, "--file", "requests." + ending);

    assertThat(api.last().header("content-type")).isEqualTo(row.split(" ")[1]);
    assertThat(api.last().body()).isEqualTo("a;b\nc");
  }

  @Test
  @DisplayName("a form holds the file and the other fields")
  void form() {
    crest.write("devices.csv", "serial\n1\n");
    api.on("POST /api/v1/devices/import", 202, "{\"id\":\"x\"}");

    done("device", "import", "--file", "devices.csv", "--group-id", ID);

    assertThat(api.last().header("content-type")).startsWith("multipart/form-data; boundary=");
    assertThat(api.last().body())
        .contains(
            "name=\"file\"; filename=\"devices.csv\"\r\nContent-Type: text/csv\r\n\r\nserial\n1\n\r\n")
        .contains("name=\"group_id\"\r\n\r\n" + ID + "\r\n--");
  }

  @Test
  @DisplayName("a download goes to a file, readable by its owner only, or to the output")
  void download() throws Exception {
    api.on(
        "GET /api/v1/certificates/" + ID + "/file?chain=true",
        200,
        "application/x-pem-file",
        "PEM\n");

    assertThat(done("certificate", "download", ID, "--chain").out()).isEqualTo("PEM\n");
    done(
        "certificate",
        "download",
        ID,
        "--chain",
        "--as",
        "application/x-pem-file",
        "--output",
        "c.pem");

    assertThat(api.last().header("accept")).isEqualTo("application/x-pem-file");
    var file = folder.resolve("c.pem");
    assertThat(file).hasContent("PEM");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                java.nio.file.Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("an argument cannot leave its place in the path")
  void path() {
    api.on(
        "GET /api/v1/jobs/..%2Fusers%3Fx%3D1",
        404, "application/problem+json", "{\"detail\":\"none\"}");
    assertThat(crest.run("job", "get", "../users?x=1").exit()).isEqualTo(1);
    assertThat(crest.run("job", "get", "..").exit()).isEqualTo(2);
    assertThat(api.requests()).hasSize(1);
  }
}
