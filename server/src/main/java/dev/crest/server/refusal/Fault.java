package dev.crest.server.refusal;

import java.util.Optional;

/**
 * One thing that is wrong with a request.
 *
 * @param message a sentence that may be shown to the requester and contains no unescaped foreign
 *     text
 * @param field the field it is about, such as {@code subject.organization_unit}
 */
public record Fault(String message, Optional<String> field) {
  public static Fault of(String message) {
    return new Fault(message, Optional.empty());
  }

  public static Fault of(String field, String message) {
    return new Fault(message, Optional.of(field));
  }
}
