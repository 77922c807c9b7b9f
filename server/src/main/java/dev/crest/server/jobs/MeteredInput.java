package dev.crest.server.jobs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Counts what is read, remembers the end of it, and ends an upload that is longer than it may be.
 * For one thread.
 */
final class MeteredInput extends FilterInputStream {
  private final long most;

  /** Room for the end record of a ZIP file with its longest comment. */
  private static final int TAIL = 66_000;

  private final byte[] tail = new byte[TAIL];
  private long count;

  /**
   * @param most bytes, above which reading is refused
   */
  MeteredInput(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  /** Reads what is left, and returns the last bytes of everything. */
  byte[] drained() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    int length = (int) Math.min(count, TAIL);
    var last = new byte[length];
    for (int i = 0; i < length; i++) {
      last[i] = tail[(int) ((count - length + i) % TAIL)];
    }
    return last;
  }

  /** Returns how many bytes were read. */
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    for (int i = 0; i < read; i++) {
      tail[(int) ((count + i) % TAIL)] = buffer[offset + i];
    }
    counted(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(length, 8192)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void counted(long read) {
    count += read;
    if (count > most) {
      throw UploadFault.tooLarge(
          "upload-too-large", "An upload has at most " + most / 1_000_000 + " MB.");
    }
  }
}
