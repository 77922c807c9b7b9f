package dev.crest.server.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crest.server.listen.HttpRequest.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes replies as bytes: always with Content-Length and never chunked, head and body in one
 * buffer, so that they leave in one TLS write (S-HTTP-07), and to HTTP/1.0 clients with an HTTP/1.0
 * status line (S-HTTP-09).
 */
final class ReplyEncoder {
  static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  private static final int HEAD_ESTIMATE = 512;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private static volatile WrittenDate date = new WrittenDate(-1, new byte[0]);

  private record WrittenDate(long second, byte[] bytes) {}

  /** What the reply answers. */
  record Answering(String requestId, boolean http10, boolean wantsNoBody, boolean close) {}

  private ReplyEncoder() {}

  static ByteBuf encode(ByteBufAllocator allocator, HttpReply reply, Answering to) {
    boolean bodiless = reply.status() == NO_CONTENT || reply.status() == NOT_MODIFIED;
    var body = bodiless || to.wantsNoBody() ? new byte[0] : reply.body();
    // Direct, as the TLS engine would else have to copy it into a buffer of its own.
    var out = allocator.directBuffer(HEAD_ESTIMATE + body.length);
    ascii(out, to.http10() ? "HTTP/1.0 " : "HTTP/1.1 ");
    ascii(out, reply.status() + " " + reason(reply.status()) + "\r\n");
    out.writeBytes(dateLine());
    for (var header : reply.headers()) {
      line(out, header);
    }
    if (!bodiless) {
      ascii(out, "Content-Length: " + reply.body().length + "\r\n");
    }
    ascii(out, "X-Request-Id: " + to.requestId() + "\r\n");
    if (to.close()) {
      ascii(out, "Connection: close\r\n");
    }
    ascii(out, "\r\n");
    return out.writeBytes(body);
  }

  /** Returns the reply to what the listener itself refuses. */
  static HttpReply refusal(int status, String sentence, String requestId, List<Header> more) {
    var headers = new ArrayList<Header>();
    headers.add(new Header("Content-Type", "text/plain; charset=utf-8"));
    headers.add(new Header("Cache-Control", "no-store"));
    headers.addAll(more);
    var text = sentence + "\nRequest id: " + requestId + "\n";
    return new HttpReply(status, headers, text.getBytes(UTF_8), false);
  }

  private static void line(ByteBuf out, Header header) {
    ascii(out, header.name());
    ascii(out, ": ");
    out.writeCharSequence(header.value(), ISO_8859_1);
    ascii(out, "\r\n");
  }

  private static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, US_ASCII);
  }

  /** RFC 9110 §6.6.1 wants it of every server with a clock. One string a second. */
  private static byte[] dateLine() {
    long second = System.currentTimeMillis() / 1_000;
    var written = date;
    if (written.second != second) {
      var line = "Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n";
      written = new WrittenDate(second, line.getBytes(US_ASCII));
      date = written;
    }
    return written.bytes;
  }

  /** The registered phrases of what this server says; RFC 9112 §4 lets a phrase be empty. */
  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 204 -> "No Content";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 411 -> "Length Required";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "";
    };
  }
}
