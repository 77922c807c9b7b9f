package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.Keys;
import dev.crest.pkix.LenientDecoder;
import dev.crest.server.access.Role;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Single requests and renewals through the API: the same road, another entrance. */
class CertificateRequestApiTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path folder;
  private static TestServer server;
  private static ApiClient admin;
  private static ServedPolicy policy;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    policy = policy(KeypairGeneration.CUSTOMIZABLE, true, Method.SINGLE_REQUEST, Method.EST);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ServedPolicy policy(
      KeypairGeneration generation, boolean chooses, Method... methods) {
    return server.policy(draft ->
        draft
            .managing(Model.CERTIFICATE_ISSUANCE, Set.of(methods))
            .withKeys(generation, Optional.empty(), chooses));
  }

  private static ObjectNode request(ServedPolicy under) {
    return JSON.createObjectNode().put("policy_id", under.id());
  }

  private static ObjectNode csr(ServedPolicy under, HeldRequest request) {
    return request(under).put("csr", request.pem());
  }

  private static ObjectNode named(ServedPolicy under, String commonName) {
    var body = request(under);
    body.putObject("names").putArray("subject.common_name").add(commonName);
    return body;
  }

  private static ApiReply ask(ObjectNode body) {
    return admin.post("/certificate-requests", body.toString());
  }

  private static Certificate certificate(ApiReply reply) {
    var pem = reply.text("pem").getBytes(StandardCharsets.US_ASCII);
    return Certificate.read(LenientDecoder.one(pem, Set.of("CERTIFICATE")).der());
  }

  @Test
  @DisplayName(
      "a CSR gets its certificate, which counts no credential and names who asked in the audit log")
  void csr() {
    var request = new HeldRequest.Builder().commonName("by-api").build();
    var reply = ask(csr(policy, request)).expect(201);
    var issued = certificate(reply);
    assertThat(issued.publicKeyInfo()).isEqualTo(Keys.info(request.keyPair().getPublic()));
    assertThat(issued.isSignedBy(server.authorities().getFirst())).isTrue();
    assertThat(reply.json().path("certificate").path("status").asString()).isEqualTo("valid");
    assertThat(reply.json().has("key")).isFalse();
    var event =
        server
            .server()
            .store()
            .audit()
            .byRequest(reply.headers().firstValue("x-request-id").orElseThrow())
            .getFirst()
            .event();
    assertThat(event.action()).isEqualTo("certificate.request");
    assertThat(event.actor()).startsWith("service-user:");
    assertThat(event.details()).containsEntry("method", "single");
    assertThat(event.resourceId()).contains(reply.id());

    // The same again, after a lost reply, is the same certificate.
    assertThat(ask(csr(policy, request)).expect(201).id()).isEqualTo(reply.id());
  }

  @Test
  @DisplayName(
      "names get a certificate and a key in PKCS#12, which openssl and Java read, and which is nowhere kept")
  void pkcs12() throws Exception {
    var body = named(policy, "sensor-12").put("key_type", "ec_p384");
    body.withObject("names").putArray("san.dns_name").add("sensor-12.example").add("s12.example");
    var reply = ask(body).expect(201);
    var key = reply.json().path("key");
    var file = Base64.getDecoder().decode(key.path("content").asString());
    var password = key.path("password").asString();
    assertThat(password).matches("[0-9A-Za-z]{20}");

    var store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(file), password.toCharArray());
    var alias = store.aliases().nextElement();
    assertThat(store.getKey(alias, password.toCharArray())).isInstanceOf(ECPrivateKey.class);
    assertThat(store.getCertificateChain(alias)).hasSize(3);
    assertThat(store.getCertificate(alias).getEncoded())
        .isEqualTo(certificate(reply).der().bytes());

    Files.write(folder.resolve("key.p12"), file);
    var shown =
        new OpenSsl(folder)
            .run("pkcs12", "-in", "key.p12", "-passin", "pass:" + password, "-nodes", "-info");
    assertThat(shown).contains("BEGIN PRIVATE KEY", "PBES2", "AES-256-CBC");
    assertThat(reply.json().path("certificate").path("subject_alt_names").toString())
        .contains("dns:sensor-12.example", "dns:s12.example");
    assertThat(new String(server.everythingKept(), StandardCharsets.ISO_8859_1))
        .doesNotContain(password)
        .doesNotContain(new String(file, 0, 200, StandardCharsets.ISO_8859_1));
  }

  @Test
  @DisplayName("the key comes as encrypted PEM where that is asked for")
  void pem() throws Exception {
    var reply = ask(named(policy, "sensor-pem").put("key_file", "pem")).expect(201);
    var key = reply.json().path("key");
    Files.write(
        folder.resolve("key.pem"), Base64.getDecoder().decode(key.path("content").asString()));
    var password = key.path("password").asString();
    assertThat(Files.readString(folder.resolve("key.pem"))).contains("BEGIN ENCRYPTED PRIVATE KEY");
    var openssl = new OpenSsl(folder);
    var ofKey = openssl.run("pkey", "-in", "key.pem", "-passin", "pass:" + password, "-pubout");
    var ofCertificate = openssl.run("x509", "-in", "key.pem", "-noout", "-pubkey");
    assertThat(ofKey).isEqualTo(ofCertificate);
  }

  @Test
  @DisplayName("every fault is named at once, with its pointer")
  void faults() {
    var body = request(policy).put("key_type", "rsa_4096");
    var names = body.putObject("names");
    names.putArray("subject.country").add("Germany");
    names.putArray("subject.common_name").add("x".repeat(65));
    names.putArray("subject.shoe_size").add("44");
    names.putArray("san.dns_name").add("not a host").add("");
    var refused = ask(body).expect(400);
    assertThat(refused.pointers())
        .contains(
            "/names/subject.country",
            "/names/subject.common_name",
            "/names/san.dns_name",
            "/names");
    assertThat(ask(request(policy)).expect(400).pointers()).containsExactly("/csr");
    assertThat(ask(named(policy, "both").put("csr", "x")).expect(400).pointers())
        .containsExactly("/csr");
    ask(request(policy).put("csr", "no request")).expect(400);
    var corrupt = new HeldRequest.Builder().commonName("corrupt").corruptSignature().build();
    assertThat(ask(csr(policy, corrupt)).expect(400).pointers()).containsExactly("/csr");
    var csr = new HeldRequest.Builder().commonName("key-file").build();
    assertThat(ask(csr(policy, csr).put("key_file", "pem")).expect(400).pointers())
        .containsExactly("/key_file");
  }

  @Test
  @DisplayName("method, keypair generation, key type, address and state of the policy are obeyed")
  void policies() {
    var request = new HeldRequest.Builder().commonName("obeying").build();
    assertThat(
            ask(csr(policy(KeypairGeneration.LOCAL, false, Method.EST), request))
                .expect(403)
                .text("type"))
        .endsWith("method-not-enabled");
    var local = policy(KeypairGeneration.LOCAL, false, Method.SINGLE_REQUEST);
    assertThat(ask(named(local, "n")).expect(403).text("type"))
        .endsWith("keypair-generation-local");
    var serverSide = policy(KeypairGeneration.SERVER_SIDE, false, Method.SINGLE_REQUEST);
    assertThat(ask(csr(serverSide, request)).expect(403).text("type"))
        .endsWith("keypair-generation-server-side");
    assertThat(ask(named(serverSide, "n").put("key_type", "ec_p521")).expect(400).pointers())
        .containsExactly("/key_type");
    var elsewhere =
        server.policy(draft ->
            draft
                .managing(Model.CERTIFICATE_ISSUANCE, Set.of(Method.SINGLE_REQUEST))
                .judging(
                    new Restrictions(
                        List.of("192.0.2.0/24"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    Reenrollment.KEEP_IDENTITY,
                    ChannelBinding.REQUIRED,
                    Duration.ZERO));
    assertThat(ask(csr(elsewhere, request)).expect(403).text("type"))
        .endsWith("address-not-allowed");
    var disabled = policy(KeypairGeneration.LOCAL, false, Method.SINGLE_REQUEST).disable();
    assertThat(ask(csr(disabled, request)).expect(403).text("type")).endsWith("policy-disabled");
    ask(csr(policy(KeypairGeneration.LOCAL, false, Method.SINGLE_REQUEST).delete(), request))
        .expect(404);
  }

  @Test
  @DisplayName("no channel binding is asked of a request that comes on somebody else's connection")
  void channelBinding() {
    var bound =
        server.policy(draft ->
            draft
                .managing(Model.CERTIFICATE_ISSUANCE, Set.of(Method.SINGLE_REQUEST))
                .judging(
                    Restrictions.none(),
                    Reenrollment.KEEP_IDENTITY,
                    ChannelBinding.REQUIRED,
                    Duration.ZERO));
    ask(csr(bound, new HeldRequest.Builder().commonName("unbound").build())).expect(201);
  }

  @Test
  @DisplayName(
      "a policy of another division is answered like one that does not exist, whatever its state")
  void reach() {
    var other =
        server
            .catalog()
            .accounts()
            .createDivision(Actor.system(), server.accountId(), "Other", "")
            .id();
    var stranger = ApiClient.as(server, Role.DEVICE_CREATOR, other);
    var request = new HeldRequest.Builder().commonName("stranger").build();
    var hidden =
        stranger.post("/certificate-requests", csr(policy, request).toString()).expect(404);
    var unknown =
        stranger
            .post(
                "/certificate-requests",
                request(policy).put("policy_id", "IOT_none").put("csr", request.pem()).toString())
            .expect(404);
    assertThat(hidden.text("detail")).isEqualTo(unknown.text("detail"));
    assertThat(hidden.text("type")).isEqualTo(unknown.text("type"));
    var own = ApiClient.as(server, Role.DEVICE_CREATOR, server.divisionId());
    own.post("/certificate-requests", csr(policy, request).toString()).expect(201);
  }

  @Test
  @DisplayName(
      "a renewal keeps the names whatever the CSR says, for another key, the same key or the server's")
  void renewal() {
    var first =
        ask(csr(policy, new HeldRequest.Builder().commonName("renewed").dns("r.example").build()))
            .expect(201);
    var other = new HeldRequest.Builder().commonName("somebody else").build();
    var body = JSON.createObjectNode().put("csr", other.pem());
    var second = admin.post("/certificates/" + first.id() + "/renew", body.toString()).expect(201);
    assertThat(certificate(second).subject()).isEqualTo(certificate(first).subject());
    assertThat(certificate(second).subjectAltName()).isEqualTo(certificate(first).subjectAltName());
    assertThat(certificate(second).publicKeyInfo())
        .isEqualTo(Keys.info(other.keyPair().getPublic()));

    var third = admin.post("/certificates/" + second.id() + "/renew", "{}").expect(201);
    assertThat(certificate(third).subject()).isEqualTo(certificate(first).subject());
    assertThat(third.json().path("key").path("password").asString()).hasSize(20);

    var chain = admin.get("/certificates/" + second.id()).expect(200).json().path("renewals");
    assertThat(chain.valueStream().map(one -> one.path("id").asString()))
        .containsExactly(first.id(), second.id(), third.id());
    assertThat(
            admin
                .get("/certificates/" + first.id())
                .json()
                .path("certificate")
                .path("status")
                .asString())
        .isEqualTo("superseded");

    admin
        .post("/certificates/" + third.id() + "/revoke", "{\"reason\":\"key_compromise\"}")
        .expect(200);
    assertThat(admin.post("/certificates/" + third.id() + "/renew", "{}").expect(403).text("type"))
        .endsWith("certificate-revoked");
  }
}
