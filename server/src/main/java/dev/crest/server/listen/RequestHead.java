package dev.crest.server.listen;

import dev.crest.server.listen.HttpRequest.Header;
import java.util.List;
import java.util.Optional;

/**
 * Request line and headers (RFC 9112 §3 and §5).
 *
 * @param target as sent
 * @param http10 whether the version is HTTP/1.0
 */
record RequestHead(String method, String target, boolean http10, List<Header> headers) {
  RequestHead {
    headers = List.copyOf(headers);
  }

  /**
   * Returns the value of a header that there may be one of.
   *
   * @throws TransportRefusal 400 if there are several
   */
  Optional<String> single(String name) {
    Optional<String> found = Optional.empty();
    for (var header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        if (found.isPresent()) {
          throw TransportRefusal.badRequest("There is more than one " + name + " header.");
        }
        found = Optional.of(header.value());
      }
    }
    return found;
  }

  /**
   * Whether one of the comma-separated tokens of a header, in any of its lines, is {@code token}.
   */
  boolean lists(String name, String token) {
    for (var header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        for (var listed : header.value().split(",", -1)) {
          if (listed.strip().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
