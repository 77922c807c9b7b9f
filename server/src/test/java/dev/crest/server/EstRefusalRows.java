package dev.crest.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstClientFixture;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.Refusal;
import dev.crest.server.road.RefusalTerrain;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;

/** The rows of {@link EstRefusalsTest}: every refusal that enrolment knows. */
final class EstRefusalRows {
  private static final ASN1ObjectIdentifier DECRYPT_KEY_IDENTIFIER =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.37");

  private final TestServer server;
  private final RefusalTerrain terrain;

  EstRefusalRows(TestServer server, RefusalTerrain terrain) {
    this.server = server;
    this.terrain = terrain;
  }

  Stream<Refusal> all() {
    return Stream.of(
            addresses(), hosts(), passcodes(), certificates(), bodies(), renewals(), generations())
        .flatMap(List::stream);
  }

  List<Refusal> addresses() {
    var client = server.client();
    var unknown = "There is no certificate policy at this address.";
    var nothing = "There is no such EST operation on this server.";
    var policy = terrain.policy;
    var group = policy.path("device-group/" + UUID.randomUUID() + "/cacerts");
    return List.of(
        Refusal.of("a policy that is unknown", client, EstRequest.get(at(RefusalTerrain.UNKNOWN)))
            .gets(404, unknown, "not_found"),
        Refusal.of(
                "a policy that is disabled",
                client,
                EstRequest.get(terrain.disabled.path("cacerts")))
            .gets(404, unknown, "not_found"),
        Refusal.of(
                "a policy that is deleted", client, EstRequest.get(terrain.deleted.path("cacerts")))
            .gets(404, unknown, "not_found"),
        Refusal.of(
                "a label that is unknown",
                client,
                EstRequest.get("/.well-known/est/nobody/cacerts"))
            .gets(404, unknown, "not_found"),
        Refusal.of("a device group that is unknown", client, EstRequest.get(group))
            .gets(404, unknown, "not_found"),
        Refusal.of(
                "the default policy where there is none",
                client,
                EstRequest.get("/.well-known/est/cacerts"))
            .gets(404, unknown, "not_found"),
        Refusal.of(
                "a known caller at an unknown policy",
                client,
                passcode(at(RefusalTerrain.UNKNOWN, "simpleenroll")))
            .gets(404, unknown, "not_found")
            .recorded("policy-unknown"),
        Refusal.of(
                "an operation that is not implemented",
                client,
                EstRequest.get(policy.path("fullcmc")))
            .gets(404, nothing, "not_found"),
        Refusal.of("a path outside of EST", client, EstRequest.get("/"))
            .gets(404, nothing, "not_found"),
        Refusal.of("POST of cacerts", client, EstRequest.post(policy.path("cacerts"), new byte[0]))
            .gets(405, "cacerts is asked for by GET.", "method_not_allowed")
            .with("Allow", "GET, HEAD"),
        Refusal.of("GET of simpleenroll", client, EstRequest.get(policy.path("simpleenroll")))
            .gets(405, "simpleenroll is asked for by POST.", "method_not_allowed")
            .with("Allow", "POST"),
        Refusal.of("DELETE of csrattrs", client, EstRequest.of("DELETE", policy.path("csrattrs")))
            .gets(405, "csrattrs is asked for by GET.", "method_not_allowed")
            .with("Allow", "GET, HEAD"));
  }

  List<Refusal> hosts() {
    var enrol = terrain.policy.path("simpleenroll");
    var publicHost = "send the request to localhost:" + server.server().port();
    var misdirected = "The Host header names another host than the TLS connection was made to.";
    return List.of(
        Refusal.of(
                "the host for certificates without one",
                server.client().clientAuth(),
                passcode(enrol))
            .gets(403, publicHost, "forbidden")
            .without("WWW-Authenticate"),
        Refusal.of(
                "serverkeygen there without one",
                server.client().clientAuth(),
                passcode(terrain.both.path("serverkeygen")))
            .gets(403, publicHost, "forbidden")
            .without("WWW-Authenticate"),
        Refusal.of(
                "Host is not what TLS was told",
                server.client(),
                passcode(enrol).host(TestServer.CLIENT_AUTH_HOST))
            .gets(421, misdirected)
            .with("Connection", "close"),
        Refusal.of(
                "Host is a stranger's",
                server.client().clientAuth(),
                EstRequest.get(terrain.policy.path("cacerts")).host("est.example.org"))
            .gets(421, misdirected)
            .with("Connection", "close"));
  }

