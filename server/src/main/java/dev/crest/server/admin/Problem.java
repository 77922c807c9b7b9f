package dev.crest.server.admin;

import java.util.List;
import java.util.Optional;

/**
 * What the API answers instead of a result (RFC 9457, {@code application/problem+json}).
 *
 * @param type {@code urn:crest:problem:} and the reason, a stable code
 * @param title what kind of refusal
 * @param status the HTTP status
 * @param detail a sentence
 * @param requestId finds it in the log and the audit log
 * @param errors every single thing that is wrong
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String requestId,
    List<FieldError> errors) {
  /**
   * One thing that is wrong.
   *
   * @param pointer where in the body (RFC 6901)
   * @param parameter which query parameter, where it is one
   * @param detail a sentence
   */
  record FieldError(Optional<String> pointer, Optional<String> parameter, String detail) {}
}
