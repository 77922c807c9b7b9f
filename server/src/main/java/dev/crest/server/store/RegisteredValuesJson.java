package dev.crest.server.store;

import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.Credential.RegisteredValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A credential's registered values as JSON.
 *
 * <pre>
 * {"values":[{"field":"subject.serial_number","match":"in_list","values":["A-1","A-2"]}]}
 * </pre>
 *
 * Pure functions; thread-safe.
 */
public final class RegisteredValuesJson {
  private static final Set<String> FIELDS =
      Stream.concat(
              Arrays.stream(SubjectAttribute.values()).map(SubjectAttribute::field),
              Arrays.stream(SanType.values()).map(SanType::field))
          .collect(Collectors.toUnmodifiableSet());

  private static final int LONGEST = 1024;

  private RegisteredValuesJson() {}

  public static String write(List<RegisteredValue> registered) {
    var json = Json.object();
    var list = json.putArray("values");
    for (var value : registered) {
      var entry = list.addObject().put("field", value.field());
      entry.put("match", value.match().name().toLowerCase(Locale.ROOT));
      var values = entry.putArray("values");
      value.values().forEach(values::add);
    }
    return Json.write(json);
  }

  /**
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming every field that is missing,
   *     wrong or unknown
   */
  public static List<RegisteredValue> read(String json) {
    return JsonFields.document(
        json,
        "registered_values",
        fields -> List.copyOf(fields.objects("values", RegisteredValuesJson::value)));
  }

  private static RegisteredValue value(JsonFields json) {
    var value =
        new RegisteredValue(
            json.text("field"),
            json.constant("match", Match.class),
            List.copyOf(json.texts("values")));
    if (json.has("field") && !FIELDS.contains(value.field())) {
      json.fault(
          "field", "must be a field of requests such as subject.common_name or san.dns_name");
    }
    boolean list = value.match() == Match.IN_LIST;
    if (json.has("values") && (value.values().isEmpty() || (!list && value.values().size() > 1))) {
      json.fault("values", list ? "must not be empty" : "must be exactly one");
    }
    if (value.values().stream().anyMatch(text -> text.isEmpty() || text.length() > LONGEST)) {
      json.fault("values", "must each have 1 to " + LONGEST + " characters");
    }
    if (value.match() == Match.REGEX
        && !value.values().stream().allMatch(RegisteredValuesJson::isExpression)) {
      json.fault("values", "must be a regular expression");
    }
    return value;
  }

  private static boolean isExpression(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
