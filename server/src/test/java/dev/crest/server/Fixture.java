package dev.crest.server;

import dev.crest.pkix.Certificate;
import dev.crest.pkix.LenientDecoder;
import dev.crest.pkix.SerialNumber;
import dev.crest.server.auth.PasscodeValue;
import dev.crest.server.config.Settings;
import dev.crest.server.operate.QuickstartFile;
import dev.crest.server.policy.CertificateManagementPolicy;
import dev.crest.server.policy.CertificateManagementPolicy.ChannelBinding;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Reenrollment;
import dev.crest.server.policy.Restrictions;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.PolicyDraft;
import dev.crest.server.store.RevocationReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes further objects beside quickstart's demo, for tests that start the packaged server as a
 * process. Run while that server is stopped: {@code Fixture --data DIR --file FILE.json}; prints
 * one JSON line a made object.
 */
public final class Fixture {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Actor ACTOR = Actor.system();

  private final Server server;
  private final CertificateManagementPolicy demo;
  private final PrintStream out;

  Fixture(Server server, CertificateManagementPolicy demo, PrintStream out) {
    this.server = server;
    this.demo = demo;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    var data = Path.of(arguments[1]);
    var file = Path.of(arguments[3]);
    var environment =
        Map.of("CREST_DATA", data.toString(), "CREST_EST_PORT", "0", "CREST_EST_BIND", "127.0.0.1");
    var settings = Settings.read("", environment);
    var demo = QuickstartFile.read(data.resolve("quickstart.json")).orElseThrow();
    try (var server = Server.start(settings, environment, InstantSource.system())) {
      var policy = server.store().policies().byId(demo.policyId()).orElseThrow();
      var fixture = new Fixture(server, policy, System.out);
      for (var entry : JSON.readTree(Files.readString(file))) {
        fixture.make(entry);
      }
    }
  }

  private void make(JsonNode entry) throws IOException {
    for (var field : entry.properties()) {
      var made = make(field.getKey(), field.getValue());
      out.println(JSON.writeValueAsString(Map.of("id", made)));
    }
  }

  private String make(String what, JsonNode node) throws IOException {
    return switch (what) {
      case "passcode" -> passcode(node);
      case "policy" -> policy(node);
      case "authenticationAuthority" -> authority(node);
      case "revoke" -> revoke(node);
      default -> throw new IllegalArgumentException("no fixture called " + what);
    };
  }

  private String passcode(JsonNode node) {
    var value = PasscodeValue.chosen(node.get("value").asString());
    var limit = node.has("usageLimit") && !node.get("usageLimit").isNull();
    var terms =
        new Terms(
            node.get("name").asString(),
            "",
            limit ? OptionalLong.of(node.get("usageLimit").asLong()) : OptionalLong.empty(),
            text(node, "start").map(Instant::parse),
            text(node, "end").map(Instant::parse),
            List.of());
    return server
        .store()
        .catalog()
        .authenticationPolicies()
        .addPasscode(
            ACTOR,
            demo.authenticationPolicyId().orElseThrow(),
            terms,
            server.passcodeVerifier().verifier(value.value()),
            value.shownPrefix(),
            text(node, "userName"));
  }

  private String policy(JsonNode node) {
    var labels = new ArrayList<String>();
    node.path("labels").forEach(label -> labels.add(label.asString()));
    var generation =
        text(node, "keypairGeneration")
            .map(KeypairGeneration::valueOf)
            .orElse(KeypairGeneration.LOCAL);
    var draft =
        PolicyDraft.forEst(
                node.get("name").asString(),
                demo.divisionId(),
                demo.authenticationPolicyId().orElseThrow(),
                demo.profileId(),
                demo.authorityId())
            .servedAt(labels, node.path("default").asBoolean(false))
            .withKeys(generation, Optional.empty(), generation != KeypairGeneration.LOCAL)
            .judging(
                Restrictions.none(),
                text(node, "reenrollment")
                    .map(Reenrollment::valueOf)
                    .orElse(Reenrollment.KEEP_IDENTITY),
                text(node, "channelBinding")
                    .map(ChannelBinding::valueOf)
                    .orElse(ChannelBinding.OPTIONAL),
                Duration.ofMinutes(10));
    return server.store().catalog().policies().create(ACTOR, draft).id();
  }

  private String authority(JsonNode node) throws IOException {
    var file = Files.readAllBytes(Path.of(node.get("certificateFile").asString()));
    var certificate = Certificate.read(LenientDecoder.one(file, Set.of("CERTIFICATE")).der());
    boolean bindName = node.path("bindName").asBoolean(false);
    return server
        .store()
        .catalog()
        .authenticationPolicies()
        .addAuthenticationAuthority(
            ACTOR,
            demo.authenticationPolicyId().orElseThrow(),
            Terms.unlimited(text(node, "name").orElse("authentication CA")),
            certificate,
            bindName,
            !bindName);
  }

  private String revoke(JsonNode node) {
    var serial = SerialNumber.ofHex(node.get("serialNumber").asString());
    var issuing = server.authorities().first(AuthorityRecords.Kind.ISSUING).orElseThrow();
    var certificates = server.store().catalog().certificates();
    var stored = certificates.bySerialNumber(issuing.id(), serial).orElseThrow();
    certificates.revoke(
        ACTOR, stored.id(), RevocationReason.valueOf(node.get("reason").asString()));
    return stored.id();
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.hasNonNull(name) ? Optional.of(node.get(name).asString()) : Optional.empty();
  }
}
