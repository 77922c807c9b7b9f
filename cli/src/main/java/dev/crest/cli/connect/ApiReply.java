package dev.crest.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the API answered; its body is read once and then closed. Used by one thread. */
public final class ApiReply implements AutoCloseable {
  private static final int MOST_JSON = 64_000_000;

  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;

  ApiReply(int status, HttpHeaders headers, InputStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public boolean good() {
    return status >= 200 && status < 300;
  }

  /** Whether nobody is signed in, or whoever is may not do it. */
  public boolean denied() {
    return status == 401 || status == 403;
  }

  /** Returns a header, or empty text. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** Whether the body is JSON, a problem included. */
  public boolean json() {
    var type = header("content-type").toLowerCase(Locale.ROOT);
    return type.startsWith("application/json") || type.contains("+json");
  }

  /** Returns the body as bytes to be passed on. */
  public InputStream stream() {
    return body;
  }

  /**
   * Returns the whole body as text.
   *
   * @throws CannotConnect if it ends early or never
   */
  public String text() {
    try (body) {
      var bytes = body.readNBytes(MOST_JSON + 1);
      if (bytes.length > MOST_JSON) {
        throw new CannotConnect("the answer is too large");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CannotConnect("the connection was lost in the middle of the answer", e);
    }
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) {
      // Nothing more is wanted of it.
    }
  }
}
