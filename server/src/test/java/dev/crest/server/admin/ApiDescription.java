package dev.crest.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI description as a test walks along it: its operations, and bodies for them. */
final class ApiDescription {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEPTH = 6;

  private final JsonNode document;

  ApiDescription(JsonNode document) {
    this.document = document;
  }

  /**
   * An operation.
   *
   * @param path with {@code {placeholders}}
   * @param permission what it needs; empty for an open one
   */
  record Operation(
      String id, String method, String path, Optional<String> permission, JsonNode node) {
    boolean reads() {
      return method.equals("GET");
    }

    List<String> query() {
      return node.path("parameters")
          .valueStream()
          .filter(parameter -> parameter.path("in").asString().equals("query"))
          .map(parameter -> parameter.path("name").asString())
          .toList();
    }
  }

  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        var node = method.getValue();
        operations.add(
            new Operation(
                node.path("operationId").asString(),
                method.getKey().toUpperCase(java.util.Locale.ROOT),
                path.getKey(),
                Optional.of(node.path("x-permission").asString()).filter(p -> !p.isEmpty()),
                node));
      }
    }
    return List.copyOf(operations);
  }

  /** Returns the schema of an operation's JSON body. */
  Optional<JsonNode> bodySchema(Operation operation) {
    var content = operation.node().path("requestBody").path("content");
    for (var type : List.of("application/json", "application/merge-patch+json")) {
      var schema = content.path(type).path("schema");
      if (!schema.isMissingNode()) {
        return Optional.of(resolved(schema));
      }
    }
    return Optional.empty();
  }

  private JsonNode resolved(JsonNode schema) {
    var reference = schema.path("$ref").asString();
    if (reference.isEmpty()) {
      return schema;
    }
    var target = document.at(reference.substring(1));
    if (target.isMissingNode()) {
      throw new IllegalStateException("the description points nowhere: " + reference);
    }
    return resolved(target);
  }

  /** Returns a value of the form that a schema asks for. */
  JsonNode valid(JsonNode schema, Random random) {
    return make(schema, random, DEPTH, 0);
  }

  /**
   * Returns a value with something wrong in it.
   *
   * @param hostility how much of it, 0 to 100
   */
  JsonNode hostile(JsonNode schema, Random random, int hostility) {
    return make(schema, random, DEPTH, hostility);
  }

  private JsonNode make(JsonNode given, Random random, int depth, int hostility) {
    var schema = resolved(given);
    if (random.nextInt(100) < hostility) {
      return HostileValues.any(random);
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    return switch (type(schema)) {
      case "object" -> object(schema, random, depth, hostility);
      case "array" -> array(schema, random, depth, hostility);
      case "integer", "number" -> JSON.numberNode(random.nextInt(1, 100));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      default -> text(schema, random);
    };
  }

  private static String type(JsonNode schema) {
    var type = schema.path("type");
    var name = type.isArray() ? type.get(0).asString() : type.asString();
    return name.isEmpty() && schema.has("properties") ? "object" : name;
  }

  private ObjectNode object(JsonNode schema, Random random, int depth, int hostility) {
    var object = JSON.objectNode();
    var required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    for (var property : schema.path("properties").properties()) {
      boolean wanted = required.contains(property.getKey()) || random.nextInt(3) > 0;
      if (wanted && depth > 0) {
        object.set(property.getKey(), make(property.getValue(), random, depth - 1, hostility));
      }
    }
    if (hostility > 0 && random.nextInt(10) == 0) {
      object.set(HostileValues.text(random), HostileValues.any(random));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, Random random, int depth, int hostility) {
    var array = JSON.arrayNode();
    if (depth > 0) {
      int count = random.nextInt(3);
      for (int i = 0; i < count; i++) {
        array.add(make(schema.path("items"), random, depth - 1, hostility));
      }
    }
    return array;
  }

  private static JsonNode text(JsonNode schema, Random random) {
    return switch (schema.path("format").asString()) {
      case "date-time" -> JSON.stringNode("2031-01-31T12:00:00Z");
      case "duration" -> JSON.stringNode("P30D");
      default -> JSON.stringNode("text " + random.nextInt(1_000_000));
    };
  }
}
