package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates as a noun of the API. */
class CertificateApiTest {
  @TempDir static Path folder;
  private static TestServer server;
  private static ApiClient admin;
  private static ServedPolicy policy;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    policy = server.policy();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String id(Device device) {
    return server.stored(device.certificate()).id();
  }

  private static int reenrol(Device device) {
    var request = new HeldRequest.Builder().commonName("again").build();
    return server
        .client()
        .clientAuth()
        .presenting(device.identity())
        .send(EstRequest.post(policy.path("simplereenroll"), request))
        .status();
  }

  @Test
  @DisplayName("a certificate is found by what is known of it, and shown with everything")
  void shown() {
    var device = policy.enrolled("pump-7");
    var serial = device.certificate().serialNumber().hex();
    for (var query :
        new String[] {
          "serial=" + serial, "common_name=PUMP-7", "policy_id=" + policy.id() + "&common_name=pump"
        }) {
      var items = admin.get("/certificates?" + query).expect(200).json().path("items");
      assertThat(items.valueStream().map(item -> item.path("id").asString()))
          .as(query)
          .containsExactly(id(device));
    }
    var detail = admin.get("/certificates/" + id(device)).expect(200).json();
    assertThat(detail.path("certificate").path("subject").asString()).isEqualTo("CN=pump-7");
    assertThat(detail.path("certificate").path("credential_id").asString()).isNotEmpty();
    assertThat(detail.path("key").asString()).isEqualTo("EC P-256");
    assertThat(detail.path("extensions").toString()).contains("clientAuth", "digitalSignature");
    assertThat(detail.path("chain")).hasSize(2);
    assertThat(detail.at("/chain/1/pem").asString())
        .isEqualTo(dev.crest.pkix.Pem.write("CERTIFICATE", server.root().der()));
    assertThat(admin.get("/certificates?colour=red").expect(400).json().toString())
        .contains("filter");
    admin.get("/certificates/none").expect(404);
  }

  @Test
  @DisplayName("downloads are what openssl reads: PEM, DER, certs-only PKCS#7 and the chain")
  void downloads() throws Exception {
    var id = id(policy.enrolled("downloaded"));
    for (var form : new String[] {"pem", "der", "pkcs7", "chain"}) {
      var reply = admin.get("/certificates/" + id + "/" + form).expect(200);
      assertThat(reply.headers().firstValue("content-disposition").orElseThrow()).contains(id);
      Files.write(folder.resolve(form), reply.body());
    }
    var openssl = new OpenSsl(folder);
    assertThat(openssl.run("x509", "-in", "pem", "-noout", "-subject")).contains("downloaded");
    assertThat(openssl.run("x509", "-inform", "DER", "-in", "der", "-noout", "-subject"))
        .contains("downloaded");
    var printed = openssl.run("pkcs7", "-inform", "DER", "-in", "pkcs7", "-print_certs", "-noout");
    assertThat(printed.lines().filter(line -> line.startsWith("subject"))).hasSize(3);
    Files.writeString(
        folder.resolve("root"), dev.crest.pkix.Pem.write("CERTIFICATE", server.root().der()));
    openssl.run("verify", "-CAfile", "root", "-untrusted", "chain", "pem");
  }

  @Test
  @DisplayName("EST obeys a suspension, its end and a revocation at once")
  void withdrawn() {
    var device = policy.enrolled("withdrawn");
    var path = "/certificates/" + id(device);
    assertThat(admin.post(path + "/suspend").expect(200).text("status")).isEqualTo("suspended");
    assertThat(reenrol(device)).isEqualTo(403);
    admin.post(path + "/suspend", "{}").expect(409);
    assertThat(
            admin
                .post(path + "/resume", "{\"comment\":\"found again\"}")
                .expect(200)
                .text("comment"))
        .isEqualTo("found again");
    assertThat(reenrol(device)).isEqualTo(200);
    var revoked =
        admin
            .post(
                path + "/revoke",
                "{\"reason\":\"cessation_of_operation\",\"comment\":\"scrapped\"}")
            .expect(200);
    assertThat(revoked.text("status")).isEqualTo("revoked");
    assertThat(revoked.text("reason")).isEqualTo("cessation_of_operation");
    assertThat(reenrol(device)).isEqualTo(403);
    admin.post(path + "/resume").expect(409);
    assertThat(
            admin
                .post(path + "/revoke", "{\"reason\":\"certificate_hold\"}")
                .expect(400)
                .pointers())
        .containsExactly("/reason");
    assertThat(admin.post(path + "/revoke", "{\"reason\":\"boredom\"}").expect(400).pointers())
        .containsExactly("/reason");
    assertThat(admin.get("/certificates?status=revoked").json().toString()).contains(id(device));
  }

  @Test
  @DisplayName("another division's certificates are not there, in lists, by id and for changes")
  void otherDivision() {
    var id = id(policy.enrolled("hidden"));
    var other =
        server
            .catalog()
            .accounts()
            .createDivision(Actor.system(), server.accountId(), "Elsewhere", "")
            .id();
    var stranger = ApiClient.as(server, Role.DEVICE_ADMINISTRATOR, other);
    assertThat(stranger.get("/certificates").expect(200).json().path("items")).isEmpty();
    for (var form : new String[] {"", "/pem", "/der", "/pkcs7", "/chain"}) {
      stranger.get("/certificates/" + id + form).expect(404);
    }
    for (var change : new String[] {"revoke", "suspend", "resume", "renew"}) {
      stranger.post("/certificates/" + id + "/" + change, "{}").expect(404);
    }
  }
}
