package dev.crest.server.store;

import dev.crest.server.refusal.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON text as the store keeps it: compact, no field twice, nothing after the value. Thread-safe.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static String write(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** Writes an audit record's details. */
  static String write(Map<String, String> details) {
    return MAPPER.writeValueAsString(details);
  }

  /**
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  static JsonNode read(String json) {
    return MAPPER.readTree(json);
  }

  /**
   * Reads what this program wrote before.
   *
   * @throws IllegalStateException if it cannot be read after all: nobody's request is to blame
   */
  static <T> T stored(String json, Function<String, T> reader) {
    try {
      return reader.apply(json);
    } catch (Refused e) {
      throw new IllegalStateException("the store holds JSON that this program did not write", e);
    }
  }

  /**
   * Reads an audit record's details.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON
   * @throws IllegalArgumentException if it is no object of strings
   */
  static Map<String, String> readDetails(String json) {
    var details = new LinkedHashMap<String, String>();
    var node = read(json);
    if (!node.isObject()) {
      throw new IllegalArgumentException("details must be an object");
    }
    for (var field : node.properties()) {
      if (!field.getValue().isString()) {
        throw new IllegalArgumentException("details must be strings");
      }
      details.put(field.getKey(), field.getValue().stringValue());
    }
    return details;
  }
}
