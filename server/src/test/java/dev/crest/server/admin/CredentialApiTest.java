package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.LenientDecoder;
import dev.crest.server.auth.Crls;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Credentials over the API: made by one POST each, and good for EST. */
class CredentialApiTest {
  private static final HeldCertificate VENDOR =
      new HeldCertificate.Builder().commonName("Vendor").certificateAuthority().build();

  private static TestServer server;
  private static ApiClient admin;
  private static int number;
  private String path = "";
  private String policyId = "";

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void container() {
    number++;
    var id =
        admin
            .post(
                "/authentication-policies",
                "{\"division_id\":\"%s\",\"name\":\"Line %d\"}"
                    .formatted(server.divisionId(), number))
            .expect(201)
            .id();
    path = "/authentication-policies/" + id + "/credentials";
    var profile = server.policy().policy().profileId();
    policyId =
        admin
            .post(
                "/certificate-policies",
                "{\"name\":\"P %d\",\"division_id\":\"%s\",\"authentication_policy_id\":\"%s\",\"profile_id\":\"%s\"}"
                    .formatted(number, server.divisionId(), id, profile))
            .expect(201)
            .id();
  }

  private EstRequest enrol(String commonName) {
    return EstRequest.post(
        "/.well-known/est/devicetrustmanager/" + policyId + "/simpleenroll",
        new HeldRequest.Builder().commonName(commonName).build());
  }

  private int status(EstRequest request) {
    return server.client().send(request).status();
  }

  private int status(EstRequest request, HeldCertificate certificate) {
    var identity = ClientIdentity.of(certificate.certificate(), certificate.keyPair());
    return server.client().presenting(identity).send(request).status();
  }

  @Test
  @DisplayName("a passcode: drawn or chosen, with a user name and a limit; changed, switched off")
  void passcode() {
    var drawn =
        admin
            .post(path, "{\"kind\":\"passcode\",\"name\":\"long\",\"length\":64,\"usage_limit\":1}")
            .expect(201);
    assertThat(drawn.text("passcode")).matches("[0-9A-Za-z]{64}");
    assertThat(status(enrol("a").passcode(drawn.text("passcode")))).isEqualTo(200);
    assertThat(status(enrol("b").passcode(drawn.text("passcode")))).isEqualTo(401);
    var one = path + "/" + drawn.id();
    assertThat(admin.get(one).expect(200).text("status")).isEqualTo("used_up");
    assertThat(admin.get(one).expect(200).json().has("passcode")).isFalse();
    admin.patch(one, "{\"usage_limit\":2}").expect(200);
    assertThat(status(enrol("b").passcode(drawn.text("passcode")))).isEqualTo(200);
    admin.patch(one, "{\"usage_limit\":null}").expect(200);
    admin.post(one + "/disable").expect(200);
    assertThat(status(enrol("c").passcode(drawn.text("passcode")))).isEqualTo(401);
    admin.post(one + "/enable").expect(200);
    assertThat(status(enrol("c").passcode(drawn.text("passcode")))).isEqualTo(200);
    admin.delete(one).expect(204);
    assertThat(status(enrol("d").passcode(drawn.text("passcode")))).isEqualTo(401);
    admin.post(one + "/restore").expect(200);
    assertThat(status(enrol("d").passcode(drawn.text("passcode")))).isEqualTo(200);

    var own =
        admin
            .post(
                path,
                "{\"kind\":\"passcode\",\"name\":\"own\",\"value\":\"0123456789abcdefghij\",\"user_name\":\"fab\"}")
            .expect(201);
    assertThat(own.text("passcode")).isEqualTo("0123456789abcdefghij");
    assertThat(own.text("shown_prefix")).isEqualTo("01");
  }

  @Test
  @DisplayName("what is wrong with a credential, or another kind's, is named at once")
  void wrong() {
    assertThat(
            admin
                .post(
                    path,
                    """
                    {"kind":"passcode","name":"x","value":"short!","certificate":"x","bind_name":true,
                     "issue":{}}\
                    """)
                .expect(400)
                .pointers())
        .containsOnly("/value", "/certificate", "/bind_name", "/issue");
    assertThat(
            admin
                .post(
                    path,
                    "{\"kind\":\"authentication_authority\",\"name\":\"x\",\"certificate\":\"x\",\"revocation_list\":\"y\",\"length\":20}")
                .expect(400)
                .pointers())
        .containsExactlyInAnyOrder("/certificate", "/revocation_list", "/length");
    assertThat(
            admin
                .post(path, "{\"kind\":\"authentication_certificate\",\"name\":\"x\"}")
                .expect(400)
                .pointers())
        .containsExactly("/certificate");
    assertThat(
            admin
                .post(
                    path,
                    """
                    {"kind":"passcode","name":"","usage_limit":0,"start":"2031-01-01T00:00:00Z",
                     "end":"2030-01-01T00:00:00Z","registered_values":[
                     {"field":"no.field","match":"equals"},{"field":"subject.common_name","match":"regex","value":"("}]}\
                    """)
                .expect(400)
                .pointers())
        .containsExactlyInAnyOrder(
            "/name",
            "/usage_limit",
            "/end",
            "/registered_values/0/field",
            "/registered_values/0/values",
            "/registered_values/1/values");
  }

