package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.estwire.CsrAttributes;
import dev.crest.pkix.Der;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the page of a certificate policy shows besides the policy. */
class PolicyGuideApiTest {
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

  private static String feed(ServedPolicy policy) {
    return "/certificate-policies/" + policy.id() + "/enrollments";
  }

  @Test
  @DisplayName("the feed shows what was issued and refused under the policy, the newest first")
  void feed() {
    var policy = server.policy();
    server.policy().enrolled("of another policy");
    var device = policy.enrolled("pump-1");
    var passcode = policy.passcode();
    var refused =
        server
            .client()
            .send(
                EstRequest.post(
                        policy.path("simpleenroll"),
                        new HeldRequest.Builder().commonName("").build())
                    .passcode(passcode.value()));
    var items = admin.get(feed(policy)).expect(200).json().path("items");
    assertThat(items).hasSize(2);
    assertThat(items.at("/0/outcome").asString()).isEqualTo("refused");
    assertThat(items.at("/0/reason").asString()).isNotBlank();
    assertThat(items.at("/0/faults").asString()).contains("subject");
    assertThat(items.at("/0/request_id").asString()).isEqualTo(refused.requestId());
    assertThat(items.at("/0/credential_id").asString()).isEqualTo(passcode.id());
    assertThat(items.at("/0/credential_name").asString()).startsWith("passcode ");
    assertThat(items.at("/1/outcome").asString()).isEqualTo("success");
    assertThat(items.at("/1/operation").asString()).isEqualTo("simpleenroll");
    assertThat(items.at("/1/subject").asString()).isEqualTo("CN=pump-1");
    assertThat(items.at("/1/serial_number").asString())
        .isEqualTo(device.certificate().serialNumber().hex());
    assertThat(items.at("/1/certificate_id").asString())
        .isEqualTo(server.stored(device.certificate()).id());
    assertThat(items.at("/1/address").asString()).isEqualTo("127.0.0.1");
    var found = admin.get("/audit-events?policy_id=" + policy.id()).expect(200).json();
    assertThat(found.path("items")).hasSize(2);
  }

  @Test
  @DisplayName("whoever follows gets only what is newer, and nothing twice")
  void follow() {
    var policy = server.policy();
    var nothing = admin.get(feed(policy)).expect(200).json();
    assertThat(nothing.path("items")).isEmpty();
    policy.enrolled("first");
    var first =
        admin.get(feed(policy) + "?after=" + nothing.path("after").asString()).expect(200).json();
    assertThat(first.path("items")).hasSize(1);
    var again = "?after=" + first.path("after").asString();
    assertThat(admin.get(feed(policy) + again).expect(200).json().path("items")).isEmpty();
    policy.enrolled("second");
    policy.enrolled("third");
    var more = admin.get(feed(policy) + again).expect(200).json().path("items");
    assertThat(more.valueStream().map(item -> item.path("subject").asString()))
        .containsExactly("CN=third", "CN=second");
    assertThat(admin.get(feed(policy) + "?limit=1").expect(200).json().path("items")).hasSize(1);
    for (var wrong :
        new String[] {"?limit=0", "?limit=201", "?limit=x", "?after=!", "?after=MQox"}) {
      admin.get(feed(policy) + wrong).expect(400);
    }
    admin.get("/certificate-policies/none/enrollments").expect(404);
  }

  @Test
  @DisplayName("csrattrs is shown as it is sent, and in words, with all that a request may have")
  void csrattrs() {
    var policy =
        server.profiled(
            """
            {"subject":[
              {"attribute":"subject.common_name","include":"required","sources":["csr"]},
              {"attribute":"subject.organization_name","include":"required","sources":["fixed_value"],"fixed_value":"Acme"},
              {"attribute":"subject.country","include":"optional","sources":["csr"]}],
             "subject_alt_names":[{"type":"san.dns_name","include":"required","most":2}],
             "keys":{"allowed":["ec_p256"],"preferred":"ec_p256"}}
            """);
    var shown = admin.get("/certificate-policies/" + policy.id() + "/csrattrs").expect(200).json();
    var sent = server.client().send(EstRequest.get(policy.path("csrattrs")));
    assertThat(shown.path("der").asString())
        .isEqualTo(
            new String(sent.body(), java.nio.charset.StandardCharsets.US_ASCII)
                .replaceAll("\\s", ""));
    var answer =
        CsrAttributes.read(Der.of(Base64.getDecoder().decode(shown.path("der").asString())));
    assertThat(answer.template()).isPresent();
    var words = shown.path("attributes").toString();
    assertThat(words)
        .contains("ecPublicKey", "secp256r1", "subject.common_name", "subjectAltName")
        .doesNotContain("subject.country", "subject.organization_name");
    var request = shown.path("request");
    assertThat(request.path("subject")).hasSize(3);
    assertThat(request.at("/subject/0/asked").asBoolean()).isTrue();
    assertThat(request.at("/subject/1/asked").asBoolean()).isFalse();
    assertThat(request.at("/subject/1/fixed_value").asString()).isEqualTo("Acme");
    assertThat(request.at("/subject_alt_names/0/type").asString()).isEqualTo("san.dns_name");
    assertThat(request.at("/subject_alt_names/0/most").asInt()).isEqualTo(2);
    assertThat(request.at("/keys/0/type").asString()).isEqualTo("ec_p256");
    admin.get("/certificate-policies/none/csrattrs").expect(404);
  }
}
