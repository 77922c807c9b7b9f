package dev.crest.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedGroup;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.testkit.HeldRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batches through the API. */
class JobApiTest {
  private static final String CSV = "text/csv";
  private static TestServer server;
  private static ApiClient admin;
  private static ServedPolicy policy;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    policy =
        server.policy(draft ->
            draft
                .managing(Model.CERTIFICATE_ISSUANCE, Set.of(Method.EST, Method.BATCH_REQUEST))
                .withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), true));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String path() {
    return "/jobs?name=batch&policy_id=" + policy.id();
  }

  private static JsonNode ended(String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (true) {
      var job = admin.get("/jobs/" + id).expect(200).json();
      if (Set.of("done", "cancelled").contains(job.path("status").asString())) {
        return job;
      }
      assertThat(System.nanoTime()).as(job.toString()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  @DisplayName(
      "500 rows: the good ones are issued, the others reported by number; interactive enrolment goes on meanwhile")
  void manyRows() throws Exception {
    var csv = new StringBuilder("\ufefflabel,csr,subject.common_name,san.dns_name\r\n");
    var pem = new HeldRequest.Builder().commonName("batch-csr").build().pem();
    for (int i = 1; i <= 500; i++) {
      csv.append(
          switch (i) {
            case 1 -> "first,\"" + pem + "\",,\r\n";
            case 10 -> "=cmd(),nonsense,,\r\n";
            case 20 -> "short,\r\n";
            case 30 -> "both,\"" + pem + "\",name,\r\n";
            case 40 -> "again,,row-39,row-39.example\r\n";
            case 50 -> "bad name,,row-50,not a host\r\n";
            case 60 -> ",,,\r\n";
            default -> "row " + i + ",,row-" + i + ",row-" + i + ".example;r" + i + ".example\r\n";
          });
    }
    var csvText =
        csv.toString()
            .replace("row 39,,row-39,row-39.example;r39.example", "row 39,,row-39,row-39.example");
    var made = admin.upload(path(), CSV, csvText.getBytes(UTF_8)).expect(201);
    assertThat(made.text("password")).matches("[0-9A-Za-z]{20}");
    var request = new HeldRequest.Builder().commonName("meanwhile").build();
    assertThat(
            server
                .client()
                .send(
                    EstRequest.post(policy.path("simpleenroll"), request)
                        .passcode(policy.passcode().value()))
                .status())
        .isEqualTo(200);

    var job = ended(made.id());
    assertThat(job.path("total").asLong()).isEqualTo(500);
    assertThat(job.path("done").asLong()).isEqualTo(494);
    assertThat(job.path("failed").asLong()).isEqualTo(6);
    assertThat(job.has("password")).isFalse();

    var failed = admin.get("/jobs/" + made.id() + "/rows?status=failed").expect(200).json();
    assertThat(failed.path("items").valueStream().map(row -> row.path("number").asLong()))
        .containsExactly(10L, 20L, 30L, 40L, 50L, 60L);
    assertThat(failed.path("items").get(4).path("faults").toString()).contains("san.dns_name");

    var report = new String(admin.get("/jobs/" + made.id() + "/results").expect(200).body(), UTF_8);
    assertThat(report.lines()).hasSize(501);
    assertThat(report).contains("\"'=cmd()\"").contains("\"40\",\"again\",\"failed\"");

    var files = files(admin.get("/jobs/" + made.id() + "/files").expect(200).body());
    assertThat(files).hasSize(494).containsKey("results.csv").containsKey("2-row_2.p12");
    var store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(files.get("2-row_2.p12")), made.text("password").toCharArray());
    assertThat(store.size()).isPositive();
    assertThat(
            server.number(
                "select count(*) from job where password is not null and status = 'done'"))
        .isZero();
  }

  private static Map<String, byte[]> files(byte[] zip) throws Exception {
    var files = new HashMap<String, byte[]>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  @Test
  @DisplayName(
      "a ZIP of requests in PEM and DER is a batch; names in it are labels and nothing else")
  void zip() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      put(
          zip,
          "../../etc/passwd",
          new HeldRequest.Builder().commonName("zip-1").build().der().bytes());
      put(
          zip,
          "a/b/device.csr",
          new HeldRequest.Builder().commonName("zip-2").build().pem().getBytes(UTF_8));
      put(zip, "__MACOSX/._device.csr", new byte[] {1});
      put(zip, "empty.csr", new byte[0]);
      put(zip, "large.csr", new byte[70_000]);
      put(zip, "nested.zip", new byte[] {'P', 'K', 3, 4});
    }
    var made = admin.upload(path(), "application/octet-stream", bytes.toByteArray()).expect(201);
    assertThat(made.json().has("password")).isFalse();
    var job = ended(made.id());
    assertThat(job.path("done").asLong()).isEqualTo(2);
    assertThat(job.path("failed").asLong()).isEqualTo(3);
    var rows = admin.get("/jobs/" + made.id() + "/rows").json().path("items");
    assertThat(rows.valueStream().map(row -> row.path("label").asString()))
        .containsExactly("passwd", "device.csr", "empty.csr", "large.csr", "nested.zip");
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws Exception {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  @Test
  @DisplayName("a form with a file part is taken too; anything else is refused, and nothing kept")
  void forms() throws Exception {
    var form =
        "--x\r\nContent-Disposition: form-data; name=\"policy_id\"\r\n\r\n"
            + policy.id()
            + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            + "subject.common_name\nform-1\n\r\n--x--\r\n";
    var made =
        admin.upload("/jobs", "multipart/form-data; boundary=x", form.getBytes(UTF_8)).expect(201);
    assertThat(ended(made.id()).path("done").asLong()).isEqualTo(1);

    long before = server.number("select count(*) from job");
    admin.upload("/jobs", "multipart/form-data; boundary=x", "--x--".getBytes(UTF_8)).expect(400);
    admin.upload(path(), "application/json", "{}".getBytes(UTF_8)).expect(415);
    admin.upload("/jobs", CSV, "csr\n".getBytes(UTF_8)).expect(400);
    admin.upload(path() + "&kind=nonsense", CSV, "csr\n".getBytes(UTF_8)).expect(400);
    admin.upload(path(), CSV, "csr,shoe_size\nx,44\n".getBytes(UTF_8)).expect(400);
    admin.upload("/jobs?policy_id=IOT_none", CSV, "csr\nx\n".getBytes(UTF_8)).expect(404);
    var other =
        server
            .catalog()
            .accounts()
            .createDivision(Actor.system(), server.accountId(), "Far", "")
            .id();
    var stranger = ApiClient.as(server, Role.DEVICE_CREATOR, other);
    stranger.upload(path(), CSV, "csr\nx\n".getBytes(UTF_8)).expect(404);
    for (var form2 : new String[] {"", "/rows", "/results", "/files"}) {
      stranger.get("/jobs/" + made.id() + form2).expect(404);
    }
    stranger.post("/jobs/" + made.id() + "/cancel").expect(404);
    assertThat(stranger.get("/jobs").expect(200).json().path("items")).isEmpty();
    assertThat(server.number("select count(*) from job")).isEqualTo(before);
    assertThat(
            server.number("select count(*) from job_row where job_id not in (select id from job)"))
        .isZero();
  }

  @Test
  @DisplayName("a cancelled job does nothing more, and says what was done until then")
  void cancelled() throws Exception {
    var csv = new StringBuilder("subject.common_name,key_type\n");
    for (int i = 1; i <= 2000; i++) {
      csv.append("cancel-").append(i).append(",rsa_2048\n");
    }
    var made = admin.upload(path(), CSV, csv.toString().getBytes(UTF_8)).expect(201);
    admin.with("if-match", "\"99\"").post("/jobs/" + made.id() + "/cancel").expect(409);
    var cancelled = admin.post("/jobs/" + made.id() + "/cancel").expect(200);
    long done = cancelled.json().path("done").asLong();
    assertThat(cancelled.text("status")).isEqualTo("cancelled");
    assertThat(done).isLessThan(2000);
    admin.post("/jobs/" + made.id() + "/cancel").expect(409);
    Thread.sleep(500);
    var after = admin.get("/jobs/" + made.id()).json();
    assertThat(after.path("done").asLong()).isEqualTo(done);
    assertThat(
            server.number(
                "select count(*) from job_row where status = 1 and job_id = ?", made.id()))
        .isEqualTo(done);
    var rest = admin.get("/jobs/" + made.id() + "/rows?status=cancelled&limit=1").json();
    assertThat(rest.path("items").get(0).path("status").asString()).isEqualTo("cancelled");
    assertThat(admin.get("/jobs?status=cancelled").json().toString()).contains(made.id());
  }

  @Test
  @DisplayName(
      "devices are registered by CSV: each row in its group, bad rows by number, the good ones listed")
  void devices() throws Exception {
    var group = ServedGroup.on(server, "Imported");
    var csv = new StringBuilder("serial_number,mac_address,custom.colour,desired.interval,name\n");
    for (int i = 1; i <= 200; i++) {
      csv.append(
          switch (i) {
            case 7 -> "import-6,,,,\n";
            case 8 -> ",,red,,no identity\n";
            case 9 -> "import-9,not a mac,,,\n";
            default -> "import-" + i + ",,red,60,\n";
          });
    }
    var to = "/jobs?kind=device_registrations&group_id=";
    var made = admin.upload(to + group.id(), CSV, csv.toString().getBytes(UTF_8)).expect(201);
    assertThat(made.text("group_id")).isEqualTo(group.id());
    var job = ended(made.id());
    assertThat(job.path("done").asLong()).isEqualTo(197);
    var failed = admin.get("/jobs/" + made.id() + "/rows?status=failed").json().path("items");
    assertThat(failed.valueStream().map(row -> row.path("number").asLong()))
        .containsExactly(7L, 8L, 9L);
    assertThat(failed.get(2).path("faults").toString()).contains("inventory.mac_address");
    assertThat(server.number("select count(*) from device where group_id = ?", group.id()))
        .isEqualTo(197);
    assertThat(
            server.number(
                "select count(*) from job_row r join device d on d.id = r.result_id where r.job_id = ?",
                made.id()))
        .isEqualTo(197);
    assertThat(
            server.number(
                "select count(*) from audit_event where action = 'device.register' and actor like 'service-user:%'"))
        .isEqualTo(197);

    var again =
        admin
            .upload(to + group.id(), CSV, "serial_number\nimport-1\nnew-1\n".getBytes(UTF_8))
            .expect(201);
    assertThat(ended(again.id()).path("failed").asLong()).isEqualTo(1);

    admin.upload(to + "none", CSV, "serial_number\nx\n".getBytes(UTF_8)).expect(404);
    admin.upload(to + group.id(), CSV, "shoe_size\n44\n".getBytes(UTF_8)).expect(400);
    var requester = ApiClient.as(server, Role.DEVICE_ADMINISTRATOR, server.divisionId());
    requester.upload(to + group.id(), CSV, "serial_number\nx\n".getBytes(UTF_8)).expect(403);
  }
}
