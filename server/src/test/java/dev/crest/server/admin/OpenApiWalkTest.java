package dev.crest.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.admin.ApiDescription.Operation;
import dev.crest.server.road.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Walks along the OpenAPI description and sends every operation valid, boundary and hostile input:
 * whatever comes, no operation fails with 5xx, shows its insides, or answers in an undescribed way.
 */
class OpenApiWalkTest {
  private static final int VALID = 6;
  private static final int HOSTILE = 14;
  private static final List<String> PATH_VALUES =
      List.of(
          "00000000-0000-7000-8000-000000000000",
          "IOT_00000000-0000-0000-0000-000000000000",
          "%00",
          "..%2F..%2Fetc",
          "x".repeat(2_000),
          "%F0%9F%92%A9",
          "'%20or%201=1");

  private static TestServer server;
  private static ApiClient admin;
  private static ApiDescription description;
  private static String own;
  private static final Map<String, Set<String>> KNOWN = new HashMap<>();

  @BeforeAll
  static void start() {
    server = TestServer.withApi();
    admin = ApiClient.administrator(server);
    own = admin.get("/session").expect(200).id();
    description = new ApiDescription(admin.get("/openapi").expect(200).json());
    server.policy().enrolled("walked-device");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @DisplayName("no operation answers 5xx, whatever it is sent")
  void walk() {
    assertThat(description.operations()).isNotEmpty();
    for (int round = 0; round < 2; round++) {
      var random = new Random(round);
      for (var operation : description.operations()) {
        if (operation.path().endsWith("/openapi") || operation.path().endsWith("/openapi.yaml")) {
          continue;
        }
        walk(operation, random);
      }
    }
  }

  private static void walk(Operation operation, Random random) {
    var schema = description.bodySchema(operation);
    if (schema.isEmpty()) {
      for (var path : paths(operation, random)) {
        check(operation, path, Optional.empty());
        check(operation, path, Optional.of("{}"));
        queries(operation, path, random);
      }
      return;
    }
    for (int i = 0; i < VALID; i++) {
      var body = description.valid(schema.get(), random);
      check(operation, any(paths(operation, random), random), Optional.of(body.toString()));
    }
    for (int i = 0; i < HOSTILE; i++) {
      var body = description.hostile(schema.get(), random, 5 + 6 * i);
      check(operation, any(paths(operation, random), random), Optional.of(body.toString()));
    }
    for (var raw : List.of("", "null", "[]", "7", "\"x\"", "{\"a\":", "{\"a\":1}{", "\u0000")) {
      check(operation, any(paths(operation, random), random), Optional.of(raw));
    }
  }

  private static void queries(Operation operation, String path, Random random) {
    for (var name : operation.query()) {
      for (int i = 0; i < 3; i++) {
        var value = URLEncoder.encode(HostileValues.text(random), StandardCharsets.UTF_8);
        check(operation, path + "?" + name + "=" + value, Optional.empty());
      }
    }
    check(operation, path + "?nonsense=1", Optional.empty());
    check(operation, path + "?limit=1&limit=2", Optional.empty());
  }

  private static String any(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Returns the path with ids that exist, ids that do not, and what is none. */
  private static List<String> paths(Operation operation, Random random) {
    if (!operation.path().contains("{")) {
      return List.of(operation.path());
    }
    var paths = new ArrayList<String>();
    var known = new ArrayList<>(KNOWN.getOrDefault(noun(operation.path()), Set.of()));
    for (int i = 0; i < 3; i++) {
      boolean exists = !known.isEmpty() && i < 2;
      paths.add(filled(operation.path(), exists ? any(known, random) : any(PATH_VALUES, random)));
    }
    return paths;
  }

  private static String filled(String path, String value) {
    return path.replaceAll("\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(value));
  }

  private static String noun(String path) {
    return path.split("/")[3];
  }

  private static void check(Operation operation, String path, Optional<String> body) {
    var reply = admin.send(operation.method(), path, body);
    var shown = new String(reply.body(), StandardCharsets.UTF_8);
    var what = operation.id() + " " + path + " " + body.orElse("") + " → " + reply.status();
    assertThat(reply.status()).as(what + " " + shown).isLessThan(500);
    if (reply.status() >= 400) {
      assertThat(shown).as(what).doesNotContain("Exception", "\tat ", "select ", "org.sqlite");
      assertThat(reply.headers().firstValue("content-type"))
          .as(what)
          .contains("application/problem+json");
      assertThat(reply.text("request_id")).as(what).isNotEmpty();
    } else {
      remember(operation, reply);
    }
  }

  private static void remember(Operation operation, ApiReply reply) {
    boolean json =
        reply.headers().firstValue("content-type").orElse("").startsWith("application/json");
    if (!json || reply.body().length == 0) {
      return;
    }
    var ids = KNOWN.computeIfAbsent(noun(operation.path()), _ -> new HashSet<>());
    var body = reply.json();
    (body.has("items") ? body.path("items") : body)
        .valueStream()
        .filter(item -> item.path("id").isString())
        .limit(20)
        .forEach(item -> ids.add(item.path("id").asString()));
    if (body.path("id").isString()) {
      ids.add(body.path("id").asString());
    }
    // The walk must not end itself.
    ids.remove(own);
  }
}
