package dev.crest.server.store;

import dev.crest.server.policy.Restrictions;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Restrictions as JSON; what restricts nothing may be left out.
 *
 * <pre>
 * {"addresses":["10.0.0.0/8","2001:db8::/32"],
 *  "hours":{"zone":"Europe/Berlin","days":["monday"],"from":"08:00","to":"17:00"},
 *  "start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"}
 * </pre>
 *
 * Pure functions; thread-safe.
 */
public final class RestrictionsJson {
  private RestrictionsJson() {}

  public static String write(Restrictions restrictions) {
    var json = Json.object();
    var addresses = json.putArray("addresses");
    restrictions.addresses().forEach(addresses::add);
    restrictions
        .hours()
        .ifPresent(hours -> {
          var span = json.putObject("hours").put("zone", hours.zone().getId());
          var days = span.putArray("days");
          hours.days().stream()
              .sorted()
              .forEach(day -> days.add(day.name().toLowerCase(Locale.ROOT)));
          span.put("from", hours.from().toString()).put("to", hours.to().toString());
        });
    restrictions.start().ifPresent(start -> json.put("start", start.toString()));
    restrictions.end().ifPresent(end -> json.put("end", end.toString()));
    return Json.write(json);
  }

  /**
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming every field that is wrong or
   *     unknown
   */
  public static Restrictions read(String json) {
    return JsonFields.document(json, "restrictions", RestrictionsJson::restrictions);
  }

  private static Restrictions restrictions(JsonFields json) {
    var addresses = json.has("addresses") ? json.texts("addresses") : List.<String>of();
    if (!addresses.stream().allMatch(RestrictionsJson::isBlock)) {
      json.fault("addresses", "must be blocks such as 10.0.0.0/8 or 2001:db8::/32");
    }
    var hours =
        json.has("hours")
            ? Optional.of(json.object("hours", RestrictionsJson::hours))
            : Optional.<Restrictions.Hours>empty();
    var start = json.optionalInstant("start");
    var end = json.optionalInstant("end");
    if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
      json.fault("end", "must be after start");
    }
    return new Restrictions(List.copyOf(addresses), hours, start, end);
  }

  private static Restrictions.Hours hours(JsonFields json) {
    var days = json.constants("days", DayOfWeek.class);
    return new Restrictions.Hours(zone(json), days, time(json, "from"), time(json, "to"));
  }

  private static ZoneId zone(JsonFields json) {
    try {
      var text = json.text("zone");
      return text.isEmpty() ? ZoneId.of("UTC") : ZoneId.of(text);
    } catch (DateTimeException e) {
      json.fault("zone", "must be a time zone such as Europe/Berlin");
      return ZoneId.of("UTC");
    }
  }

  private static LocalTime time(JsonFields json, String name) {
    try {
      var text = json.text(name);
      return text.isEmpty() ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    } catch (DateTimeException e) {
      json.fault(name, "must be a time of day such as 08:00");
      return LocalTime.MIDNIGHT;
    }
  }

  private static boolean isBlock(String text) {
    try {
      return !new Restrictions(List.of(text), Optional.empty(), Optional.empty(), Optional.empty())
          .addresses()
          .isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
