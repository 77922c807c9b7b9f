package dev.crest.server.road;

import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.policy.CertificateManagementPolicy.Method;
import dev.crest.server.policy.CertificateManagementPolicy.Model;
import dev.crest.server.policy.GroupAssignment.Usage;
import dev.crest.server.store.DeviceGroups;
import dev.crest.server.store.DeviceRecord;
import dev.crest.server.store.Devices;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.PolicyAssignments;
import dev.crest.server.store.Reach;
import dev.crest.testkit.HeldRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device group of a {@link TestServer} whose devices are told apart by the serial number that is
 * their common name, with a bootstrap and an operational policy.
 */
public record ServedGroup(
    TestServer on, String id, ServedPolicy bootstrap, ServedPolicy operational) {

  public static ServedGroup on(TestServer server, String name) {
    var id =
        server
            .catalog()
            .deviceGroups()
            .create(
                TestServer.ACTOR,
                Reach.account(server.accountId()),
                new DeviceGroups.Draft(
                    server.divisionId(),
                    name,
                    "",
                    List.of(),
                    List.of("serial_number"),
                    List.of("colour"),
                    Map.of()))
            .id();
    var group = new ServedGroup(server, id, lifecycle(server), lifecycle(server));
    group.assign(group.bootstrap(), Usage.BOOTSTRAP, Optional.empty());
    group.assign(group.operational(), Usage.OPERATIONAL, Optional.empty());
    return group;
  }

  /** Makes a policy for secure device lifecycle management. */
  public static ServedPolicy lifecycle(TestServer server) {
    return server.policy(draft ->
        draft
            .managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST))
            .withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), true));
  }

  /** Makes a bootstrap policy of the group whose profile names its subject by rules in JSON. */
  public ServedPolicy naming(String... rules) {
    var policy =
        on.profiled(
            "{\"subject\":[" + String.join(",", rules) + "]}",
            draft -> draft.managing(Model.DEVICE_LIFECYCLE, Set.of(Method.EST)));
    assign(policy, Usage.BOOTSTRAP, Optional.empty());
    return policy;
  }

  public String assign(ServedPolicy policy, Usage usage, Optional<String> authenticationPolicyId) {
    return on.catalog()
        .policyAssignments()
        .create(
            TestServer.ACTOR,
            reach(),
            id,
            new PolicyAssignments.Draft(
                policy.id(),
                usage,
                usage + " by " + policy.id(),
                authenticationPolicyId,
                Map.of("subject.common_name", "serial_number")))
        .id();
  }

  public Reach reach() {
    return Reach.account(on.accountId());
  }

  public String path(ServedPolicy policy, String operation) {
    return "/.well-known/est/devicetrustmanager/"
        + policy.id()
        + "/device-group/"
        + id
        + "/"
        + operation;
  }

  /** Returns a first enrolment with a passcode of the bootstrap policy. */
  public EstRequest first(String serialNumber) {
    return first(new HeldRequest.Builder().commonName(serialNumber).build());
  }

  public EstRequest first(HeldRequest request) {
    return EstRequest.post(path(bootstrap, "simpleenroll"), request)
        .passcode(bootstrap.passcode().value());
  }

  /** Enrols a new device. */
  public ServedPolicy.Device enrolled(String serialNumber) {
    var request = new HeldRequest.Builder().commonName(serialNumber).build();
    return new ServedPolicy.Device(
        on.client().send(first(request)).certificate(), request.keyPair());
  }

  /** Returns a client that presents a device's certificate. */
  public EstClientFixture as(ServedPolicy.Device device) {
    return on.client().clientAuth().presenting(device.identity());
  }

  public DeviceRecord register(String serialNumber) {
    return on.catalog()
        .devices()
        .register(
            TestServer.ACTOR,
            reach(),
            id,
            new Devices.Draft("", Map.of("serial_number", serialNumber), Map.of(), Map.of()));
  }

  public DeviceRecord device(String serialNumber) {
    var found =
        on.catalog().devices().list(reach(), ListQuery.first().with("identity", serialNumber));
    if (found.items().size() != 1) {
      throw new AssertionError(found);
    }
    return found.items().getFirst();
  }

  public void disable(String serialNumber) {
    on.catalog()
        .deviceStates()
        .disable(
            TestServer.ACTOR, reach(), device(serialNumber).id(), OptionalLong.empty(), "test");
  }

  public void delete(String serialNumber) {
    disable(serialNumber);
    on.catalog()
        .deviceStates()
        .delete(TestServer.ACTOR, reach(), device(serialNumber).id(), OptionalLong.empty());
  }

  public void grant(String serialNumber, Duration span) {
    on.catalog()
        .deviceStates()
        .grantEnrollment(
            TestServer.ACTOR, reach(), device(serialNumber).id(), on.clock().instant().plus(span));
  }

  public void setEnabled(boolean enabled) {
    on.catalog()
        .deviceGroups()
        .setEnabled(TestServer.ACTOR, reach(), id, OptionalLong.empty(), enabled);
  }
}
