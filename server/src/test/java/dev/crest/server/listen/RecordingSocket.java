package dev.crest.server.listen;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A socket to the listener that keeps what it receives, to look at the TLS records themselves. */
final class RecordingSocket extends Socket {
  static final int APPLICATION_DATA = 23;

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  RecordingSocket(int port) throws IOException {
    super(InetAddress.getLoopbackAddress(), port);
    setTcpNoDelay(true);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
          received.write(b);
        }
        return b;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
          received.write(bytes, offset, count);
        }
        return count;
      }
    };
  }

  /** Returns the content types of the records received, in order. */
  List<Integer> recordTypes() {
    var bytes = received.toByteArray();
    var types = new ArrayList<Integer>();
    int at = 0;
    while (at + 5 <= bytes.length) {
      types.add((int) bytes[at]);
      at += 5 + ((bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff);
    }
    return types;
  }
}
