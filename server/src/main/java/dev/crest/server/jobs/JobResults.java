package dev.crest.server.jobs;

import dev.crest.server.refusal.Fault;
import dev.crest.server.store.JobRecords;
import dev.crest.server.store.JobRecords.Job;
import dev.crest.server.store.JobRecords.JobRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What came of a job, for download; written as it is read, however long it is. Thread-safe. */
public final class JobResults {
  private static final int PORTION = 500;
  private static final int LONGEST_NAME = 60;
  private static final String HEADER =
      "row,label,status,result_id,serial_number,not_after,message\r\n";

  private final JobRecords records;

  public JobResults(JobRecords records) {
    this.records = records;
  }

  /** One row of a job, to be written somewhere. */
  private interface Sink {
    void take(JobRow row) throws IOException;
  }

  /**
   * Writes one CSV record (RFC 4180, UTF-8) a row. Every cell is quoted, and none begins with what
   * a spreadsheet takes for a formula.
   */
  public void report(Job job, OutputStream out) {
    try {
      csv(job, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void csv(Job job, OutputStream out) throws IOException {
    out.write(HEADER.getBytes(StandardCharsets.US_ASCII));
    each(job, row -> out.write(record(row).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a ZIP file of the report, as {@code results.csv}, and of the encrypted PKCS#12 files of
   * those rows for which a key was made.
   */
  public void files(Job job, OutputStream out) {
    try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry("results.csv"));
      csv(job, zip);
      zip.closeEntry();
      // What is encrypted does not shrink.
      zip.setLevel(0);
      each(
          job,
          row -> {
            var file = records.file(job.id(), row.number());
            if (file.isPresent()) {
              zip.putNextEntry(new ZipEntry(row.number() + name(row.label()) + ".p12"));
              zip.write(file.get());
              zip.closeEntry();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void each(Job job, Sink sink) throws IOException {
    long last = 0;
    var portion = records.after(job, last, PORTION);
    while (!portion.isEmpty()) {
      for (var row : portion) {
        sink.take(row);
        last = row.number();
      }
      portion = records.after(job, last, PORTION);
    }
  }

  private static String name(String label) {
    var plain = label.replaceAll("[^A-Za-z0-9._-]+", "_");
    var kept = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    return kept.isEmpty() ? "" : "-" + kept;
  }

  private static String record(JobRow row) {
    return List.of(
                Long.toString(row.number()),
                row.label(),
                row.status().name().toLowerCase(Locale.ROOT),
                row.resultId().orElse(""),
                row.serialNumber().orElse(""),
                row.notAfter().map(Object::toString).orElse(""),
                row.faults().stream().map(JobResults::sentence).collect(Collectors.joining(" ")))
            .stream()
            .map(JobResults::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  private static String sentence(Fault fault) {
    return fault.field().map(field -> field + ": ").orElse("") + fault.message();
  }

  /** Returns a cell that spreadsheets show and do not calculate. */
  static String cell(String text) {
    var plain = text.replaceAll("\\p{Cntrl}", " ");
    var begins = plain.strip();
    boolean formula =
        !begins.isEmpty() && "=+-@\uff1d\uff0b\uff0d\uff20|%".indexOf(begins.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + plain.replace("\"", "\"\"") + "\"";
  }
}