  List<Refusal> passcodes() {
    var enrol = terrain.policy.path("simpleenroll");
    return Stream.of(
            bad("no credential", terrain.request(enrol)),
            bad(
                "a passcode that does not exist",
                terrain.request(enrol).passcode("0123456789abcdefghij")),
            bad(
                "no Basic credentials",
                terrain.request(enrol).header("Authorization", "Bearer abc")),
            bad("an expired passcode", terrain.request(enrol).passcode(terrain.expired.value()))
                .recorded("passcode-expired"),
            bad("a used-up passcode", terrain.request(enrol).passcode(terrain.usedUp.value()))
                .recorded("credential-used-up"),
            bad(
                    "a passcode that is not valid yet",
                    terrain.request(enrol).passcode(terrain.early.value()))
                .recorded("passcode-not-yet-valid"),
            bad("a disabled passcode", terrain.request(enrol).passcode(terrain.switchedOff.value()))
                .recorded("passcode-disabled"),
            bad(
                    "another policy's passcode",
                    terrain.request(enrol).passcode(terrain.elsewhere.value()))
                .recorded("passcode-other-policy"),
            bad(
                    "a right passcode with a wrong user name",
                    terrain.request(enrol).basic("eve:" + terrain.named.value()))
                .recorded("passcode-user-name"))
        .toList();
  }

  private Refusal bad(String name, EstRequest request) {
    return Refusal.of(name, server.client(), request)
        .gets(401, "A valid credential for this policy is required.", "unauthenticated")
        .with("WWW-Authenticate", "Basic realm=\"Crest\", charset=\"UTF-8\"");
  }

  List<Refusal> certificates() {
    var enrol = terrain.request(terrain.policy.path("simpleenroll"));
    return List.of(
        Refusal.of("a foreign certificate", presenting(terrain.foreign), enrol)
            .gets(403, "This policy does not accept the client certificate.", "forbidden"),
        Refusal.of(
                "a foreign certificate on the plain host",
                presenting(terrain.foreign).named(TestServer.HOST),
                enrol)
            .gets(403, "This policy does not accept the client certificate.", "forbidden")
            .without("WWW-Authenticate"),
        Refusal.of("an expired authentication certificate", presenting(terrain.stale), enrol)
            .gets(403, "The client certificate has expired.", "forbidden")
            .recorded("certificate-expired"),
        Refusal.of(
                "an authentication certificate that is not valid yet",
                presenting(terrain.unripe),
                enrol)
            .gets(403, "The client certificate is not valid yet.", "forbidden")
            .recorded("certificate-not-yet-valid"),
        Refusal.of(
                "an authentication certificate that is used up", presenting(terrain.spent), enrol)
            .gets(403, "has been used as often as it may", "forbidden")
            .recorded("credential-used-up"),
        Refusal.of(
                "a certificate issued here, for another enrolment",
                presenting(terrain.device.identity()),
                enrol)
            .gets(403, "authenticates only its own simplereenroll", "forbidden")
            .recorded("certificate-only-renews"),
        Refusal.of("a revoked certificate", presenting(terrain.revoked.identity()), enrol)
            .gets(403, "The client certificate has been revoked.", "forbidden")
            .recorded("certificate-revoked"),
        Refusal.of("a suspended certificate", presenting(terrain.suspended.identity()), enrol)
            .gets(403, "The client certificate is suspended.", "forbidden")
            .recorded("certificate-suspended"),
        Refusal.of(
                "a wrong passcode beside a right certificate",
                presenting(terrain.good),
                enrol.passcode("0123456789abcdefghij"))
            .gets(403, "A valid credential for this policy is required.", "forbidden"));
  }

  List<Refusal> bodies() {
    var enrol = terrain.policy.path("simpleenroll");
    var client = server.client();
    return List.of(
        Refusal.of(
                "a body beyond the limit",
                client,
                passcode(EstRequest.post(enrol, new byte[65_537])))
            .gets(413, "longer")
            .with("Connection", "close"),
        Refusal.of(
                "a body of another kind",
                client,
                passcode(terrain.posted(enrol, "{}", "application/json")))
            .gets(
                415,
                "The Content-Type says that the body is no certification request",
                "unsupported_type"),
        Refusal.of(
                "a compressed body",
                client,
                passcode(terrain.request(enrol)).header("Content-Encoding", "gzip"))
            .gets(415, "Content-Encoding is not supported", "unsupported_type"),
        Refusal.of(
                "what is not a CSR",
                client,
                passcode(terrain.posted(enrol, "Hello", "application/pkcs10")))
            .gets(400, "The body is not a PKCS#10 certification request", "malformed_input")
            .recorded("csr-malformed"),
        Refusal.of("an empty body", client, passcode(EstRequest.post(enrol, new byte[0])))
            .gets(400, "The body is not a PKCS#10 certification request", "malformed_input")
            .recorded("csr-malformed"),
        invalid(
            "a bad signature",
            good().corruptSignature(),
            "does not verify with its own key",
            "proof-of-possession-failed"),
        invalid("a weak key", good().keyPair(RefusalTerrain.rsa(1024)), "public_key", "weak-key"),
        invalid(
            "a key of a type that is not allowed",
            good().keyType(dev.crest.pkix.KeyType.ED25519),
            "allowed are EC P-256",
            "key-type-not-allowed"),
        invalid(
            "no name at all",
            good().subject(new X500Name("")),
            "The request names nothing",
            "name-missing"),
        invalid(
            "a name of this server",
            good().commonName("localhost"),
            "is a name of this server",
            "own-host-name"),
        invalid(
            "a challengePassword that is no channel binding",
            good().challengePassword("secret"),
            "Linking of identity and proof of possession failed",
            "identity-not-linked"),
        Refusal.of("fields that are missing and fields that are forbidden", client, strict())
            .gets(400, "Please provide value for subject.organization_unit", "invalid_input")
            .names(
                "subject.common_name",
                "subject.organization_unit",
                "subject.state",
                "san.uri",
                "extension.basic_constraints",
                "extension.extended_key_usage")
            .recorded("extension-not-allowed"));
  }

