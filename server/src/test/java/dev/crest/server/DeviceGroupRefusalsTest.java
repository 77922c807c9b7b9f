package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.road.ClientIdentity;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.Refusal;
import dev.crest.server.road.ServedGroup;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.DeviceGroups;
import dev.crest.server.store.PolicyAssignments;
import dev.crest.testkit.HeldCertificate;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused on device groups' URLs, one row for each refusal, over real TLS. */
class DeviceGroupRefusalsTest {
  private static TestServer server;
  private static ServedGroup group;
  private static ServedGroup other;
  private static ServedPolicy networked;
  private static String networkedPath;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of("CREST_THROTTLE_BURST", "100000"));
    group = ServedGroup.on(server, "Line 1");
    other = ServedGroup.on(server, "Line 2");
    networked();
  }

  /** A group whose identity is a MAC address, taken from the organizational units. */
  private static void networked() {
    networked = server.policy(draft -> draft.managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST)));
    var id =
        server
            .catalog()
            .deviceGroups()
            .create(
                Actor.system(),
                group.reach(),
                new DeviceGroups.Draft(
                    server.divisionId(),
                    "Gateways",
                    "",
                    List.of(),
                    List.of("mac_address", "hardware_model"),
                    List.of(),
                    Map.of()))
            .id();
    server
        .catalog()
        .policyAssignments()
        .create(
            Actor.system(),
            group.reach(),
            id,
            new PolicyAssignments.Draft(
                networked.id(),
                Usage.BOOTSTRAP,
                "Birth",
                Optional.empty(),
                Map.of(
                    "subject.organization_unit",
                    "mac_address",
                    "subject.serial_number",
                    "hardware_model")));
    networkedPath =
        "/.well-known/est/devicetrustmanager/"
            + networked.id()
            + "/device-group/"
            + id
            + "/simpleenroll";
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @DisplayName("each refusal has its status and sentence, leaves no device, and is on record")
  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refused(Refusal refusal) {
    var before = server.kept();
    long devices = server.number("select count(*) from device");

    var reply = refusal.client().send(refusal.request());

    assertThat(reply.status()).as(reply.toString()).isEqualTo(refusal.status());
    assertThat(reply.text()).contains(refusal.says());
    refusal.fields().forEach(field -> assertThat("\n" + reply.text()).contains("\n" + field));
    assertThat(server.kept()).isEqualTo(before);
    assertThat(server.number("select count(*) from device")).isEqualTo(devices);
    var recorded = server.audit(reply);
    assertThat(recorded.stream().flatMap(event -> event.reason().stream()).toList())
        .isEqualTo(refusal.recorded().stream().toList());
  }

  static Stream<Refusal> refusals() {
    var rows = new ArrayList<Refusal>();
    addresses(rows);
    identities(rows);
    takeovers(rows);
    certificates(rows);
    return rows.stream();
  }

  private static void addresses(List<Refusal> rows) {
    var client = server.client();
    var request = new HeldRequest.Builder().commonName("row").build();
    var passcode = group.bootstrap().passcode().value();
    var unknownGroup =
        "/.well-known/est/devicetrustmanager/"
            + group.bootstrap().id()
            + "/device-group/"
            + UUID.randomUUID()
            + "/simpleenroll";
    rows.add(
        Refusal.of(
                "an unknown group",
                client,
                EstRequest.post(unknownGroup, request).passcode(passcode))
            .gets(404, "no certificate policy at this address")
            .recorded("policy-unknown"));
    rows.add(
        Refusal.of(
                "a policy that is not assigned",
                client,
                EstRequest.post(group.path(server.policy(), "simpleenroll"), request)
                    .passcode(passcode))
            .gets(404, "no certificate policy at this address")
            .recorded("policy-unknown"));
    rows.add(
        Refusal.of(
                "no credential",
                client,
                EstRequest.post(group.path(group.bootstrap(), "simpleenroll"), request))
            .gets(401, ""));
    rows.add(
        Refusal.of(
                "another policy's passcode",
                client,
                EstRequest.post(group.path(group.bootstrap(), "simpleenroll"), request)
                    .passcode(server.policy().passcode().value()))
            .gets(401, "valid credential")
            .recorded("passcode-other-policy"));
    var closed = ServedGroup.on(server, "Closed");
    closed.setEnabled(false);
    rows.add(
        Refusal.of("a disabled group", client, closed.first("row-closed"))
            .gets(403, "takes no new device")
            .recorded("group-disabled"));
  }

  private static void identities(List<Refusal> rows) {
    var passcode = networked.passcode().value();
    rows.add(
        Refusal.of(
                "nothing that identifies the device",
                server.client(),
                EstRequest.post(networkedPath, named("CN=row")).passcode(passcode))
            .gets(400, "it gives the device's mac_address")
            .names("subject.organization_unit", "subject.serial_number")
            .recorded("device-identity"));
    rows.add(
        Refusal.of(
                "an attribute that is none of its kind",
                server.client(),
                EstRequest.post(networkedPath, named("CN=row, OU=sales, serialNumber=X1"))
                    .passcode(passcode))
            .gets(400, "must be a MAC address")
            .names("subject.organization_unit")
            .recorded("device-identity"));
    rows.add(
        Refusal.of(
                "two values for one attribute",
                server.client(),
                EstRequest.post(
                        networkedPath,
                        named("CN=row, OU=001b44113ab7, OU=001b44113ab8, serialNumber=X1"))
                    .passcode(passcode))
            .gets(400, "may have one value only")
            .names("subject.organization_unit")
            .recorded("device-identity"));
  }

  private static HeldRequest named(String subject) {
    return new HeldRequest.Builder().subject(new X500Name(subject)).build();
  }

  private static void takeovers(List<Refusal> rows) {
    group.enrolled("taken");
    rows.add(
        Refusal.of("the identity of a device", server.client(), group.first("taken"))
            .gets(403, "presenting its own current certificate")
            .recorded("device-exists"));
    rows.add(
        Refusal.of(
                "the identity of a device, for a generated key",
                server.client(),
                EstRequest.post(
                        group.path(group.bootstrap(), "serverkeygen"),
                        new HeldRequest.Builder().commonName("taken").build())
                    .passcode(group.bootstrap().passcode().value()))
            .gets(403, "after an administrator has granted it")
            .recorded("device-exists"));
    var installer = new HeldCertificate.Builder().commonName("installer").build();
    group.bootstrap().authenticationCertificate(installer, ServedPolicy.terms());
    rows.add(
        Refusal.of(
                "the identity of a device, with a shared authentication certificate",
                server.client().clientAuth().presenting(ClientIdentity.of(installer)),
                EstRequest.post(
                    group.path(group.bootstrap(), "simpleenroll"),
                    new HeldRequest.Builder().commonName("taken").build()))
            .gets(403, "has a certificate already")
            .recorded("device-exists"));
    rows.add(
        Refusal.of("the identity of another group's device", server.client(), other.first("taken"))
            .gets(403, "not in this device group")
            .recorded("device-other-group"));
    group.enrolled("disabled");
    group.disable("disabled");
    rows.add(
        Refusal.of("a disabled device", server.client(), group.first("disabled"))
            .gets(403, "until an administrator enables it")
            .recorded("device-disabled"));
    group.enrolled("deleted");
    group.delete("deleted");
    rows.add(
        Refusal.of("a deleted device", server.client(), group.first("deleted"))
            .gets(403, "can register it anew")
            .recorded("device-deleted"));
    group.enrolled("granted");
    group.grant("granted", Duration.ofSeconds(1));
    server.clock().turn(Duration.ofSeconds(2));
    rows.add(
        Refusal.of("a grant that has ended", server.client(), group.first("granted"))
            .gets(403, "has a certificate already")
            .recorded("device-exists"));
  }

  private static void certificates(List<Refusal> rows) {
    var device = group.enrolled("holder");
    var request = new HeldRequest.Builder().commonName("holder").build();
    rows.add(
        Refusal.of(
                "a device's certificate in a group that its policy is not assigned to",
                group.as(device),
                EstRequest.post(other.path(other.operational(), "simpleenroll"), request))
            .gets(403, "authenticates only its own simplereenroll")
            .recorded("certificate-only-renews"));
    rows.add(
        Refusal.of(
                "a device's certificate for a device that does not exist",
                group.as(device),
                EstRequest.post(
                    group.path(group.operational(), "simpleenroll"),
                    new HeldRequest.Builder().commonName("nobody").build()))
            .gets(403, "belongs to another device")
            .recorded("device-certificate-of-another"));
    rows.add(
        Refusal.of(
                "a device's certificate for another device",
                group.as(device),
                EstRequest.post(
                    group.path(group.operational(), "simpleenroll"),
                    new HeldRequest.Builder().commonName("taken").build()))
            .gets(403, "belongs to another device")
            .recorded("device-certificate-of-another"));
    var suspended = group.enrolled("suspended");
    server
        .catalog()
        .certificates()
        .suspend(Actor.system(), server.stored(suspended.certificate()).id());
    rows.add(
        Refusal.of(
                "a device's suspended certificate",
                group.as(suspended),
                EstRequest.post(
                    group.path(group.operational(), "simpleenroll"),
                    new HeldRequest.Builder().commonName("suspended").build()))
            .gets(403, "suspended")
            .recorded("certificate-suspended"));
  }
}
