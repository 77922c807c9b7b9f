package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of some fields (RFC 7396): what is not named stays, {@code null} takes away. Lists are
 * replaced whole.
 *
 * @param <T> the record of all the fields that can be changed
 */
final class Patch<T> {
  private static final int TRIES = 200;

  private final JsonNode changes;
  private final Class<T> type;
  private final JsonMapper mapper;
  private final IfMatch ifMatch;

  Patch(JsonNode changes, Class<T> type, JsonMapper mapper, IfMatch ifMatch) {
    this.changes = changes;
    this.type = type;
    this.mapper = mapper;
    this.ifMatch = ifMatch;
  }

  /** What there is now, and its version. */
  record Current<T>(T draft, long version) {}

  /**
   * Changes something: reads it, merges, and writes it from the version that was read. Where
   * somebody else was quicker and the caller named no version, all of that is done again, so that
   * changes of different fields don't undo one another.
   *
   * @param write writes a draft made from a version
   * @throws Refused {@code INVALID} naming every field, or what {@code read} and {@code write}
   *     throw
   */
  <R> R apply(Supplier<Current<T>> read, BiFunction<T, OptionalLong, R> write) {
    for (int attempt = 1; ; attempt++) {
      var current = read.get();
      var version = OptionalLong.of(ifMatch.version().orElse(current.version()));
      try {
        return write.apply(onto(current.draft()), version);
      } catch (Refused e) {
        boolean raced = e.kind() == Kind.CONFLICT && e.reason().endsWith("-version");
        if (!raced || ifMatch.version().isPresent() || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns a draft with the changes.
   *
   * @throws Refused {@code INVALID} naming every field
   */
  T onto(T draft) {
    if (!changes.isObject()) {
      throw Refused.of(Kind.INVALID, "body-invalid", "A change must be an object.");
    }
    JsonNode current = mapper.valueToTree(draft);
    return RecordReader.read(merged(current, changes), type);
  }

  /** RFC 7396 §2. */
  static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changed)) {
      return patch;
    }
    var result = target instanceof ObjectNode object ? object.deepCopy() : changed.objectNode();
    for (var entry : changed.properties()) {
      if (entry.getValue().isNull()) {
        result.remove(entry.getKey());
      } else {
        var before = result.get(entry.getKey());
        result.set(
            entry.getKey(),
            merged(before == null ? result.objectNode() : before, entry.getValue()));
      }
    }
    return result;
  }
}
