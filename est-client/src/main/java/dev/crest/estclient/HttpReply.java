package dev.crest.estclient;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP answer.
 *
 * @param headers by lower-case name, in the order of the answer
 * @param keepAlive whether a further request may follow on the connection
 */
record HttpReply(int status, Map<String, List<String>> headers, byte[] body, boolean keepAlive) {

  Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Returns the media type without parameters, in lower case; empty where it is not said. */
  String mediaType() {
    var type = header("content-type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "HttpReply[" + status + ", " + body.length + " bytes]";
  }
}
