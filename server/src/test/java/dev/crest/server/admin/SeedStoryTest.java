package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Pem;
import dev.crest.server.access.Role;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the seed, «Configure EST» to «Use EST with device management», each done through the
 * API alone by a solution administrator; then its curl commands.
 */
class SeedStoryTest {
  private static final HeldCertificate FACTORY =
      new HeldCertificate.Builder().commonName("Factory CA").certificateAuthority(0).build();
  private static TestServer server;
  private static ApiClient admin;
  private static String divisionId;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR);
    divisionId = admin.post("/divisions", "{\"name\":\"Plant Lyon\"}").expect(201).id();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String json(String single) {
    return single.replace('\'', '"');
  }

  private static String profile(String name) {
    return admin
        .post(
            "/certificate-profiles", json("{'name':'" + name + "','template':'device-tls-client'}"))
        .expect(201)
        .id();
  }

  private static ApiReply policy(String name, String authenticationPolicyId, String more) {
    return admin
        .post(
            "/certificate-policies",
            json(
                "{'name':'"
                    + name
                    + "','division_id':'"
                    + divisionId
                    + "','methods':['est'],'authentication_policy_id':'"
                    + authenticationPolicyId
                    + "','profile_id':'"
                    + profile(name)
                    + "','keypair_generation':'local'"
                    + more
                    + "}"))
        .expect(201);
  }

  private static String authenticationPolicy(String name, String credentials) {
    return json(
        "{'name':'"
            + name
            + "','division_id':'"
            + divisionId
            + "','credentials':["
            + credentials
            + "]}");
  }

  private static String url(ApiReply policy, String host, String operation) {
    return policy.json().at("/est/policy/" + host + "/" + operation).asString();
  }

  @Test
  @DisplayName("a policy made with one POST a step enrols by passcode and renews by certificate")
  void passcode() throws Exception {
    var authentication =
        admin
            .post(
                "/authentication-policies",
                authenticationPolicy("Line 1", "{'kind':'passcode','name':'Shift A'}"))
            .expect(201);
    var passcode = authentication.json().at("/credentials/0/passcode").asString();
    var policy = policy("Sensors", authentication.id(), "");
    assertThat(policy.id()).startsWith("IOT_");
    assertThat(url(policy, "public_host", "simpleenroll"))
        .endsWith("/.well-known/est/devicetrustmanager/" + policy.id() + "/simpleenroll");

    var device =
        new SeedDevice(folder, server)
            .request("/C=AU/ST=Some-State/O=Internet Widgits/CN=sensor-1");
    var first = device.enroll(url(policy, "public_host", "simpleenroll"), passcode).expect(200);
    device.keep(first, "certificate.pem");
    var renewed =
        device
            .enroll(
                url(policy, "client_auth_host", "simplereenroll"), "certificate.pem", "private.pem")
            .expect(200);
    device.keep(renewed, "renewed.pem");
    assertThat(device.text("renewed.pem"))
        .contains("CN = sensor-1", "TLS Web Client Authentication");
    var used = admin.get("/authentication-policies/" + authentication.id() + "/credentials");
    assertThat(used.expect(200).json().at("/items/0/uses").asInt()).isEqualTo(1);
    assertThat(new String(used.body())).doesNotContain(passcode);
  }

  @Test
  @DisplayName("an authentication certificate and an authentication CA enrol, too")
  void certificates() throws Exception {
    var ca = Pem.write("CERTIFICATE", FACTORY.certificate().der()).replace("\n", "\\n");
    var authentication =
        admin
            .post(
                "/authentication-policies",
                authenticationPolicy(
                    "Line 2",
                    "{'kind':'authentication_certificate','name':'Line','issue':{'common_name':'line-2'}},"
                        + "{'kind':'authentication_authority','name':'Factory','bind_name':true,'certificate':'"
                        + ca
                        + "'}"))
            .expect(201);
    var policy = policy("Gateways", authentication.id(), "");
    var issued = authentication.json().at("/credentials/0");
    var device =
        new SeedDevice(folder, server)
            .request("/CN=gateway-1")
            .write("authentication_certificate.pem", issued.at("/certificate/pem").asString())
            .write("authentication_key.pem", issued.path("private_key").asString());
    var url = url(policy, "client_auth_host", "simpleenroll");
    device.enroll(url, "authentication_certificate.pem", "authentication_key.pem").expect(200);

    var born = new HeldCertificate.Builder().commonName("gateway-2").signedBy(FACTORY).build();
    device
        .write("born.pem", Pem.write("CERTIFICATE", born.certificate().der()))
        .write(
            "born-key.pem",
            Pem.write(
                "PRIVATE KEY",
                dev.crest.pkix.Der.of(dev.crest.pkix.Keys.pkcs8(born.keyPair().getPrivate()))))
        .request("/CN=gateway-2");
    device.enroll(url, "born.pem", "born-key.pem").expect(200);
    device.request("/CN=gateway-3");
    device.enroll(url, "born.pem", "born-key.pem").expect(400);
  }

  @Test
  @DisplayName(
      "a device group's URL registers the device, which is then listed with its certificates")
  void devices() throws Exception {
    var authentication =
        admin
            .post(
                "/authentication-policies",
                authenticationPolicy("Birth", "{'kind':'passcode','name':'Factory floor'}"))
            .expect(201);
    var passcode = authentication.json().at("/credentials/0/passcode").asString();
    var policy = policy("Birth", authentication.id(), ",'model':'device_lifecycle'");
    var assignment = assignedGroup(policy.id());
    var url = assignment.json().at("/est/public_host/simpleenroll").asString();
    assertThat(url).contains(policy.id() + "/device-group/");

    var device = new SeedDevice(folder, server).request("/O=Example/CN=GW-0001");
    device.keep(device.enroll(url, passcode).expect(200), "certificate.pem");
    var renewal = assignment.json().at("/est/client_auth_host/simplereenroll").asString();
    device.enroll(renewal, "certificate.pem", "private.pem").expect(200);

    var listed = admin.get("/devices?name=GW-0001").expect(200).json().at("/items/0");
    assertThat(listed.path("state").asString()).isEqualTo("provisioned");
    assertThat(listed.at("/inventory/serial_number").asString()).isEqualTo("GW-0001");
    var held =
        admin.get("/devices/" + listed.path("id").asString() + "/certificates").expect(200).json();
    assertThat(held.path("items")).hasSize(2);
    assertThat(device.text("certificate.pem")).contains("CN = GW-0001");
  }

  /** Makes a device group, and assigns it the policy for first enrolments. */
  private static ApiReply assignedGroup(String policyId) {
    var group =
        admin
            .post(
                "/device-groups",
                json(
                    "{'name':'Gateways','division_id':'"
                        + divisionId
                        + "','identity_attributes':['serial_number']}"))
            .expect(201);
    return admin
        .post(
            "/device-groups/" + group.id() + "/policy-assignments",
            json(
                "{'name':'Birth','usage':'bootstrap','policy_id':'"
                    + policyId
                    + "','mapping':{'subject.common_name':'serial_number'}}"))
        .expect(201);
  }
}
