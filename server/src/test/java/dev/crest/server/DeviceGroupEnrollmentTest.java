package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditEvent;
import dev.crest.server.device.DeviceState;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedGroup;
import dev.crest.server.road.ServedPolicy.Device;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.CertificateRecords.StoredCertificate;
import dev.crest.server.store.ListQuery;
import dev.crest.testkit.HeldRequest;
import dev.crest.testkit.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST on device groups' URLs, over real TLS. */
class DeviceGroupEnrollmentTest {
  private static TestServer server;
  private static ServedGroup group;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    group = ServedGroup.on(server, "Line 1");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @DisplayName(
      "all operations answer on a group's URL, and every certificate belongs to the device")
  void operations() {
    var bootstrap = group.bootstrap();
    var client = server.client();
    assertThat(client.send(EstRequest.get(group.path(bootstrap, "cacerts"))).certificates())
        .isEqualTo(server.authorities());
    assertThat(client.send(EstRequest.get(group.path(bootstrap, "csrattrs"))).status())
        .isEqualTo(200);
    var device = group.enrolled("all-1");
    var renewal = new HeldRequest.Builder().commonName("ignored").build();
    var renewed =
        group
            .as(device)
            .send(EstRequest.post(group.path(bootstrap, "simplereenroll"), renewal))
            .certificate();
    var generated =
        client.send(
            EstRequest.post(
                    group.path(bootstrap, "serverkeygen"),
                    new HeldRequest.Builder().commonName("all-2").build())
                .passcode(bootstrap.passcode().value()));

    assertThat(generated.status()).isEqualTo(200);
    assertThat(group.device("all-2").state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(server.stored(renewed).deviceId()).contains(group.device("all-1").id());
    assertThat(certificates("all-1"))
        .extracting(StoredCertificate::certificate)
        .containsExactlyInAnyOrder(device.certificate(), renewed);
  }

  private static List<StoredCertificate> certificates(String serialNumber) {
    return server
        .catalog()
        .deviceHistory()
        .certificates(group.reach(), group.device(serialNumber).id(), ListQuery.first())
        .items();
  }

  @Test
  @DisplayName("the first enrolment registers the device, makes it provisioned, and is on record")
  void firstEnrolment() {
    var passcode = group.bootstrap().passcode();
    var request = new HeldRequest.Builder().commonName("first-1").build();
    var reply =
        server
            .client()
            .send(
                EstRequest.post(group.path(group.bootstrap(), "simpleenroll"), request)
                    .passcode(passcode.value()));

    var issued = server.stored(reply.certificate());
    var device = group.device("first-1");
    assertThat(device.name()).isEqualTo("first-1");
    assertThat(device.groupId()).isEqualTo(group.id());
    assertThat(device.state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(device.inventory()).isEqualTo(Map.of("serial_number", "first-1"));
    assertThat(device.registeredBy()).isEqualTo("credential:" + passcode.id());
    assertThat(issued.deviceId()).contains(device.id());
    var events = server.audit(reply);
    assertThat(events)
        .extracting(AuditEvent::action)
        .containsExactly("certificate.simpleenroll", "device.register", "device.provision");
    assertThat(events)
        .allSatisfy(event ->
            assertThat(event.details())
                .containsEntry("device", device.id())
                .containsEntry("device_group", group.id())
                .containsEntry("policy", group.bootstrap().id()));
    assertThat(actions("first-1")).containsExactlyInAnyOrder("device.register", "device.provision");
    assertThat(group.bootstrap().uses(passcode.id())).isEqualTo(1);
  }

  private static List<String> actions(String serialNumber) {
    return server
        .catalog()
        .deviceHistory()
        .events(group.reach(), group.device(serialNumber).id(), ListQuery.first())
        .items()
        .stream()
        .map(chained -> chained.event().action())
        .toList();
  }

  @Test
  @DisplayName(
      "S-STAT-03 a lost reply to a first enrolment is got again with the same request, not with another"
          + " key, and not once the device is disabled")
  void lostReply() {
    var passcode = group.bootstrap().passcode();
    var request = new HeldRequest.Builder().commonName("lost-1").build();
    var post =
        EstRequest.post(group.path(group.bootstrap(), "simpleenroll"), request)
            .passcode(passcode.value());
    var first = server.client().send(post).certificate();

    assertThat(server.client().send(post).certificate()).isEqualTo(first);
    assertThat(group.bootstrap().uses(passcode.id())).isEqualTo(1);
    refused(server.client().send(group.first("lost-1")), "device-exists");
    group.disable("lost-1");
    refused(server.client().send(post), "device-disabled");
  }

  private static void refused(EstReply reply, String reason) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
    assertThat(server.audit(reply))
        .extracting(AuditEvent::reason)
        .containsExactly(Optional.of(reason));
  }

  @Test
  @DisplayName(
      "with its birth certificate a device gets an operational one, of its own identity only")
  void operational() {
    var device = group.enrolled("work-1");
    var request = new HeldRequest.Builder().commonName("work-1").build();
    var post = EstRequest.post(group.path(group.operational(), "simpleenroll"), request);

    var issued = group.as(device).send(post).certificate();

    var stored = server.stored(issued);
    assertThat(stored.deviceId()).contains(group.device("work-1").id());
    assertThat(stored.policyId()).isEqualTo(group.operational().id());
    assertThat(stored.credentialId()).isEmpty();
    assertThat(stored.renews()).isEmpty();
    var working = new Device(issued, request.keyPair());
    var again = new HeldRequest.Builder().commonName("work-1").build();
    assertThat(
            group
                .as(working)
                .send(EstRequest.post(group.path(group.operational(), "simpleenroll"), again))
                .status())
        .isEqualTo(200);
    refused(
        group
            .as(working)
            .send(EstRequest.post(group.path(group.bootstrap(), "simpleenroll"), again)),
        "certificate-operational");
    var other = new HeldRequest.Builder().commonName("work-2").build();
    refused(
        group
            .as(device)
            .send(EstRequest.post(group.path(group.operational(), "simpleenroll"), other)),
        "device-certificate-of-another");
    refused(
        group.as(device).send(EstRequest.post(group.operational().path("simpleenroll"), again)),
        "certificate-only-renews");
  }

  @Test
  @DisplayName("a passcode together with the device's own certificate gets it a further one")
  void passcodeAndOwnCertificate() {
    var device = group.enrolled("both-1");
    var reply = server.client().presenting(device.identity()).send(group.first("both-1"));
    assertThat(server.stored(reply.certificate()).deviceId()).contains(group.device("both-1").id());
    var stranger = group.enrolled("both-2");
    refused(
        server.client().presenting(stranger.identity()).send(group.first("both-1")),
        "device-exists");
    server
        .catalog()
        .certificates()
        .suspend(Actor.system(), server.stored(device.certificate()).id());
    refused(
        server.client().presenting(device.identity()).send(group.first("both-1")), "device-exists");
  }

  @Test
  @DisplayName("an administrator's grant lets a device enrol anew, once and in time")
  void grant() {
    group.enrolled("grant-1");
    refused(server.client().send(group.first("grant-1")), "device-exists");
    group.grant("grant-1", Duration.ofHours(1));
    var reply = server.client().send(group.first("grant-1"));
    assertThat(server.stored(reply.certificate()).deviceId())
        .contains(group.device("grant-1").id());
    assertThat(group.device("grant-1").grantedUntil()).isEmpty();
    refused(server.client().send(group.first("grant-1")), "device-exists");
    group.grant("grant-1", Duration.ofHours(1));
    server.clock().turn(Duration.ofHours(2));
    refused(server.client().send(group.first("grant-1")), "device-exists");
    assertThat(actions("grant-1")).filteredOn("device.grant-enrollment"::equals).hasSize(2);
  }

  @Test
  @DisplayName("a device registered ahead gets its first certificate like a new one, and no second")
  void registeredAhead() {
    var ahead = group.register("ahead-1");
    assertThat(ahead.state()).isEqualTo(DeviceState.REGISTERED);
    var reply = server.client().send(group.first("ahead-1"));
    assertThat(server.stored(reply.certificate()).deviceId()).contains(ahead.id());
    assertThat(group.device("ahead-1").state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(server.audit(reply))
        .extracting(AuditEvent::action)
        .containsExactly("certificate.simpleenroll", "device.provision");
    refused(server.client().send(group.first("ahead-1")), "device-exists");
  }

  @Test
  @DisplayName(
      "a disabled group takes no new device; those it has, and those registered ahead, go on")
  void disabledGroup() {
    var line = ServedGroup.on(server, "Line 2");
    var device = line.enrolled("off-1");
    line.register("off-2");
    line.setEnabled(false);

    refused(server.client().send(line.first("off-3")), "group-disabled");
    assertThat(server.client().send(line.first("off-2")).status()).isEqualTo(200);
    var request = new HeldRequest.Builder().commonName("off-1").build();
    for (var target :
        List.of(
            line.path(line.bootstrap(), "simplereenroll"),
            line.path(line.operational(), "simpleenroll"))) {
      assertThat(line.as(device).send(EstRequest.post(target, request)).status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("a disabled or deleted device gets nothing, by no credential and on no URL")
  void outOfService() {
    var device = group.enrolled("out-1");
    var request = new HeldRequest.Builder().commonName("out-1").build();
    var tries =
        List.of(
            EstRequest.post(group.path(group.bootstrap(), "simplereenroll"), request),
            EstRequest.post(group.bootstrap().path("simplereenroll"), request),
            EstRequest.post(group.path(group.operational(), "simpleenroll"), request));
    group.grant("out-1", Duration.ofHours(1));
    group.disable("out-1");
    for (var post : tries) {
      refused(group.as(device).send(post), "device-disabled");
    }
    refused(server.client().send(group.first("out-1")), "device-disabled");
    // Its certificate lets nobody else through either.
    refused(
        server.client().presenting(device.identity()).send(group.first("out-2")),
        "device-disabled");
    server
        .catalog()
        .deviceStates()
        .delete(Actor.system(), group.reach(), group.device("out-1").id(), OptionalLong.empty());
    for (var post : tries) {
      refused(group.as(device).send(post), "device-deleted");
    }
    refused(server.client().send(group.first("out-1")), "device-deleted");
    assertThat(server.number("select count(*) from device where name = 'out-2'")).isZero();
  }

  @Test
  @DisplayName(
      "without a group a lifecycle policy enrols nobody, says where to go, and still renews")
  void plainUrl() {
    var device = group.enrolled("plain-1");
    var bootstrap = group.bootstrap();
    var request = new HeldRequest.Builder().commonName("plain-2").build();
    for (var operation : List.of("simpleenroll", "serverkeygen")) {
      var reply =
          server
              .client()
              .send(
                  EstRequest.post(bootstrap.path(operation), request)
                      .passcode(bootstrap.passcode().value()));
      refused(reply, "device-group-needed");
      assertThat(reply.text()).contains(bootstrap.id() + "/device-group/{device-group-id}/");
    }
    var renewed = group.as(device).send(EstRequest.post(bootstrap.path("simplereenroll"), request));
    assertThat(server.stored(renewed.certificate()).deviceId())
        .contains(group.device("plain-1").id());
    assertThat(server.client().send(EstRequest.get(bootstrap.path("cacerts"))).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName(
      "where the assignment names an authentication policy, that one counts on the group's URL")
  void ownAuthenticationPolicy() {
    var line = ServedGroup.on(server, "Line 3");
    var policy = ServedGroup.lifecycle(server);
    var other = server.policy();
    line.assign(policy, Usage.BOOTSTRAP, other.policy().authenticationPolicyId());
    var target = line.path(policy, "simpleenroll");
    var request = new HeldRequest.Builder().commonName("own-1").build();

    var wrong =
        server.client().send(EstRequest.post(target, request).passcode(policy.passcode().value()));
    assertThat(wrong.status()).isEqualTo(401);
    var right = EstRequest.post(target, request).passcode(other.passcode().value());
    assertThat(server.client().send(right).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("of 50 first enrolments of one identity at once one is answered, the others refused")
  void race() throws Exception {
    var passcode = group.bootstrap().passcode();
    var tries = new ArrayList<Callable<EstReply>>();
    for (int i = 0; i < 50; i++) {
      var post =
          EstRequest.post(
                  group.path(group.bootstrap(), "simpleenroll"),
                  new HeldRequest.Builder().commonName("race-1").build())
              .passcode(passcode.value());
      tries.add(() -> server.client().send(post));
    }
    var replies = new ArrayList<EstReply>();
    try (var executor = Executors.newFixedThreadPool(50)) {
      for (var future : executor.invokeAll(tries)) {
        replies.add(future.get());
      }
    }

    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies).filteredOn(reply -> reply.status() == 403).hasSize(49);
    assertThat(certificates("race-1")).hasSize(1);
    assertThat(group.bootstrap().uses(passcode.id())).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "the seed's commands, on the group's URL: a device is registered with its certificate")
  void seed(@TempDir Path folder) throws Exception {
    var openssl = new OpenSsl(folder);
    openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
    openssl.run("req", "-new", "-key", "key.pem", "-subj", "/CN=seed-1", "-out", "csr.pem");
    openssl.pem("root.pem", List.of(server.root()));
    var url =
        "https://localhost:"
            + server.server().port()
            + group.path(group.bootstrap(), "simpleenroll");
    var curl =
        new ProcessBuilder(
                "curl",
                "--silent",
                "--show-error",
                "--fail-with-body",
                "--cacert",
                "root.pem",
                "--location",
                url,
                "--header",
                "Content-Type: application/octet-stream",
                "--user",
                "user:" + group.bootstrap().passcode().value(),
                "--data-binary",
                "@csr.pem",
                "--output",
                "reply.b64")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(curl.waitFor()).isZero();
    openssl.run("base64", "-d", "-in", "reply.b64", "-out", "reply.p7");
    assertThat(openssl.run("pkcs7", "-inform", "DER", "-in", "reply.p7", "-print_certs"))
        .contains("seed-1");
    assertThat(group.device("seed-1").state()).isEqualTo(DeviceState.PROVISIONED);
    assertThat(certificates("seed-1")).hasSize(1);
  }
}
