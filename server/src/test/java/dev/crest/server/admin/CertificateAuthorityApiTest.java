package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.LenientDecoder;
import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.OpenSsl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** CAs over the management API, with openssl as the CA elsewhere. */
class CertificateAuthorityApiTest {
  private static final String PATH = "/certificate-authorities";

  private static TestServer server;
  private static ApiClient admin;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String json(String single) {
    return single.replace('\'', '"');
  }

  private static ApiReply create(String name, String more) {
    return admin.post(
        PATH, json("{'name':'" + name + "','subject':{'common_name':'" + name + "'}" + more + "}"));
  }

  private static Certificate certificate(ApiReply reply) {
    var pem = reply.text("certificate").getBytes(StandardCharsets.US_ASCII);
    return Certificate.read(LenientDecoder.one(pem, Set.of("CERTIFICATE")).der());
  }

  @Test
  @DisplayName("root, intermediate and issuing CA by one POST each; the chain is verified")
  void hierarchy() {
    var root = create("API root", ",'kind':'root','key_type':'ec_p384'").expect(201);
    var between =
        create("API between", ",'kind':'intermediate','parent_id':'" + root.id() + "'").expect(201);
    var issuing =
        create(
                "API issuing",
                ",'kind':'issuing','validity':'P365D','parent_id':'" + between.id() + "'")
            .expect(201);
    assertThat(issuing.text("status")).isEqualTo("enabled");
    assertThat(issuing.text("key_type")).isEqualTo("ec_p256");
    assertThat(issuing.text("subject")).isEqualTo("CN=API issuing");
    assertThat(issuing.text("chain").split("BEGIN CERTIFICATE", -1)).hasSize(4);
    new OpenSsl(folder)
        .verify(certificate(issuing), java.util.List.of(certificate(between)), certificate(root));
    var listed = admin.get(PATH + "?parent_id=" + between.id()).expect(200).json();
    assertThat(listed.at("/items/0/id").asString()).isEqualTo(issuing.id());
    assertThat(listed.path("items")).hasSize(1);
    assertThat(new String(issuing.body(), StandardCharsets.UTF_8)).doesNotContain("PRIVATE KEY");
  }

  @Test
  @DisplayName("every fault of a draft is named by its pointer")
  void faults() {
    var refused =
        admin
            .post(
                PATH,
                json(
                    "{'name':'X','kind':'issuing','key_type':'ed448','validity':'PT1S','subject':{"
                        + "'common_name':'','country':'Atlantis'}}"))
            .expect(400);
    assertThat(refused.pointers())
        .containsExactlyInAnyOrder(
            "/key_type", "/validity", "/subject/common_name", "/subject/country", "/parent_id");
    create("Twice", ",'kind':'root'").expect(201);
    assertThat(create("Twice", ",'kind':'root'").expect(409).pointers())
        .containsExactly("/subject");
  }

  @Test
  @DisplayName("renaming, disabling with what used it, enabling, renewing: by the version")
  void life() {
    var root = create("Life root", ",'kind':'root'").expect(201);
    var made =
        create("Life", ",'kind':'issuing','validity':'P30D','parent_id':'" + root.id() + "'")
            .expect(201);
    var path = PATH + "/" + made.id();
    var renamed = admin.patch(path, json("{'name':'Life 2'}")).expect(200);
    assertThat(renamed.headers().firstValue("etag")).contains("\"2\"");
    admin.with("If-Match", "\"1\"").patch(path, json("{'name':'Life 3'}")).expect(409);
    var disabled = admin.with("If-Match", "\"2\"").post(path + "/disable").expect(200);
    assertThat(disabled.text("status")).isEqualTo("disabled");
    assertThat(admin.post(path + "/enable").expect(200).text("status")).isEqualTo("enabled");
    var renewed = admin.post(path + "/renew", json("{'validity':'P90D'}")).expect(200);
    assertThat(renewed.json().path("former_certificates")).hasSize(1);
    assertThat(certificate(renewed).publicKeyInfo()).isEqualTo(certificate(made).publicKeyInfo());
    admin.delete(path).expect(409);
    admin.post(PATH + "/" + root.id() + "/renew", "{}").expect(409);
  }

