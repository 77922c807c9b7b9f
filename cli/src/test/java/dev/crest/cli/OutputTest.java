package dev.crest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.cli.terminal.Table;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command prints and ends with. */
class OutputTest {
  private static final String ID = "0190c0de-0000-7000-8000-000000000001";

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

  @Test
  @DisplayName("a list is a table with aligned columns; what others wrote cannot move the cursor")
  void table() {
    api.on(
        "GET /api/v1/divisions",
        200,
        "{\"items\":[{\"id\":\"1\",\"account_id\":\"a\",\"name\":\"Lyon\",\"description\":\"\"},"
            + "{\"id\":\"22\",\"name\":\"里昂\",\"description\":\"a\\u001b[2Jb\"}],\"next\":\"abc\"}");

    var outcome = crest.run("division", "list");

    assertThat(outcome.out())
        .isEqualTo(
            """
            ID  NAME  DESCRIPTION
            1   Lyon
            22  里昂  a\\u001b[2Jb
            """);
    assertThat(outcome.err()).contains("--all").contains("--cursor abc");
    assertThat(crest.run("division", "list", "--columns", "name,account_id").out())
        .startsWith("NAME  ACCOUNT ID\nLyon  a\n");
  }

  @Test
  @DisplayName("a table fits the terminal")
  void narrow() {
    var out = new ByteArrayOutputStream();
    var table =
        new Table(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            List.of("id", "name"),
            OptionalInt.of(20));

    table.print(List.of(List.of("12345", "a very long name indeed")));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("ID     NAME\n12345  a very long …\n");
  }

  @Test
  @DisplayName("one object is shown by the names of its options")
  void details() {
    api.on(
        "GET /api/v1/certificate-profiles/" + ID,
        200,
        "{\"id\":\"1\",\"name\":\"Sensor\",\"content\":{\"validity\":{\"usual\":\"P30D\"},\"key_types\":[\"a\",\"b\"],"
            + "\"subject\":[{\"field\":\"CN\"}]},\"pem\":\"x\\ny\\n\",\"gone\":null}");

    assertThat(crest.run("profile", "get", ID).out())
        .isEqualTo(
            """
            id                        1
            name                      Sensor
            content.validity.usual    P30D
            content.key_types         a, b
            content.subject[0].field  CN
            pem
            x
            y
            """);
  }

  @Test
  @DisplayName(
      "--json is what the API answered, byte for byte; --all is one object a line over all pages")
  void json() {
    var first = "{\"items\": [{\"id\":\"1\",\"n\":1.0}],  \"next\":\"c2\"}";
    api.on("GET /api/v1/divisions", 200, first);
    api.on("GET /api/v1/divisions?limit=500", 200, first);
    api.on(
        "GET /api/v1/divisions?limit=500&cursor=c2",
        200,
        "{\"items\":[{\"id\":\"2\"}],\"next\":null}");

    assertThat(crest.run("division", "list", "--json").out()).isEqualTo(first + "\n");
    assertThat(crest.run("division", "list", "--json", "--all").out())
        .isEqualTo("{\"id\":\"1\",\"n\":1.0}\n{\"id\":\"2\"}\n");
    assertThat(crest.run("division", "list", "--all", "--columns", "id").out())
        .isEqualTo("ID\n1\n2\n");
  }

  @Test
  @DisplayName("a problem names each field by the option that sets it, and the request")
  void problem() {
    api.refuses(
        "POST /api/v1/certificate-policies",
        400,
        "{\"type\":\"urn:crest:problem:x\",\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"Two.\","
            + "\"request_id\":\"r-1\",\"errors\":[{\"pointer\":\"/usage_limit\",\"detail\":\"must be positive\"},"
            + "{\"pointer\":\"/methods/1\",\"detail\":\"unknown\"},{\"pointer\":\"/division_id\",\"detail\":\"is missing\"},"
            + "{\"pointer\":\"/else\\u001b\",\"detail\":\"what\"}]}");

    var refused = crest.run("policy", "create", "--usage-limit", "0", "--methods", "est,x");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("crest: The request is not valid:\n")
        .contains("  --usage-limit  must be positive\n")
        .contains("  --methods/1    unknown\n")
        .contains("  --division     is missing\n")
        .contains("/else\\u001b")
        .contains("(request r-1)");
  }

