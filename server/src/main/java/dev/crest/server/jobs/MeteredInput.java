package dev.crest.server.jobs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and ends an upload that is longer than it may be. For one thread. */
final class MeteredInput extends FilterInputStream {
  private final long most;
  private long count;

  /**
   * @param most bytes, above which reading is refused
   */
  MeteredInput(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  /** Returns how many bytes were read. */
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int octet = super.read();
    counted(octet < 0 ? 0 : 1);
    return octet;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    counted(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    long skipped = super.skip(length);
    counted(skipped);
    return skipped;
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
