package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.access.Role;
import dev.crest.server.road.EstRequest;
import dev.crest.server.road.ServedGroup;
import dev.crest.server.road.TestServer;
import dev.crest.testkit.HeldRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Device groups, their assigned policies and devices over the API. */
class DeviceApiTest {
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server).with("x-account-id", server.accountId());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static ApiReply group(String name) {
    return admin
        .post(
            "/device-groups",
            json(
                "{'name':'"
                    + name
                    + "','division_id':'"
                    + server.divisionId()
                    + "','identity_attributes':['serial_number'],'tags':['wet'],"
                    + "'custom_attributes':['colour']}"))
        .expect(201);
  }

  private static ApiReply device(String groupId, String serialNumber) {
    return admin
        .post(
            "/devices",
            json(
                "{'group_id':'"
                    + groupId
                    + "','inventory':{'serial_number':'"
                    + serialNumber
                    + "'}}"))
        .expect(201);
  }

  @Test
  @DisplayName(
      "a group with an assigned policy shows URLs, and the first enrolment there shows a device")
  void story() {
    var group = group("Story").id();
    var policy = ServedGroup.lifecycle(server);
    admin
        .post(
            "/device-groups/" + group + "/policy-assignments",
            json(
                "{'name':'Birth','usage':'bootstrap','policy_id':'"
                    + policy.id()
                    + "','mapping':{'subject.common_name':'serial_number'}}"))
        .expect(201);
    var url =
        admin
            .get("/device-groups/" + group)
            .expect(200)
            .json()
            .at("/assignments/0/est/public_host/simpleenroll")
            .asString();
    assertThat(url).contains("/device-group/" + group + "/simpleenroll");

    var request = new HeldRequest.Builder().commonName("story-1").build();
    var enrolled =
        server
            .client()
            .send(
                EstRequest.post(URI.create(url).getPath(), request)
                    .passcode(policy.passcode().value()));
    assertThat(enrolled.status()).as(enrolled.toString()).isEqualTo(200);

    var found = admin.get("/devices?group_id=" + group + "&identity=story-1").expect(200).json();
    assertThat(found.at("/items")).hasSize(1);
    assertThat(found.at("/items/0/state").asString()).isEqualTo("provisioned");
    var id = found.at("/items/0/id").asString();
    assertThat(admin.get("/devices/" + id + "/certificates").expect(200).json().at("/items"))
        .hasSize(1);
    assertThat(
            admin
                .get("/devices/" + id + "/events")
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .map(event -> event.path("action").asString())
                .toList())
        .containsExactlyInAnyOrder("device.register", "device.provision");
    assertThat(admin.delete("/certificate-policies/" + policy.id()).expect(200).json())
        .asString()
        .contains("Story");
  }

  @Test
  @DisplayName("a device is registered, changed and moved at once, disabled, enabled and deleted")
  void life() {
    var group = group("Life").id();
    var other = group("Afterlife").id();
    var made = device(group, "life-1");
    var path = "/devices/" + made.id();
    assertThat(made.text("state")).isEqualTo("registered");
    var changed =
        admin
            .with("If-Match", "\"1\"")
            .patch(
                path,
                json(
                    "{'name':'Pump','group_id':'"
                        + other
                        + "','inventory':{'location':'Hall 3'},'custom':{'colour':'red'}}"))
            .expect(200);
    assertThat(changed.text("group_id")).isEqualTo(other);
    assertThat(changed.json().at("/inventory/serial_number").asString()).isEqualTo("life-1");
    assertThat(changed.json().at("/inventory/location").asString()).isEqualTo("Hall 3");
    admin.with("If-Match", "\"1\"").patch(path, json("{'name':'Late'}")).expect(409);

    admin.delete(path).expect(409);
    admin.post(path + "/disable", json("{'reason':'stolen'}")).expect(200);
    assertThat(admin.get(path).text("state_reason")).isEqualTo("stolen");
    admin.post(path + "/enable").expect(200);
    admin.post(path + "/disable", "{}").expect(200);
    assertThat(admin.delete(path).expect(200).text("state")).isEqualTo("deleted");
    admin.patch(path, json("{'name':'Ghost'}")).expect(409);
  }

  @Test
  @DisplayName("a change that cannot be made whole is not made at all")
  void wholeOrNot() {
    var group = group("Whole").id();
    var other = group("Other").id();
    var path = "/devices/" + device(group, "whole-1").id();
    var refused =
        admin
            .patch(
                path, json("{'group_id':'" + other + "','inventory':{'serial_number':'whole-2'}}"))
            .expect(400);
    assertThat(refused.pointers()).containsExactly("/inventory/serial_number");
    assertThat(admin.get(path).text("group_id")).isEqualTo(group);
  }

  @Test
  @DisplayName("every fault is named, clashes are conflicts")
  void faults() {
    var bad =
        admin
            .post(
                "/device-groups",
                json(
                    "{'name':'','division_id':'none','identity_attributes':['shoe_size'],"
                        + "'custom_attributes':['serial_number']}"))
            .expect(400);
    assertThat(bad.pointers())
        .contains("/name", "/division_id", "/identity_attributes", "/custom_attributes");
    var group = group("Faults").id();
    admin
        .post(
            "/device-groups",
            json(
                "{'name':'Faults','division_id':'"
                    + server.divisionId()
                    + "','identity_attributes':['serial_number']}"))
        .expect(409);
    device(group, "fault-1");
    var twin =
        admin
            .post(
                "/devices",
                json("{'group_id':'" + group + "','inventory':{'serial_number':' fault-1 '}}"))
            .expect(409);
    assertThat(twin.pointers()).containsExactly("/inventory/serial_number");
    var device =
        admin
            .post(
                "/devices",
                json(
                    "{'group_id':'"
                        + group
                        + "','inventory':{'mac_address':'x'},'custom':{'size':'1'}}"))
            .expect(400);
    assertThat(device.pointers())
        .containsExactlyInAnyOrder(
            "/inventory/mac_address", "/inventory/serial_number", "/custom/size");
    admin.delete("/device-groups/" + group).expect(409);
    var assignment =
        admin
            .post(
                "/device-groups/" + group + "/policy-assignments",
                json(
                    "{'name':'x','usage':'bootstrap','policy_id':'"
                        + server.policy().id()
                        + "','mapping':{}}"))
            .expect(400);
    assertThat(assignment.pointers()).containsExactlyInAnyOrder("/policy_id", "/mapping");
  }

  @Test
  @DisplayName("a grant lets a device enrol anew, and can be taken back")
  void grants() {
    var group = ServedGroup.on(server, "Grants");
    group.enrolled("grant-1");
    var path = "/devices/" + group.device("grant-1").id();
    assertThat(server.client().send(group.first("grant-1")).status()).isEqualTo(403);
    var until = server.clock().instant().plus(Duration.ofDays(40));
    admin.post(path + "/enrollment-grants", json("{'until':'" + until + "'}")).expect(400);
    admin.post(path + "/enrollment-grants", "{}").expect(200);
    admin.delete(path + "/enrollment-grants").expect(200);
    assertThat(server.client().send(group.first("grant-1")).status()).isEqualTo(403);
    assertThat(admin.post(path + "/enrollment-grants", "{}").expect(200).text("granted_until"))
        .isNotEmpty();
    assertThat(server.client().send(group.first("grant-1")).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("devices are found by filters and paged; other filters are refused")
  void lists() {
    var group = group("Lists").id();
    for (int i = 0; i < 5; i++) {
      device(group, "list-" + i);
    }
    var first = admin.get("/devices?group_id=" + group + "&limit=3&sort=name").expect(200).json();
    assertThat(first.at("/items")).hasSize(3);
    var next = first.path("next").asString();
    var second =
        admin.get("/devices?group_id=" + group + "&limit=3&sort=name&cursor=" + next).json();
    assertThat(second.at("/items")).hasSize(2);
    for (var filter :
        List.of("name=LIST-3", "identity=list-3", "attribute=serial_number%3Dlist-3")) {
      assertThat(admin.get("/devices?" + filter).expect(200).json().at("/items"))
          .as(filter)
          .hasSize(1);
    }
    assertThat(admin.get("/devices?tag=wet&group_id=" + group).json().at("/items")).hasSize(5);
    admin.get("/devices?shoe=44").expect(400);
    assertThat(admin.get("/device-groups?name=list").expect(200).json().at("/items")).hasSize(1);
  }

  @Test
  @DisplayName("who may register may not change, who may change may not register")
  void roles() {
    var group = group("Roles").id();
    var device = device(group, "role-1").id();
    var creator = ApiClient.as(server, Role.DEVICE_CREATOR);
    var keeper = ApiClient.as(server, Role.DEVICE_ADMINISTRATOR);
    var body = json("{'group_id':'" + group + "','inventory':{'serial_number':'role-2'}}");
    creator.post("/devices", body).expect(201);
    creator.post("/devices/" + device + "/disable", "{}").expect(403);
    keeper.post("/devices", body).expect(403);
    keeper.post("/devices/" + device + "/disable", "{}").expect(200);
    var elsewhere = admin.post("/divisions", json("{'name':'Elsewhere'}")).expect(201).id();
    var limited = ApiClient.as(server, Role.SOLUTION_ADMINISTRATOR, elsewhere);
    limited.get("/devices/" + device).expect(404);
    limited.get("/devices/" + device + "/events").expect(404);
    limited.get("/device-groups/" + group + "/policy-assignments").expect(404);
    limited.post("/devices", body).expect(400);
    assertThat(limited.get("/devices").expect(200).json().at("/items")).isEmpty();
  }
}