  @Test
  @DisplayName("a problem of a list names the filter, and is JSON where that was asked for")
  void problemOfList() {
    var body =
        "{\"title\":\"The request is not valid\",\"status\":400,\"detail\":\"d\",\"errors\":[{\"parameter\":\"sort\",\"detail\":\"must be id\"}]}";
    api.refuses("GET /api/v1/divisions?sort=x", 400, body);

    assertThat(crest.run("division", "list", "--sort", "x").err()).contains("  --sort  must be id");
    assertThat(crest.run("division", "list", "--sort", "x", "--json").err()).isEqualTo(body + "\n");
  }

  @Test
  @DisplayName(
      "exit codes: 1 refused, 2 wrong usage, 3 no connection, 4 not signed in or not permitted")
  void exitCodes() {
    api.refuses(
        "DELETE /api/v1/divisions/" + ID, 409, "{\"title\":\"Clash\",\"detail\":\"in use\"}");
    api.refuses("GET /api/v1/jobs", 401, "{\"title\":\"Not signed in\",\"detail\":\"no\"}");
    api.refuses("GET /api/v1/devices", 403, "{\"title\":\"Not permitted\",\"detail\":\"no\"}");
    api.on("GET /api/v1/certificates", 502, "text/html", "<html>");

    assertThat(crest.run("division", "delete", ID).exit()).isEqualTo(1);
    assertThat(crest.run("certificate", "list").exit()).isEqualTo(1);
    assertThat(crest.run("job", "list").exit()).isEqualTo(4);
    assertThat(crest.run("device", "list").exit()).isEqualTo(4);
    assertThat(crest.run("division").exit()).isEqualTo(2);
    assertThat(crest.run("division", "fly").err())
        .contains("there is no command 'fly'")
        .contains("list, get, create, update, delete");
    assertThat(crest.run("divisoin", "list").exit()).isEqualTo(2);
    assertThat(crest.run("division", "list", "--nmae", "x").exit()).isEqualTo(2);
    assertThat(crest.run("policy", "create", "--usage-limit", "many").err())
        .contains("--usage-limit must be a number");
    assertThat(crest.run("division", "get").exit()).isEqualTo(2);
    assertThat(crest.run().exit()).isEqualTo(2);
    assertThat(crest.run("--help").out()).contains("Exit codes: 0 done").contains("passcode");
    crest.set("CREST_URL", "https://localhost:1");
    assertThat(crest.run("job", "list").exit()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "a creation whose connection is lost is sent once more with the same idempotency key")
  void retry() {
    api.drops("POST /api/v1/divisions").on("POST /api/v1/divisions", 201, "{\"id\":\"1\"}");
    assertThat(crest.run("division", "create", "--name", "Lyon").exit()).isZero();
    var keys =
        api.requests().stream()
            .map(request -> request.header("idempotency-key"))
            .distinct()
            .toList();
    assertThat(api.requests()).hasSize(2);
    assertThat(keys).hasSize(1).allMatch(key -> key.length() == 36);

    api.drops("PATCH /api/v1/divisions/" + ID);
    var lost = crest.run("division", "update", ID, "--name", "x");
    assertThat(lost.exit()).isEqualTo(3);
    assertThat(lost.err()).contains("not known");
    assertThat(api.requests()).hasSize(3);
  }

  @Test
  @DisplayName("a job is watched until it has ended; a failed one is a failure")
  void watch() {
    var job = "{\"id\":\"" + ID + "\",\"state\":\"%s\",\"total\":200,\"done\":%d,\"failed\":%d}";
    var line = "GET /api/v1/jobs/" + ID;
    api.on(line, 200, job.formatted("running", 50, 0))
        .on(line, 200, job.formatted("running", 150, 2))
        .on(line, 200, job.formatted("completed", 200, 2));

    var watched = crest.run("job", "get", ID, "--watch", "--json");

    assertThat(watched.exit()).isZero();
    assertThat(watched.err())
        .isEqualTo(
            """
             25 %  50 of 200  running
             75 %  150 of 200  running, 2 failed
            100 %  200 of 200  completed, 2 failed
            """);
    assertThat(watched.out()).isEqualTo(job.formatted("completed", 200, 2) + "\n");
    api.on("POST /api/v1/jobs/" + ID + "/cancel", 200, job.formatted("cancelled", 3, 0));
    assertThat(crest.run("job", "cancel", ID, "--watch").exit()).isEqualTo(1);
  }
}
