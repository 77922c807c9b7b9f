package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a JSON object, strictly and all faults at once: after a fault some value
 * stands in, and the whole is refused at the end. A field that was not asked for is a fault. Used
 * by one thread.
 */
final class JsonFields {
  private static final Pattern FIELD_NAME = Pattern.compile("[a-z0-9_]{1,64}");
  private static final Pattern YEARS_AND_WEEKS =
      Pattern.compile(
          "P(?:(?<years>[0-9]{1,4})Y)?(?:(?<weeks>[0-9]{1,4})W)?(?<rest>([0-9]{1,7}D)?(T.+)?)");
  private static final Pattern DELIMITER = Pattern.compile("[.\\[]");

  private final JsonNode object;
  private final String path;
  private final List<Fault> faults;
  private final Set<String> asked = new HashSet<>();

  private JsonFields(JsonNode object, String path, List<Fault> faults) {
    this.object = object;
    this.path = path;
    this.faults = faults;
  }

  /**
   * Reads a document.
   *
   * @param name what it is, such as {@code profile}: the path of its faults
   * @throws Refused {@code INVALID} naming every field
   */
  static <T> T document(String json, String name, Function<JsonFields, T> reader) {
    var faults = new ArrayList<Fault>();
    Optional<T> value = Optional.empty();
    try {
      var fields = new JsonFields(Json.read(json), name, faults);
      value = Optional.ofNullable(fields.whole(reader));
    } catch (JacksonException e) {
      faults.add(Fault.of(name, "must be JSON without duplicate fields"));
    } catch (IllegalArgumentException e) {
      // A value that stands in after a fault may be one that a record does not take; then the fault
      // is known.
      if (faults.isEmpty()) {
        faults.add(Fault.of(name, "its fields do not go together"));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, name.replace('_', '-') + "-invalid", faults);
    }
    return value.orElseThrow();
  }

  private <T> T whole(Function<JsonFields, T> reader) {
    if (!object.isObject()) {
      faults.add(Fault.of(path, "must be an object"));
    }
    try {
      return reader.apply(this);
    } finally {
      // Also where what was read does not go together: every fault is named at once.
      unknown();
    }
  }

  private void unknown() {
    for (var name : object.propertyNames()) {
      if (!asked.contains(name)) {
        faults.add(
            FIELD_NAME.matcher(name).matches()
                ? Fault.of(path + "." + name, "there is no such field")
                : Fault.of(path, "has a field that does not exist"));
      }
    }
  }

  /** Adds a fault about a field, or about the object where {@code name} is empty. */
  void fault(String name, String message) {
    faults.add(Fault.of(name.isEmpty() ? path : path + "." + name, message));
  }

  /**
   * Adds what is wrong with values that were read, except where an outermost field has a fault:
   * there some value only stands in.
   */
  void faultsOfGoodFields(List<Fault> found) {
    var known = faults.stream().map(fault -> outermost(fault.field().orElse(path))).toList();
    for (var fault : found) {
      var whole = path + "." + fault.field().orElse("");
      if (!known.contains(outermost(whole))) {
        faults.add(Fault.of(whole, fault.message()));
      }
    }
  }

  private static String outermost(String field) {
    var parts = DELIMITER.split(field, 3);
    return parts.length < 2 ? field : parts[0] + "." + parts[1];
  }

  boolean has(String name) {
    var value = object.get(name);
    return value != null && !value.isNull();
  }

  String text(String name) {
    return optionalText(name).orElseGet(() -> missing(name, ""));
  }

  Optional<String> optionalText(String name) {
    return value(name).flatMap(value -> text(name, value));
  }

  boolean flag(String name) {
    var value = value(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      fault(name, "must be true or false");
      return false;
    }
    return value.map(JsonNode::booleanValue).orElseGet(() -> missing(name, false));
  }

