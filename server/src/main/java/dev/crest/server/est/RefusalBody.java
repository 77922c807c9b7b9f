package dev.crest.server.est;

import dev.crest.estwire.MediaTypes;
import dev.crest.server.listen.HttpRequest;
import dev.crest.server.refusal.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a refusal says: plain text for people and EST clients, which print it as it is, or JSON for
 * programs that ask for it.
 *
 * <pre>
 * subject.organization_unit: is required
 * san.dns_name: at most 2 are allowed
 * Request id: 7f3k2m9q
 *
 * {"errors":[{"code":"invalid_input","message":"is required","field":"subject.organization_unit"}],
 *  "request_id":"7f3k2m9q"}
 * </pre>
 *
 * @param contentType its Content-Type
 * @param bytes in UTF-8
 */
record RefusalBody(String contentType, byte[] bytes) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String JSON_TYPE = "application/json";

  /**
   * Characters that could start a line of their own or turn text around. Messages hold none of
   * them; this is the last line of defence (S-STAT-10).
   */
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  /** Writes the faults in the form that the request's Accept asks for. */
  static RefusalBody of(HttpRequest request, String code, List<Fault> faults) {
    return wantsJson(request) ? json(request, code, faults) : text(request, faults);
  }

  private static RefusalBody text(HttpRequest request, List<Fault> faults) {
    var text = new StringBuilder();
    for (var fault : faults) {
      fault
          .field()
          .filter(field -> !fault.message().startsWith(field))
          .ifPresent(field -> text.append(safe(field)).append(": "));
      text.append(safe(fault.message())).append('\n');
    }
    text.append("Request id: ").append(request.id()).append('\n');
    return new RefusalBody(
        MediaTypes.TEXT + "; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static RefusalBody json(HttpRequest request, String code, List<Fault> faults) {
    var document = JSON.createObjectNode();
    var errors = document.putArray("errors");
    for (var fault : faults) {
      var error = errors.addObject();
      error.put("code", code);
      error.put("message", safe(fault.message()));
      fault.field().ifPresent(field -> error.put("field", safe(field)));
    }
    document.put("request_id", request.id());
    return new RefusalBody(JSON_TYPE, JSON.writeValueAsBytes(document));
  }

  private static String safe(String text) {
    return UNSAFE.matcher(text).replaceAll("\ufffd");
  }

  /** Whether Accept names application/json itself (RFC 9110 §12.5.1) and does not exclude it. */
  private static boolean wantsJson(HttpRequest request) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase("Accept"))
        .flatMap(header -> Arrays.stream(header.value().split(",")))
        .map(range -> range.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT))
        .filter(range -> range.equals(JSON_TYPE) || range.startsWith(JSON_TYPE + ";"))
        .anyMatch(range -> !range.matches(".*;q=0(\\.0*)?(;.*)?"));
  }
}
