package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reply as it came over the wire. */
record Reply(String statusLine, List<String> headers, String body) {
  /** Reads one reply and nothing beyond it. */
  static Reply read(InputStream in, boolean bodiless) throws IOException {
    var statusLine = line(in);
    var headers = new ArrayList<String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    var reply = new Reply(statusLine, headers, "");
    int length = bodiless ? 0 : Integer.parseInt(reply.header("Content-Length").orElse("0"));
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body is cut off");
    }
    return new Reply(statusLine, headers, new String(body, ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the head is cut off after: " + line);
      }
      line.append((char) c);
    }
    if (!line.toString().endsWith("\r")) {
      throw new IOException("a line does not end in CRLF");
    }
    return line.substring(0, line.length() - 1);
  }

  int status() {
    return Integer.parseInt(statusLine.substring(9, 12));
  }

  /** Returns the value of a header, its name exactly as written here. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.startsWith(name + ": "))
        .map(header -> header.substring(name.length() + 2))
        .findFirst();
  }

  /** Returns one of the lines of {@link RunningListener#describe}. */
  String told(String name) {
    return body.lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in: " + body));
  }
}
