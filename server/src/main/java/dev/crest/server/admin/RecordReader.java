package dev.crest.server.admin;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes records of JSON, strictly and all faults at once: an unknown field, a missing one and a
 * wrong one are each named with a JSON pointer. Components are text, whole numbers, flags,
 * constants (lower case), {@link Instant}, {@link Duration}, {@link JsonNode}, records, lists,
 * sets, maps by text, and optionals of these; a list, set or map that is not given is empty. Used
 * by one thread.
 */
final class RecordReader {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Longest text of one field, in characters: certificates and lists are well below. */
  private static final int LONGEST = 1_000_000;

  private final List<Fault> faults = new ArrayList<>();

  private RecordReader() {}

  /**
   * Reads a record.
   *
   * @throws Refused {@code INVALID} naming every field
   */
  static <T> T read(JsonNode json, Class<T> type) {
    var reader = new RecordReader();
    var value = reader.record(json, type, "");
    if (!reader.faults.isEmpty() || value == null) {
      throw Refused.of(Kind.INVALID, "body-invalid", List.copyOf(reader.faults));
    }
    return type.cast(value);
  }

  private @Nullable Object fault(String pointer, String message) {
    faults.add(Fault.of(pointer.isEmpty() ? "/" : pointer, message));
    return null;
  }

  private @Nullable Object record(JsonNode json, Class<?> type, String pointer) {
    if (!json.isObject()) {
      return fault(pointer, "must be an object");
    }
    var components = type.getRecordComponents();
    var values = new @Nullable Object[components.length];
    var known = new HashSet<String>();
    int before = faults.size();
    for (int i = 0; i < components.length; i++) {
      var name = name(components[i].getName());
      known.add(name);
      values[i] = component(json.get(name), components[i], pointer + "/" + name);
    }
    for (var name : json.propertyNames()) {
      if (!known.contains(name)) {
        fault(
            NAME.matcher(name).matches() ? pointer + "/" + name : pointer,
            NAME.matcher(name).matches()
                ? "there is no such field"
                : "has a field that does not exist");
      }
    }
    return faults.size() > before ? null : construct(type, components, values, pointer);
  }

  private @Nullable Object construct(
      Class<?> type, RecordComponent[] components, @Nullable Object[] values, String pointer) {
    var types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Refused refused) {
        refused.faults().forEach(f -> fault(pointer, f.message()));
        return null;
      }
      return fault(pointer, "its fields do not go together");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  private @Nullable Object component(
      @Nullable JsonNode json, RecordComponent component, String pointer) {
    return value(json, component.getGenericType(), pointer);
  }

  private @Nullable Object value(@Nullable JsonNode json, Type type, String pointer) {
    boolean absent = json == null || json.isNull() || json.isMissingNode();
    if (type instanceof ParameterizedType generic) {
      var raw = (Class<?>) generic.getRawType();
      var inner = generic.getActualTypeArguments();
      if (raw == Optional.class) {
        return absent ? Optional.empty() : Optional.ofNullable(value(json, inner[0], pointer));
      }
      return absent || json == null
          ? empty(raw)
          : collection(json, raw, inner[inner.length - 1], pointer);
    }
    if (absent || json == null) {
      return fault(pointer, "must be given");
    }
    return single(json, (Class<?>) type, pointer);
  }

  private static Object empty(Class<?> raw) {
    return raw == Map.class ? Map.of() : raw == Set.class ? Set.of() : List.of();
  }

  private @Nullable Object collection(JsonNode json, Class<?> raw, Type inner, String pointer) {
    if (raw == Map.class) {
      return map(json, inner, pointer);
    }
    if (!json.isArray()) {
      return fault(pointer, "must be a list");
    }
    var values = new ArrayList<Object>();
    for (int i = 0; i < json.size(); i++) {
      var value = value(json.get(i), inner, pointer + "/" + i);
      if (value != null) {
        values.add(value);
      }
    }
    return raw == Set.class ? new LinkedHashSet<>(values) : List.copyOf(values);
  }

  private @Nullable Object map(JsonNode json, Type inner, String pointer) {
    if (!json.isObject()) {
      return fault(pointer, "must be an object");
    }
    var values = new LinkedHashMap<String, Object>();
    for (var entry : json.properties()) {
      if (!NAME.matcher(entry.getKey()).matches()) {
        fault(
            pointer, "has a name that is not 1 to 64 of letters, digits, dot, hyphen, underscore");
        continue;
      }
      var value = value(entry.getValue(), inner, pointer + "/" + entry.getKey());
      if (value != null) {
        values.put(entry.getKey(), value);
      }
    }
    return values;
  }

  private @Nullable Object single(JsonNode json, Class<?> type, String pointer) {
    if (type == JsonNode.class) {
      return json;
    }
    if (type.isRecord()) {
      return record(json, type, pointer);
    }
    if (type == boolean.class || type == Boolean.class) {
      return json.isBoolean() ? json.booleanValue() : fault(pointer, "must be true or false");
    }
    if (type == int.class || type == Integer.class) {
      return json.isIntegralNumber() && json.canConvertToInt()
          ? (Object) json.intValue()
          : fault(pointer, "must be a whole number");
    }
    if (type == long.class || type == Long.class) {
      return json.isIntegralNumber() && json.canConvertToLong()
          ? (Object) json.longValue()
          : fault(pointer, "must be a whole number");
    }
    if (!json.isString()) {
      return fault(pointer, "must be text");
    }
    return text(json.stringValue(), type, pointer);
  }

  private @Nullable Object text(String text, Class<?> type, String pointer) {
    if (text.length() > LONGEST) {
      return fault(pointer, "must have at most " + LONGEST + " characters");
    }
    if (type == String.class) {
      return text;
    }
    if (type.isEnum()) {
      return constant(text, type, pointer);
    }
    try {
      if (type == Instant.class) {
        return Instant.parse(text);
      }
      if (type == Duration.class) {
        return Duration.parse(text);
      }
    } catch (DateTimeException e) {
      return fault(
          pointer,
          type == Instant.class
              ? "must be a time such as 2026-01-31T12:00:00Z"
              : "must be a span of time such as PT12H or P90D");
    }
    throw new IllegalStateException("no reader for " + type);
  }

  private @Nullable Object constant(String text, Class<?> type, String pointer) {
    var names = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      var name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    return fault(pointer, "must be one of " + String.join(", ", names));
  }

  /** Returns the JSON name of a component, such as {@code usage_limit}. */
  static String name(String component) {
    return CAPITAL
        .matcher(component)
        .replaceAll(found -> "_" + found.group().toLowerCase(Locale.ROOT));
  }
}
