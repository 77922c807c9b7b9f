package dev.crest.cli.describe;

import dev.crest.cli.describe.Field.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The schemas of a description, and the fields that they come to. Immutable. */
final class Schemas {
  private static final String REFERENCE = "#/components/schemas/";
  private static final int DEEPEST = 5;
  private static final List<String> COMBINATIONS = List.of("allOf", "oneOf", "anyOf");

  private final JsonNode components;

  Schemas(JsonNode components) {
    this.components = components;
  }

  /** Returns the name of the schema that is referred to. */
  static Optional<String> name(JsonNode schema) {
    var reference = schema.path("$ref").asString("");
    return reference.startsWith(REFERENCE)
        ? Optional.of(reference.substring(REFERENCE.length()))
        : Optional.empty();
  }

  /** Returns what a reference leads to, or the schema itself. */
  JsonNode resolved(JsonNode schema) {
    var at = schema;
    for (int step = 0; step < DEEPEST; step++) {
      var name = name(at);
      if (name.isEmpty()) {
        return at;
      }
      at = components.path(name.get());
    }
    return at;
  }

  /** Returns the properties of a schema, those of all its alternatives included. */
  Map<String, JsonNode> properties(JsonNode schema) {
    var found = new LinkedHashMap<String, JsonNode>();
    collect(schema, found, 0);
    return found;
  }

  private void collect(JsonNode schema, Map<String, JsonNode> into, int depth) {
    var plain = resolved(schema);
    plain
        .path("properties")
        .properties()
        .forEach(each -> into.putIfAbsent(each.getKey(), each.getValue()));
    if (depth < DEEPEST) {
      for (var combination : COMBINATIONS) {
        plain.path(combination).forEach(part -> collect(part, into, depth + 1));
      }
    }
  }

  /** Returns the fields of a body, the nested ones instead of the objects that hold them. */
  List<Field> fields(JsonNode schema) {
    var fields = new ArrayList<Field>();
    add(schema, List.of(), true, Set.of(), fields);
    return List.copyOf(fields);
  }

  private void add(
      JsonNode schema, List<String> path, boolean needed, Set<String> within, List<Field> into) {
    var required = new HashSet<String>();
    resolved(schema).path("required").forEach(name -> required.add(name.asString()));
    properties(schema)
        .forEach((name, property) -> {
          var deeper = new ArrayList<>(path);
          deeper.add(name);
          boolean asked = needed && required.contains(name);
          var target = name(property);
          boolean nested =
              deeper.size() < DEEPEST
                  && target.stream().noneMatch(within::contains)
                  && !properties(property).isEmpty();
          if (nested) {
            var outer = new HashSet<>(within);
            target.ifPresent(outer::add);
            add(property, deeper, asked, outer, into);
          } else {
            into.add(field(deeper, property, asked));
          }
        });
  }

  /** Returns the one field that a schema without properties is. */
  Field field(List<String> path, JsonNode schema, boolean required) {
    var plain = resolved(schema);
    boolean repeated = type(plain).equals("array");
    var value = repeated ? resolved(plain.path("items")) : plain;
    var choices = new ArrayList<String>();
    value.path("enum").forEach(choice -> choices.add(choice.asString("")));
    if (value.has("const")) {
      choices.add(value.path("const").asString(""));
    }
    var format = value.path("format").asString("");
    return new Field(
        path,
        kind(value, format),
        repeated,
        choices,
        required,
        format.equals("password") || plain.path("writeOnly").asBoolean(false),
        first(schema.path("description").asString(""), plain.path("description").asString("")),
        format);
  }

  private Kind kind(JsonNode schema, String format) {
    return switch (type(schema)) {
      case "string" -> format.equals("binary") ? Kind.FILE : Kind.TEXT;
      case "integer" -> Kind.INTEGER;
      case "number" -> Kind.NUMBER;
      case "boolean" -> Kind.FLAG;
      case "object" ->
          properties(schema).isEmpty() && scalar(schema.path("additionalProperties"))
              ? Kind.MAP
              : Kind.JSON;
      default -> schema.has("enum") || schema.has("const") ? Kind.TEXT : Kind.JSON;
    };
  }

  private boolean scalar(JsonNode schema) {
    return type(resolved(schema)).equals("string");
  }

  /** OpenAPI 3.1 has lists of types too, where null may stand beside the other. */
  private static String type(JsonNode schema) {
    var type = schema.path("type");
    if (!type.isArray()) {
      return type.asString("");
    }
    return type.valueStream()
        .map(each -> each.asString(""))
        .filter(each -> !each.equals("null"))
        .findFirst()
        .orElse("");
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** Returns the values of a property of this name in any schema, where they are a closed set. */
  Set<String> constants(String property) {
    var found = new HashSet<String>();
    components.forEach(schema -> {
      var values = resolved(schema.path("properties").path(property));
      values.path("enum").forEach(value -> found.add(value.asString("")));
      var only = values.has("const") ? values.path("const") : MissingNode.getInstance();
      if (!only.isMissingNode()) {
        found.add(only.asString(""));
      }
    });
    return found;
  }
}
