package dev.crest.estwire;

import dev.crest.pkix.MalformedInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads the parts of one multipart body, line by line (RFC 2046 §5.1). Used once, by one thread.
 *
 * <p>A delimiter is a line that starts with two hyphens and the boundary; what follows them may
 * only be the two hyphens of the last delimiter and white space. The line break before a delimiter
 * belongs to the delimiter.
 */
final class MultipartReader {
  private static final int MAX_HEADER_LINES = 32;
  private static final int MAX_HEADER_LENGTH = 1024;

  private enum Line {
    DELIMITER,
    LAST_DELIMITER,
    OTHER
  }

  private final byte[] delimiter;
  private final byte[] body;
  private final List<MultipartMixed.Part> parts = new ArrayList<>();

  /** Start of the line to be read next. */
  private int next;

  MultipartReader(String boundary, byte[] body) {
    this.delimiter = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    this.body = body;
  }

  List<MultipartMixed.Part> parts() {
    var found = skipPreamble();
    while (found == Line.DELIMITER) {
      if (parts.size() == MultipartMixed.MAX_PARTS) {
        throw new MalformedInput(
            "a multipart body may have at most " + MultipartMixed.MAX_PARTS + " parts");
      }
      found = part();
    }
    return List.copyOf(parts);
  }

  private Line skipPreamble() {
    while (next < body.length) {
      var line = kind(next);
      advance();
      if (line != Line.OTHER) {
        return line;
      }
    }
    throw new MalformedInput("the multipart body does not contain its boundary");
  }

  /** Reads one part and the delimiter behind it, which is returned. */
  private Line part() {
    var contentType = headers();
    int start = next;
    while (next < body.length) {
      var line = kind(next);
      int end = next;
      advance();
      if (line != Line.OTHER) {
        var content =
            Arrays.copyOfRange(body, start, Math.max(start, withoutLineBreak(start, end)));
        parts.add(new MultipartMixed.Part(contentType, content));
        return line;
      }
    }
    throw new MalformedInput("the multipart body does not end in its closing boundary");
  }

  /** Reads header lines up to and with the empty one; returns the Content-Type's value. */
  private String headers() {
    var contentType = new StringBuilder();
    boolean inContentType = false;
    for (int count = 0; next < body.length; count++) {
      int start = next;
      advance();
      var line = text(start, withoutLineBreak(start, next));
      if (line.isEmpty()) {
        // RFC 2046 §5.1: a part without this header is plain text.
        return contentType.isEmpty() ? MediaTypes.TEXT : contentType.toString();
      }
      if (count == MAX_HEADER_LINES) {
        throw new MalformedInput("a part of the multipart body has too many header lines");
      }
      boolean continued = line.startsWith(" ") || line.startsWith("\t");
      inContentType = continued ? inContentType : isContentType(line);
      if (inContentType && !continued && !contentType.isEmpty()) {
        throw new MalformedInput("a part of the multipart body has two content types");
      }
      if (inContentType) {
        var value = continued ? " " + line.strip() : line.substring(line.indexOf(':') + 1).strip();
        contentType.append(value);
      }
    }
    throw new MalformedInput("a part of the multipart body has no end of its header");
  }

  private static boolean isContentType(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new MalformedInput("a header line of a part of the multipart body has no colon");
    }
    return line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("content-type");
  }

  private String text(int start, int end) {
    if (end - start > MAX_HEADER_LENGTH) {
      throw new MalformedInput("a header line of a part of the multipart body is too long");
    }
    for (int i = start; i < end; i++) {
      if ((body[i] < ' ' && body[i] != '\t') || body[i] == 0x7f) {
        throw new MalformedInput("a part of the multipart body has a header that is not ASCII");
      }
    }
    return new String(body, start, end - start, StandardCharsets.US_ASCII);
  }

  private Line kind(int start) {
    int end = start + delimiter.length;
    if (end > body.length || !Arrays.equals(body, start, end, delimiter, 0, delimiter.length)) {
      return Line.OTHER;
    }
    boolean last = end + 1 < body.length && body[end] == '-' && body[end + 1] == '-';
    for (int i = last ? end + 2 : end; i < body.length && body[i] != '\n'; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return Line.OTHER;
      }
    }
    return last ? Line.LAST_DELIMITER : Line.DELIMITER;
  }

  private void advance() {
    while (next < body.length && body[next] != '\n') {
      next++;
    }
    next = Math.min(next + 1, body.length);
  }

  /** Returns {@code end} moved before the line break that precedes it, CRLF or LF. */
  private int withoutLineBreak(int start, int end) {
    int moved = end > start && body[end - 1] == '\n' ? end - 1 : end;
    return moved < end && moved > start && body[moved - 1] == '\r' ? moved - 1 : moved;
  }
}
