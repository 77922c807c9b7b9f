package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads answers of HTTP/1.0 and HTTP/1.1 (RFC 9112) from one connection, within limits. For one
 * thread.
 */
final class HttpReader {
  private static final int LONGEST_LINE = 16_384;
  private static final int LONGEST_HEAD = 65_536;
  private static final int MOST_INTERIM = 10;

  private final InputStream in;
  private final int longestBody;
  private int head;

  /**
   * @param longestBody the most bytes that a body may have
   */
  HttpReader(InputStream in, int longestBody) {
    this.in = in;
    this.longestBody = longestBody;
  }

  /** What is not HTTP, or too much of it. The message is a sentence. */
  static final class BadAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    BadAnswer(String message) {
      super(message);
    }
  }

  private record Start(int status, boolean persistent) {}

  /**
   * Reads the next answer; interim ones (100 Continue) are skipped.
   *
   * @throws BadAnswer if it is no HTTP, or exceeds a limit
   * @throws EOFException if the connection ends before it does
   */
  HttpReply read() throws IOException {
    for (int i = 0; i < MOST_INTERIM; i++) {
      head = 0;
      var start = start(line());
      var headers = headers();
      if (start.status() >= 200) {
        return reply(start, headers);
      }
    }
    throw new BadAnswer("the server sends interim answers without end");
  }

  private static Start start(String line) throws BadAnswer {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new BadAnswer("what answers there does not speak HTTP/1");
    }
    return new Start(Integer.parseInt(line.substring(9, 12)), line.startsWith("HTTP/1.1"));
  }

  private Map<String, List<String>> headers() throws IOException {
    var headers = new HashMap<String, List<String>>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw new BadAnswer("a header line of the answer is malformed");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private HttpReply reply(Start start, Map<String, List<String>> headers) throws IOException {
    var connection =
        String.join(",", headers.getOrDefault("connection", List.of())).toLowerCase(Locale.ROOT);
    boolean keep =
        start.persistent() ? !connection.contains("close") : connection.contains("keep-alive");
    if (start.status() == 204 || start.status() == 304) {
      return new HttpReply(start.status(), headers, new byte[0], keep);
    }
    var coding = headers.getOrDefault("transfer-encoding", List.of());
    if (!headers
        .getOrDefault("content-encoding", List.of("identity"))
        .equals(List.of("identity"))) {
      throw new BadAnswer("the answer is compressed, which nobody asked for");
    }
    if (!coding.isEmpty()) {
      if (coding.size() > 1
          || !coding.getFirst().equalsIgnoreCase("chunked")
          || headers.containsKey("content-length")) {
        throw new BadAnswer("the length of the answer is said in a way that is not unambiguous");
      }
      return new HttpReply(start.status(), headers, chunked(), keep);
    }
    var lengths = headers.getOrDefault("content-length", List.of());
    if (lengths.isEmpty()) {
      return new HttpReply(start.status(), headers, untilEnd(), false);
    }
    if (lengths.stream().distinct().count() > 1) {
      throw new BadAnswer("the answer has two lengths");
    }
    return new HttpReply(start.status(), headers, exactly(length(lengths.getFirst(), 10)), keep);
  }

  private int length(String digits, int radix) throws BadAnswer {
    if (!digits.matches(radix == 10 ? "[0-9]+" : "[0-9a-fA-F]+")) {
      throw new BadAnswer("the length of the answer is no number");
    }
    try {
      int length = Integer.parseInt(digits, radix);
      if (length <= longestBody) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Longer than two gigabytes is too long as well.
    }
    throw tooLong();
  }

  private BadAnswer tooLong() {
    return new BadAnswer("the answer is longer than the " + longestBody + " bytes that are taken");
  }

  private byte[] exactly(int length) throws IOException {
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the connection ended within the answer");
    }
    return body;
  }

  private byte[] untilEnd() throws IOException {
    var body = in.readNBytes(longestBody);
    if (body.length == longestBody && in.read() >= 0) {
      throw tooLong();
    }
    return body;
  }

  private byte[] chunked() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var line = line();
      int semicolon = line.indexOf(';');
      int size = length((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
      if (size == 0) {
        headers();
        return body.toByteArray();
      }
      if (body.size() + size > longestBody) {
        throw tooLong();
      }
      body.writeBytes(exactly(size));
      if (!line().isEmpty()) {
        throw new BadAnswer("a chunk of the answer does not end where it should");
      }
      head = 0;
    }
  }

  /** Reads a line that ends in CRLF or LF. */
  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection ended within the answer");
      }
      if (octet == '\n') {
        var text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(octet);
      if (line.size() > LONGEST_LINE || ++head > LONGEST_HEAD) {
        throw new BadAnswer("the head of the answer is too long");
      }
    }
  }
}
