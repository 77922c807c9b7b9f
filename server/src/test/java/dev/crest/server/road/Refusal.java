package dev.crest.server.road;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that is refused, and how.
 *
 * @param says part of the answer's text
 * @param code what programs see in JSON; empty where the listener itself refuses, in text alone
 * @param headers what the answer's headers are; an empty value for one that must not be there
 * @param fields that the answer names
 * @param recorded the reason in the audit log; empty where there must be no record
 */
public record Refusal(
    String name,
    EstClientFixture client,
    EstRequest request,
    int status,
    String says,
    Optional<String> code,
    Map<String, Optional<String>> headers,
    List<String> fields,
    Optional<String> recorded) {

  public static Refusal of(String name, EstClientFixture client, EstRequest request) {
    return new Refusal(
        name, client, request, 0, "", Optional.empty(), Map.of(), List.of(), Optional.empty());
  }

  public Refusal gets(int expected, String text) {
    return new Refusal(name, client, request, expected, text, code, headers, fields, recorded);
  }

  public Refusal gets(int expected, String text, String json) {
    return new Refusal(
        name, client, request, expected, text, Optional.of(json), headers, fields, recorded);
  }

  public Refusal with(String header, String value) {
    return header(header, Optional.of(value));
  }

  public Refusal without(String header) {
    return header(header, Optional.empty());
  }

  private Refusal header(String header, Optional<String> value) {
    var more = new HashMap<>(headers);
    more.put(header, value);
    return new Refusal(
        name, client, request, status, says, code, Map.copyOf(more), fields, recorded);
  }

  /** Says that the answer names all of these fields. */
  public Refusal names(String... named) {
    return new Refusal(
        name, client, request, status, says, code, headers, List.of(named), recorded);
  }

  public Refusal recorded(String reason) {
    return new Refusal(
        name, client, request, status, says, code, headers, fields, Optional.of(reason));
  }

  @Override
  public String toString() {
    return name + " → " + status;
  }
}