  @Test
  @DisplayName("disabling the CA of a policy names the policy")
  void usedBy() {
    var issuing =
        admin
            .get(PATH + "?kind=issuing&name=Crest")
            .expect(200)
            .json()
            .at("/items/0/id")
            .asString();
    server.policy().enrolled("ca-user");
    var disabled = admin.post(PATH + "/" + issuing + "/disable").expect(200);
    assertThat(disabled.json().path("used_by")).isNotEmpty();
    admin.post(PATH + "/" + issuing + "/enable").expect(200);
    var own =
        admin.get(PATH + "?kind=infrastructure").expect(200).json().at("/items/0/id").asString();
    admin.post(PATH + "/" + own + "/disable").expect(409);
  }

  @Test
  @DisplayName("a CA elsewhere signs the request, and its answer is installed; or it is withdrawn")
  void external() throws IOException {
    var openSsl = new OpenSsl(folder);
    openSsl.run(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Elsewhere Root",
        "-days",
        "3650",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign");
    var pending = create("Elsewhere", ",'kind':'issuing','external':true").expect(201);
    assertThat(pending.text("status")).isEqualTo("pending");
    var path = PATH + "/" + pending.id();
    openSsl.file("ca.csr", admin.get(path + "/request").expect(200).text("request"));
    openSsl.file(
        "ca.cnf",
        "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"
            + "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    openSsl.run(
        "x509",
        "-req",
        "-in",
        "ca.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-days",
        "1000",
        "-extfile",
        "ca.cnf",
        "-out",
        "ca.pem");
    // openssl's certificates begin when it runs, which is after the server's clock was made.
    server.clock().turnTo(Instant.now().plusSeconds(1));
    assertThat(install(path, read("ca.pem")).expect(400).pointers()).containsExactly("/file");
    install(path, "!").expect(400);
    var installed = install(path, read("ca.pem") + read("root.pem")).expect(200);
    assertThat(installed.text("status")).isEqualTo("enabled");
    var waiting = create("Withdrawn", ",'kind':'issuing','external':true").expect(201);
    admin.delete(PATH + "/" + waiting.id()).expect(204);
    admin.get(PATH + "/" + waiting.id()).expect(404);

    openSsl.run(
        "pkcs12",
        "-export",
        "-in",
        "root.pem",
        "-inkey",
        "root.key",
        "-passout",
        "pass:open",
        "-out",
        "root.p12");
    var file = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("root.p12")));
    assertThat(imported(file, "shut").expect(400).pointers()).containsExactly("/file");
    // The root's certificate is there already, as the chain's.
    imported(file, "open").expect(409);
  }

  private static ApiReply install(String path, String file) {
    return admin.post(
        path + "/certificate",
        JsonMapper.shared().writeValueAsString(java.util.Map.of("file", file)));
  }

  private static ApiReply imported(String file, String passphrase) {
    return admin.post(
        PATH + "/import",
        json(
            "{'name':'Imported','kind':'root','file':'"
                + file
                + "','passphrase':'"
                + passphrase
                + "'}"));
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  @DisplayName("only a system administrator changes CAs; others see them")
  void roles() {
    var solution = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR);
    var limited = ApiClient.as(server, Role.SYSTEM_ADMINISTRATOR, server.divisionId());
    solution.get(PATH).expect(200);
    limited.get(PATH).expect(200);
    for (var client : new ApiClient[] {solution, limited}) {
      client
          .post(PATH, json("{'name':'N','kind':'root','subject':{'common_name':'N'}}"))
          .expect(403);
      client.post(PATH + "/import", "{}").expect(403);
    }
    admin.get(PATH + "/nobody").expect(404);
    admin.get(PATH + "/nobody/request").expect(404);
    admin.post(PATH + "/nobody/renew", "{}").expect(404);
    admin.post(PATH + "/nobody/disable").expect(404);
  }
}
