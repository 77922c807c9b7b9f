package dev.crest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.pkix.Names;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.road.EstReply;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedGroup;
import dev.crest.server.road.ServedPolicy;
import dev.crest.server.road.TestServer;
import dev.crest.server.store.Actor;
import dev.crest.server.store.Devices;
import dev.crest.testkit.HeldRequest;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Certificates that take names from what is known of the device, over real TLS. */
class DeviceAttributeSourceTest {
  private static final String COMMON_NAME = rule("common_name", "required", "\"csr\"", "");

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

  private static String rule(String attribute, String include, String sources, String device) {
    return "{\"attribute\":\"subject."
        + attribute
        + "\",\"include\":\""
        + include
        + "\",\"sources\":["
        + sources
        + "]"
        + (device.isEmpty() ? "" : ",\"device_attribute\":\"" + device + "\"")
        + "}";
  }

  private static EstReply enrol(ServedPolicy policy, String subject) {
    var request = new HeldRequest.Builder().subject(new X500Name(subject)).build();
    return server
        .client()
        .send(
            EstRequest.post(group.path(policy, "simpleenroll"), request)
                .passcode(policy.passcode().value()));
  }

  private static String subject(EstReply reply) {
    return Names.text(reply.certificate().subject());
  }

  private static void register(String serialNumber, String location, String colour) {
    server
        .catalog()
        .devices()
        .register(
            Actor.system(),
            group.reach(),
            group.id(),
            new Devices.Draft(
                "",
                Map.of("serial_number", serialNumber, "location", location),
                Map.of("colour", colour),
                Map.of("locality", "desired is no source")));
  }

  @Test
  @DisplayName(
      "inventory and custom attributes of the registered device are certified, desired ones not")
  void registered() {
    register("att-1", "Hall 3", "red");
    var policy =
        group.naming(
            COMMON_NAME,
            rule("organization_unit", "required", "\"device_attribute\"", "location"),
            rule("organization_name", "required", "\"device_attribute\"", "colour"),
            rule("locality", "optional", "\"device_attribute\"", "locality"));

    assertThat(subject(enrol(policy, "CN=att-1,OU=Mine")))
        .contains("CN=att-1", "OU=Hall 3", "O=red")
        .doesNotContain("Mine", "desired");
  }

  @Test
  @DisplayName("a new device has its identity to give, in its one spelling, and nothing else")
  void fresh() {
    var policy =
        group.naming(
            COMMON_NAME,
            rule("serial_number", "required", "\"device_attribute\"", "serial_number"));
    assertThat(subject(enrol(policy, "CN=att-2"))).contains("serialNumber=att-2");

    var needy =
        group.naming(
            COMMON_NAME, rule("organization_unit", "required", "\"device_attribute\"", "location"));
    var reply = enrol(needy, "CN=att-3");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("There is no value for subject.organization_unit");
    assertThat(server.number("select count(*) from device where name = 'att-3'")).isZero();
  }

  @Test
  @DisplayName(
      "what tells the device cannot come from the device alone, nor from another attribute")
  void mapped() {
    for (var rule :
        new String[] {
          rule("common_name", "required", "\"device_attribute\"", "serial_number"),
          rule("common_name", "required", "\"csr\",\"device_attribute\"", "location"),
        }) {
      var refused = catchThrowableOfType(Refused.class, () -> group.naming(rule));
      assertThat(refused).isNotNull();
      assertThat(refused.faults()).extracting(Fault::field).containsExactly(Optional.of("mapping"));
    }
    var own =
        group.naming(
            rule("common_name", "required", "\"csr\",\"device_attribute\"", "serial_number"));
    assertThat(subject(enrol(own, "CN=att-4"))).isEqualTo("CN=att-4");
  }

  @Test
  @DisplayName("where the profile came to change what tells the device, nothing is issued")
  void changedProfile() {
    register("att-5", "att-6", "red");
    var policy = group.naming(COMMON_NAME);
    var profile = policy.policy().profileId();
    server.renarrow(
        profile,
        "{\"subject\":["
            + rule("common_name", "required", "\"csr\",\"device_attribute\"", "location")
            + "]}");

    var reply = enrol(policy, "CN=att-5");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("must not change it to another value");
  }
}
