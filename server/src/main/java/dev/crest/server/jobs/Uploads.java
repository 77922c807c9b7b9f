package dev.crest.server.jobs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipInputStream;

/** Finds out what an upload is, and reads it as rows. Stateless. */
final class Uploads {
  /** Most bytes of an upload. */
  static final long LARGEST = 200_000_000;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private Uploads() {}

  /**
   * Begins to read an upload; what it is decides, not what it is called.
   *
   * @throws dev.crest.server.refusal.Refused where the whole upload is refused
   */
  static RowSource read(InputStream upload, Columns columns) throws IOException {
    var metered = new MeteredInput(upload, LARGEST);
    var in = new PushbackInputStream(new BufferedInputStream(metered), ZIP.length);
    var beginning = in.readNBytes(ZIP.length);
    in.unread(beginning);
    if (!Arrays.equals(beginning, ZIP)) {
      return new CsvRows(new CsvReader(in), columns);
    }
    if (!columns.files()) {
      throw UploadFault.malformed("upload-kind", "The file must be CSV in UTF-8.");
    }
    // Names that are in UTF-8 say so; others may be in any encoding, and no byte is wrong in this.
    return new ZipRows(metered, new ZipInputStream(in, StandardCharsets.ISO_8859_1));
  }
}
