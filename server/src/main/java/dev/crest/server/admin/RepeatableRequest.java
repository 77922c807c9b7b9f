package dev.crest.server.admin;

import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A request whose body was read whole and can be read again. Used by one thread. */
final class RepeatableRequest extends HttpServletRequestWrapper {
  private final byte[] bytes;

  private RepeatableRequest(HttpServletRequest request, byte[] bytes) {
    super(request);
    this.bytes = bytes;
  }

  /**
   * @throws Refused {@code TOO_LARGE}
   */
  static RepeatableRequest of(HttpServletRequest request, int most) throws IOException {
    var bytes = request.getInputStream().readNBytes(most + 1);
    if (bytes.length > most) {
      throw Refused.of(Kind.TOO_LARGE, "body-too-large", "A body has at most " + most + " bytes.");
    }
    return new RepeatableRequest(request, bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public ServletInputStream getInputStream() {
    var body = new ByteArrayInputStream(bytes);
    return new ServletInputStream() {
      @Override
      public boolean isFinished() {
        return body.available() == 0;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("the API reads in its own thread");
      }

      @Override
      public int read() {
        return body.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        return body.read(buffer, offset, length);
      }
    };
  }
}
