package dev.crest.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP reply as it came over the wire.
 *
 * @param statusLine such as {@code HTTP/1.1 200 OK}
 * @param headers in order, names as written
 * @param body undecoded
 */
record HttpAnswer(String statusLine, List<Header> headers, byte[] body) {
  record Header(String name, String value) {}

  /** Reads the last head of a text that may hold several (100 Continue, redirects). */
  static HttpAnswer of(String heads, byte[] body) {
    var blocks = heads.strip().split("\r?\n\r?\n");
    var lines = blocks[blocks.length - 1].split("\r?\n");
    var headers = new ArrayList<Header>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    return new HttpAnswer(lines[0], headers, body);
  }

  /** Reads a whole reply from text in ISO 8859-1; empty while its body is not complete. */
  static Optional<HttpAnswer> complete(String text) {
    int start = text.indexOf("HTTP/1.");
    int end = text.indexOf("\r\n\r\n", Math.max(start, 0));
    if (start < 0 || end < 0) {
      return Optional.empty();
    }
    var head = of(text.substring(start, end), new byte[0]);
    int length = Integer.parseInt(head.header("Content-Length").orElse("0"));
    var rest = text.substring(end + 4).getBytes(ISO_8859_1);
    if (rest.length < length) {
      return Optional.empty();
    }
    return Optional.of(new HttpAnswer(head.statusLine, head.headers, Arrays.copyOf(rest, length)));
  }

  int status() {
    return Integer.parseInt(statusLine.split(" ")[1]);
  }

  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  String text() {
    return new String(body, UTF_8);
  }

  /** Fails with the reply's own words unless it has this status. */
  HttpAnswer expect(int status) {
    assertThat(status()).as(statusLine + "\n" + text()).isEqualTo(status);
    return this;
  }

  /** Fails unless this is a refusal that is not a server error. */
  HttpAnswer expectRefusal() {
    assertThat(status()).as(statusLine + "\n" + text()).isBetween(400, 499);
    return this;
  }
}
