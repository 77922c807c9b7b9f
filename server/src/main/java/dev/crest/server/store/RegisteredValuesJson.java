package dev.crest.server.store;

import dev.crest.server.auth.Credential.Match;
import dev.crest.server.store.CredentialRecord.Registered;
import java.util.List;
import java.util.Locale;

/**
 * A credential's registered values as JSON. A long list is kept elsewhere, under its digest.
 *
 * <pre>
 * {"values":[{"field":"subject.serial_number","match":"in_list","values":["A-1","A-2"]},
 *            {"field":"san.dns_name","match":"in_list","list":"9f86…","size":100000}]}
 * </pre>
 *
 * Pure functions; thread-safe.
 */
final class RegisteredValuesJson {
  private RegisteredValuesJson() {}

  static String write(List<Registered> registered) {
    var json = Json.object();
    var list = json.putArray("values");
    for (var value : registered) {
      var entry = list.addObject().put("field", value.field());
      entry.put("match", value.match().name().toLowerCase(Locale.ROOT));
      if (value.list().isPresent()) {
        entry.put("list", value.list().get()).put("size", value.size());
      } else {
        var values = entry.putArray("values");
        value.values().forEach(values::add);
      }
    }
    return Json.write(json);
  }

  /**
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming every field that is missing,
   *     wrong or unknown
   */
  static List<Registered> read(String json) {
    return JsonFields.document(
        json,
        "registered_values",
        fields -> List.copyOf(fields.objects("values", RegisteredValuesJson::value)));
  }

  private static Registered value(JsonFields json) {
    var field = json.text("field");
    var match = json.constant("match", Match.class);
    var list = json.optionalText("list");
    var values = list.isPresent() ? List.<String>of() : json.texts("values");
    int size = list.isPresent() ? json.integer("size", 0, Integer.MAX_VALUE) : values.size();
    return new Registered(field, match, values, size, list);
  }
}
