package dev.crest.server.listen;

import java.util.List;
import java.util.Optional;

/**
 * One complete HTTP/1 request, already within all limits.
 *
 * @param id the request id: short, unique, printable; it is in every reply and log line
 * @param method upper case as sent
 * @param target the request target in origin form, undecoded
 * @param http10 whether the client spoke HTTP/1.0
 * @param headers in order, names as sent
 * @param body possibly empty; not copied, not to be changed
 * @param connection where it came from
 */
public record HttpRequest(
    String id,
    String method,
    String target,
    boolean http10,
    List<Header> headers,
    byte[] body,
    ClientConnection connection) {

  /** One header line. */
  public record Header(String name, String value) {}

  /** Returns the first value of a header, its name in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