  @Test
  @DisplayName("an authentication certificate: issued here, or uploaded, and good on either host")
  void certificate() {
    var issued =
        admin
            .post(
                path,
                "{\"kind\":\"authentication_certificate\",\"name\":\"gateway\",\"issue\":{\"validity\":\"P30D\"}}")
            .expect(201);
    assertThat(issued.text("private_key")).startsWith("-----BEGIN PRIVATE KEY-----");
    var pem = issued.json().at("/certificate/pem").asString();
    var certificate =
        Certificate.read(
            LenientDecoder.one(pem.getBytes(StandardCharsets.UTF_8), Set.of("CERTIFICATE")).der());
    assertThat(certificate.subject().toString()).isEqualTo("CN=gateway");
    assertThat(admin.get(path + "/" + issued.id()).expect(200).json().has("private_key")).isFalse();

    var held = new HeldCertificate.Builder().commonName("own").build();
    assertThat(status(enrol("a"), held)).isEqualTo(403);
    var uploaded =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "authentication_certificate")
            .put("name", "own")
            .put("certificate", held.certificatePem());
    admin.post(path, uploaded.toString()).expect(201);
    assertThat(status(enrol("a"), held)).isEqualTo(200);
    assertThat(admin.post(path, uploaded.put("name", "again").toString()).expect(409).pointers())
        .containsExactly("/certificate");
  }

  @Test
  @DisplayName("an authentication CA: bound to names unless waived; who it revokes is refused")
  void authority() {
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "authentication_authority")
            .put("name", "vendor")
            .put("certificate", VENDOR.certificatePem());
    assertThat(admin.post(path, body.toString()).expect(400).pointers())
        .containsExactly("/bind_name");
    var made = admin.post(path, body.put("bind_name", true).toString()).expect(201);
    var device =
        new HeldCertificate.Builder()
            .commonName("device-1")
            .serialNumber(BigInteger.valueOf(77))
            .signedBy(VENDOR)
            .build();
    assertThat(status(enrol("device-1"), device)).isEqualTo(200);
    assertThat(status(enrol("device-2"), device)).isEqualTo(400);

    var one = path + "/" + made.id();
    var now = Instant.now().minusSeconds(60);
    var list = Crls.of(VENDOR, now, Optional.of(now.plusSeconds(86_400)), 77).der().bytes();
    var listed = admin.upload(one + "/revocation-list", "application/pkix-crl", list).expect(200);
    assertThat(listed.json().at("/revocation_list/size").asInt()).isEqualTo(1);
    assertThat(listed.json().at("/revocation_list/hard").asBoolean()).isTrue();
    assertThat(status(enrol("device-1"), device)).isEqualTo(403);
    admin.upload(one + "/revocation-list", "application/pkix-crl", new byte[] {1}).expect(400);
    admin
        .upload(one + "/revocation-list?hard_fail=maybe", "application/pkix-crl", list)
        .expect(400);
    assertThat(admin.delete(one + "/revocation-list").expect(200).json().has("revocation_list"))
        .isFalse();
    assertThat(status(enrol("device-1"), device)).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "a list of 100,000 registered values is uploaded, obeyed, kept by a change, replaced")
  void list() {
    var made = admin.post(path, "{\"kind\":\"passcode\",\"name\":\"p\"}").expect(201);
    var passcode = made.text("passcode");
    var one = path + "/" + made.id();
    var csv =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "device-" + i + ",x")
            .collect(Collectors.joining("\n"));
    var upload = one + "/registered-list?field=subject.common_name";
    var listed = admin.upload(upload, "text/csv", csv.getBytes(StandardCharsets.UTF_8)).expect(200);
    assertThat(listed.json().at("/registered_values/0/size").asInt()).isEqualTo(100_000);
    assertThat(status(enrol("device-99999").passcode(passcode))).isEqualTo(200);
    assertThat(status(enrol("device-100000").passcode(passcode))).isEqualTo(400);

    var changed = admin.patch(one, "{\"description\":\"kept\"}").expect(200);
    assertThat(changed.json().at("/registered_values/0/size").asInt()).isEqualTo(100_000);
    assertThat(admin.get(one + "/registered-values").expect(200).json().at("/items/0/values"))
        .hasSize(100_000);
    assertThat(
            admin
                .patch(
                    one,
                    "{\"registered_values\":[{\"field\":\"subject.common_name\",\"match\":\"in_list\",\"list\":\"00\"}]}")
                .expect(400)
                .pointers())
        .containsExactly("/registered_values/0/list");

    var bad = "ok\n=cmd|' /C calc'!A0\n".getBytes(StandardCharsets.UTF_8);
    assertThat(admin.upload(upload, "text/csv", bad).expect(400).text("detail")).contains("Line 2");
    admin.upload(upload, "text/csv", new byte[11_000_000]).expect(413);
    admin
        .upload(one + "/registered-list", "text/csv", "a".getBytes(StandardCharsets.UTF_8))
        .expect(400);
    admin.patch(one, "{\"registered_values\":[]}").expect(200);
    assertThat(status(enrol("anything").passcode(passcode))).isEqualTo(200);
  }
}
