package dev.crest.server.jobs;

import dev.crest.server.refusal.Fault;
import dev.crest.server.store.JobRuns.NewRow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Rows of a ZIP file: each file in it is a certification request in PEM, base64 or DER. Folders
 * mean nothing and their files are taken like others; hidden files and what macOS adds are left
 * out. Nothing of it is ever written under the name that it has there. Used by one thread.
 */
final class ZipRows implements RowSource {
  /** Most bytes of one file in it. */
  static final int LARGEST_FILE = 65_536;

  /** Requests hardly shrink; what grows more than this when unpacked is a bomb. */
  static final int MOST_GROWTH = 50;

  private static final int FREE = 1_048_576;
  private static final long MOST_UNPACKED = 2_000_000_000L;

  private final MeteredInput packed;
  private final ZipInputStream zip;
  private final byte[] buffer = new byte[LARGEST_FILE + 1];
  private long unpacked;
  private long number;

  ZipRows(MeteredInput packed, ZipInputStream zip) {
    this.packed = packed;
    this.zip = zip;
  }

  @Override
  public Optional<NewRow> next() throws IOException {
    try {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        int length = unpack();
        if (taken(entry)) {
          number++;
          return Optional.of(row(label(entry), length));
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw UploadFault.malformed(
          "zip-malformed", "The ZIP file is damaged, cut off, encrypted or of an unknown kind.");
    }
    if (number == 0) {
      throw UploadFault.malformed("upload-empty", "The ZIP file has no files.");
    }
    return Optional.empty();
  }

  /** Reads the whole file, of which the buffer keeps the beginning; returns its length there. */
  private int unpack() throws IOException {
    int length = 0;
    var rest = new byte[8192];
    while (true) {
      boolean full = length == buffer.length;
      int read =
          full ? zip.read(rest) : zip.read(buffer, length, Math.min(8192, buffer.length - length));
      if (read < 0) {
        return length;
      }
      unpacked += read;
      if (unpacked > FREE + MOST_GROWTH * packed.count() || unpacked > MOST_UNPACKED) {
        throw UploadFault.tooLarge("zip-bomb", "The ZIP file unpacks to far more than it is.");
      }
      if (!full) {
        length += read;
      }
    }
  }

  private static boolean taken(ZipEntry entry) {
    return !entry.isDirectory()
        && !entry.getName().startsWith("__MACOSX/")
        && !label(entry).startsWith(".")
        && !label(entry).isEmpty();
  }

  private NewRow row(String label, int length) {
    if (length > LARGEST_FILE) {
      return failed(label, "The file has more than 64 KiB.");
    }
    if (length == 0) {
      return failed(label, "The file is empty.");
    }
    return new NewRow(number, label, Map.of("csr", List.of(text(length))), List.of());
  }

  private NewRow failed(String label, String message) {
    return new NewRow(number, label, Map.of(), List.of(Fault.of(message)));
  }

  /** Text stays as it is, anything else becomes base64, which is read like DER. */
  private String text(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] <= 0) {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer, length));
      }
    }
    return new String(buffer, 0, length, StandardCharsets.US_ASCII);
  }

  private static String label(ZipEntry entry) {
    var name = entry.getName();
    int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    return name.substring(slash + 1);
  }
}