  private Refusal invalid(String name, HeldRequest.Builder request, String says, String reason) {
    var posted = EstRequest.post(terrain.policy.path("simpleenroll"), request.build());
    return Refusal.of(name, server.client(), passcode(posted))
        .gets(400, says, "invalid_input")
        .recorded(reason);
  }

  private EstRequest strict() {
    return EstRequest.post(terrain.strict.path("simpleenroll"), RefusalTerrain.allWrong())
        .passcode(terrain.strictPasscode.value());
  }

  List<Refusal> renewals() {
    var path = terrain.policy.path("simplereenroll");
    var renew = terrain.request(path);
    var needs = "simplereenroll needs the certificate that is to be renewed";
    return List.of(
        Refusal.of("renewal without a certificate", server.client().clientAuth(), renew)
            .gets(403, needs, "forbidden"),
        Refusal.of("renewal without anything on the plain host", server.client(), renew)
            .gets(403, "Present it to clientauth.localhost:" + server.server().port(), "forbidden")
            .without("WWW-Authenticate"),
        Refusal.of("renewal by passcode", server.client(), passcode(renew))
            .gets(403, needs, "forbidden")
            .without("WWW-Authenticate")
            .recorded("reenroll-needs-certificate"),
        Refusal.of(
                "renewal of another policy's certificate",
                presenting(terrain.neighbour.identity()),
                renew)
            .gets(403, "was issued under another policy", "forbidden")
            .recorded("certificate-other-policy"),
        Refusal.of("renewal of a foreign certificate", presenting(terrain.foreign), renew)
            .gets(403, "Only a certificate that this server issued", "forbidden"),
        Refusal.of("renewal with an authentication certificate", presenting(terrain.good), renew)
            .gets(403, "Only a certificate that this server issued", "forbidden")
            .recorded("certificate-foreign"),
        Refusal.of(
                "renewal of an expired certificate",
                presenting(terrain.outlived.identity()),
                terrain.request(terrain.shortLived.path("simplereenroll")))
            .gets(403, "The client certificate has expired", "forbidden")
            .recorded("certificate-expired"),
        Refusal.of(
                "renewal of a revoked certificate", presenting(terrain.revoked.identity()), renew)
            .gets(403, "The client certificate has been revoked.", "forbidden")
            .recorded("certificate-revoked"),
        Refusal.of(
                "renewal of a suspended certificate",
                presenting(terrain.suspended.identity()),
                renew)
            .gets(403, "The client certificate is suspended.", "forbidden")
            .recorded("certificate-suspended"));
  }

  List<Refusal> generations() {
    var encrypted =
        terrain
            .good()
            .attribute(DECRYPT_KEY_IDENTIFIER, new DEROctetString("key-1".getBytes(US_ASCII)))
            .build();
    return List.of(
        Refusal.of(
                "serverkeygen where keys are made by the requester",
                server.client(),
                passcode(terrain.request(terrain.policy.path("serverkeygen"))))
            .gets(403, "use simpleenroll", "forbidden")
            .recorded("keypair-generation-local"),
        Refusal.of(
                "simpleenroll where keys are made by the server",
                server.client(),
                terrain
                    .request(terrain.serverSide.path("simpleenroll"))
                    .passcode(terrain.serverSidePasscode.value()))
            .gets(403, "use serverkeygen", "forbidden")
            .recorded("keypair-generation-server-side"),
        Refusal.of(
                "serverkeygen with an encrypted reply",
                server.client(),
                EstRequest.post(terrain.both.path("serverkeygen"), encrypted)
                    .passcode(terrain.bothPasscode.value()))
            .gets(400, "Delivery of an encrypted private key is not available", "invalid_input")
            .names("attribute.decrypt_key_identifier")
            .recorded("key-encryption-not-available"),
        Refusal.of(
                "serverkeygen without a credential",
                server.client(),
                terrain.request(terrain.both.path("serverkeygen")))
            .gets(401, "A valid credential for this policy is required.", "unauthenticated"));
  }

  private HeldRequest.Builder good() {
    return terrain.good();
  }

  private EstClientFixture presenting(ClientIdentity identity) {
    return server.client().clientAuth().presenting(identity);
  }

  private EstRequest passcode(EstRequest request) {
    return request.passcode(terrain.passcode.value());
  }

  EstRequest passcode(String path) {
    return passcode(terrain.request(path));
  }

  static String at(String policyId) {
    return at(policyId, "cacerts");
  }

  static String at(String policyId, String operation) {
    return "/.well-known/est/devicetrustmanager/" + policyId + "/" + operation;
  }
}