  int integer(String name, int least, int most) {
    var value = value(name);
    if (value.isEmpty()) {
      return missing(name, least);
    }
    if (!value.get().isInt() || value.get().intValue() < least || value.get().intValue() > most) {
      fault(name, "must be a whole number from " + least + " to " + most);
      return least;
    }
    return value.get().intValue();
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    return choice(
        name,
        List.of(type.getEnumConstants()),
        constant -> constant.name().toLowerCase(Locale.ROOT));
  }

  /** Reads one of several values by its name. */
  <E> E choice(String name, List<E> values, Function<E, String> naming) {
    var value = optionalText(name);
    if (value.isEmpty()) {
      if (!has(name)) {
        fault(name, "is missing");
      }
      return values.getFirst();
    }
    return chosen(name, value.get(), values, naming).orElse(values.getFirst());
  }

  <E extends Enum<E>> Set<E> constants(String name, Class<E> type) {
    var constants = new LinkedHashSet<E>();
    for (var text : texts(name)) {
      var constant =
          chosen(
              name, text, List.of(type.getEnumConstants()), c -> c.name().toLowerCase(Locale.ROOT));
      if (constant.isPresent() && !constants.add(constant.get())) {
        fault(name, "names " + text + " twice");
      }
    }
    return constants;
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (var element : elements(name)) {
      text(name, element).ifPresent(texts::add);
    }
    return texts;
  }

  /** Reads a duration of ISO 8601; years have 365 days, and months no length that one could use. */
  Duration duration(String name) {
    var text = text(name);
    try {
      var parts = YEARS_AND_WEEKS.matcher(text);
      return parts.matches() && text.length() > 1 ? duration(parts) : Duration.parse(text);
    } catch (DateTimeException e) {
      return unreadable(name, "must be a duration such as P2Y, P365D or PT12H", Duration.ZERO);
    }
  }

  private static Duration duration(Matcher parts) {
    var rest = parts.group("rest");
    return Duration.ofDays(365L * number(parts.group("years")) + 7L * number(parts.group("weeks")))
        .plus(rest == null || rest.isEmpty() ? Duration.ZERO : Duration.parse("P" + rest));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      return unreadable(name, "must be a time such as 2035-01-01T00:00:00Z", Instant.EPOCH);
    }
  }

  Optional<Instant> optionalInstant(String name) {
    asked.add(name);
    return has(name) ? Optional.of(instant(name)) : Optional.empty();
  }

  <T> T object(String name, Function<JsonFields, T> reader) {
    var value = value(name);
    if (value.isEmpty()) {
      fault(name, "is missing");
    }
    return new JsonFields(value.orElseGet(Json::object), path + "." + name, faults).whole(reader);
  }

  <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    var read = new ArrayList<T>();
    for (var element : elements(name)) {
      read.add(
          new JsonFields(element, path + "." + name + "[" + read.size() + "]", faults)
              .whole(reader));
    }
    return read;
  }

  private List<JsonNode> elements(String name) {
    var value = value(name);
    if (value.isEmpty()) {
      return missing(name, List.of());
    }
    if (!value.get().isArray()) {
      fault(name, "must be a list");
      return List.of();
    }
    return List.copyOf(value.get().values());
  }

  private <E> Optional<E> chosen(
      String name, String text, List<E> values, Function<E, String> naming) {
    var found = values.stream().filter(value -> naming.apply(value).equals(text)).findFirst();
    if (found.isEmpty()) {
      fault(name, "must be one of " + String.join(", ", values.stream().map(naming).toList()));
    }
    return found;
  }

  private Optional<String> text(String name, JsonNode value) {
    if (!value.isString()) {
      fault(name, "must be text");
      return Optional.empty();
    }
    return Optional.of(value.stringValue());
  }

  private Optional<JsonNode> value(String name) {
    asked.add(name);
    return has(name) ? Optional.of(object.get(name)) : Optional.empty();
  }

  private <T> T unreadable(String name, String message, T standIn) {
    if (has(name) && object.get(name).isString()) {
      fault(name, message);
    }
    return standIn;
  }

  private <T> T missing(String name, T standIn) {
    if (!has(name)) {
      fault(name, "is missing");
    }
    return standIn;
  }
}
