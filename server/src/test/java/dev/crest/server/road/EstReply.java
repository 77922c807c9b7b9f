package dev.crest.server.road;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.estwire.TransferEncoding;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.CertsOnly;
import dev.crest.pkix.Der;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reply as it came over the wire. */
public record EstReply(String statusLine, List<String> headerLines, byte[] body) {

  static EstReply read(InputStream in, boolean bodiless) throws IOException {
    var status = line(in);
    var headers = new ArrayList<String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    var head = new EstReply(status, List.copyOf(headers), new byte[0]);
    int length = bodiless ? 0 : Integer.parseInt(head.header("Content-Length").orElse("0"));
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the reply's body ended early");
    }
    return new EstReply(status, head.headerLines(), body);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended before a whole reply");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }

  public int status() {
    return Integer.parseInt(statusLine.substring(9, 12));
  }

  /** Returns the one value of a header, its name compared to the letter as libest does. */
  public Optional<String> header(String name) {
    var values =
        headerLines.stream()
            .filter(line -> line.startsWith(name + ": "))
            .map(line -> line.substring(name.length() + 2))
            .toList();
    if (values.size() > 1) {
      throw new AssertionError(name + " is there more than once: " + values);
    }
    return values.stream().findFirst();
  }

  public String requestId() {
    return header("X-Request-Id").orElseThrow();
  }

  public String text() {
    return new String(body, UTF_8);
  }

  /** Returns the decoded certificates of a certs-only reply in their order. */
  public List<Certificate> certificates() {
    return CertsOnly.read(der());
  }

  /** Returns the base64 body decoded. */
  public Der der() {
    return TransferEncoding.decode(body);
  }

  /** Returns the one certificate of a successful enrolment (S-RESP-01). */
  public Certificate certificate() {
    if (status() != 200) {
      throw new AssertionError(this);
    }
    var certificates = certificates();
    if (certificates.size() != 1) {
      throw new AssertionError(certificates.size() + " certificates instead of one");
    }
    return certificates.getFirst();
  }

  /** Returns everything but what differs from reply to reply by its nature: date and request id. */
  public String withoutItsOwn() {
    var all = new StringBuilder(statusLine).append('\n');
    headerLines.stream()
        .filter(line -> !line.startsWith("Date: ") && !line.startsWith("X-Request-Id: "))
        .forEach(line -> all.append(line).append('\n'));
    return all.append(new String(body, ISO_8859_1).replace(requestId(), "")).toString();
  }

  @Override
  public String toString() {
    return statusLine + " " + headerLines + " " + text();
  }
}
