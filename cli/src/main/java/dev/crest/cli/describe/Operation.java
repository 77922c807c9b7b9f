package dev.crest.cli.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One operation of the API. Immutable; what its schemas come to is worked out when asked for. */
public final class Operation {
  private static final List<String> JSON_TYPES =
      List.of("application/merge-patch+json", "application/json");
  private static final String MULTIPART = "multipart/form-data";

  private final String method;
  private final String path;
  private final JsonNode node;
  private final List<JsonNode> parameters;
  private final Schemas schemas;

  Operation(String method, String path, JsonNode node, JsonNode shared, Schemas schemas) {
    this.method = method.toUpperCase(Locale.ROOT);
    this.path = path;
    this.node = node;
    this.schemas = schemas;
    var all = new ArrayList<JsonNode>();
    shared.forEach(all::add);
    node.path("parameters").forEach(all::add);
    this.parameters = List.copyOf(all);
  }

  /** Returns the {@code operationId}. */
  public String id() {
    return node.path("operationId").asString("");
  }

  /** Returns the HTTP method in capitals. */
  public String method() {
    return method;
  }

  /** Returns the path with names in braces, such as {@code /api/v1/devices/{id}}. */
  public String path() {
    return path;
  }

  public String summary() {
    return node.path("summary").asString(id());
  }

  public String description() {
    return node.path("description").asString("");
  }

  /** Whether it needs nobody to be signed in. */
  public boolean open() {
    return node.path("security").isArray() && node.path("security").isEmpty();
  }

  /** Returns the query parameters. */
  public List<Field> query() {
    return parameters.stream()
        .filter(parameter -> parameter.path("in").asString("").equals("query"))
        .map(parameter -> {
          var field =
              schemas.field(
                  List.of(parameter.path("name").asString("")),
                  parameter.path("schema"),
                  parameter.path("required").asBoolean(false));
          var said = parameter.path("description").asString("");
          var more = field.description();
          return new Field(
              field.path(),
              field.kind(),
              field.repeated(),
              field.choices(),
              field.required(),
              field.secret(),
              more.isEmpty() ? said : said.isEmpty() ? more : said + " " + more,
              field.format());
        })
        .toList();
  }

  /** Whether it takes a header. */
  public boolean takesHeader(String name) {
    return parameters.stream()
        .anyMatch(parameter ->
            parameter.path("in").asString("").equals("header")
                && parameter.path("name").asString("").equalsIgnoreCase(name));
  }

  /** Returns the media type of its JSON body, where it takes one. */
  public Optional<String> jsonType() {
    return JSON_TYPES.stream().filter(content()::has).findFirst();
  }

  /** Whether its body is a form with files. */
  public boolean multipart() {
    return jsonType().isEmpty() && content().has(MULTIPART);
  }

  /** Returns the media types of files that it takes as they are. */
  public List<String> fileTypes() {
    var types = new ArrayList<String>();
    content().properties().forEach(each -> types.add(each.getKey()));
    types.removeAll(JSON_TYPES);
    types.remove(MULTIPART);
    return List.copyOf(types);
  }

  /** Returns the fields of the JSON body or of the form. */
  public List<Field> fields() {
    var type = jsonType().orElse(MULTIPART);
    return schemas.fields(content().path(type).path("schema"));
  }

  private JsonNode content() {
    return node.path("requestBody").path("content");
  }

  /** Whether it answers a page of a list, or a list. */
  public boolean lists() {
    var schema = replySchema();
    var properties = schemas.properties(schema);
    return method.equals("GET")
        && (schemas.resolved(schema).path("type").asString("").equals("array")
            || (properties.containsKey("items") && properties.containsKey("next")));
  }

  /** Returns the name of the schema of what it answers. */
  public Optional<String> replyName() {
    return Schemas.name(replySchema());
  }

  /** Returns the media types that it answers with when all is well, apart from JSON. */
  public List<String> downloadTypes() {
    var types = new ArrayList<String>();
    success().properties().forEach(each -> types.add(each.getKey()));
    types.removeIf(type -> type.equals("*/*") || type.startsWith("application/json"));
    return List.copyOf(types);
  }

  private JsonNode replySchema() {
    for (var entry : success().properties()) {
      if (entry.getKey().startsWith("application/json") || entry.getKey().equals("*/*")) {
        return entry.getValue().path("schema");
      }
    }
    return MissingNode.getInstance();
  }

  private JsonNode success() {
    for (var reply : node.path("responses").properties()) {
      if (reply.getKey().startsWith("2")) {
        return reply.getValue().path("content");
      }
    }
    return MissingNode.getInstance();
  }
}
