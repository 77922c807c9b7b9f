package dev.crest.server.jobs;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Refused;
import dev.crest.server.store.JobRuns.NewRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What uploads are read as, and which are refused as a whole. */
class UploadsTest {
  private static final Columns COLUMNS =
      new Columns(
          Set.of("csr", "subject.common_name", "san.dns_name")::contains,
          name -> name.startsWith("san."),
          Set.of("subject.common_name"),
          true,
          "csr, subject.common_name, san.dns_name");

  private static List<NewRow> rows(InputStream upload) throws IOException {
    var source = Uploads.read(upload, COLUMNS);
    var rows = new ArrayList<NewRow>();
    for (var row = source.next(); row.isPresent(); row = source.next()) {
      rows.add(row.get());
    }
    return rows;
  }

  private static List<NewRow> rows(String csv) throws IOException {
    return rows(new ByteArrayInputStream(csv.getBytes(UTF_8)));
  }

  /** Keeps no row: what is tried here may have two million of them. */
  private static void readToTheEnd(InputStream upload) throws IOException {
    var source = Uploads.read(upload, COLUMNS);
    while (source.next().isPresent()) {
      Thread.onSpinWait();
    }
  }

  private static String refused(InputStream upload) {
    var refused = catchThrowableOfType(Refused.class, () -> readToTheEnd(upload));
    assertThat(refused).as("it must be refused").isNotNull();
    assertThat(refused.faults().getFirst().field()).contains("file");
    return refused.reason();
  }

  private static String refused(String csv) {
    return refused(new ByteArrayInputStream(csv.getBytes(UTF_8)));
  }

  @Test
  @DisplayName("CSV is read as RFC 4180 has it, and as spreadsheets write it")
  void csv() throws IOException {
    var rows =
        rows(
            "\ufeffSubject.Common_Name , san.dns_name,label\r\n"
                + "a,\"a.example; b.example;\",first\r"
                + "\r\n\n"
                + "\"b \"\"x\"\"\n2\",,\n"
                + "c");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).label()).isEqualTo("first");
    assertThat(rows.get(0).fields())
        .containsEntry("subject.common_name", List.of("a"))
        .containsEntry("san.dns_name", List.of("a.example", "b.example"));
    assertThat(rows.get(1).fields()).containsOnlyKeys("subject.common_name");
    assertThat(rows.get(1).fields().get("subject.common_name")).containsExactly("b \"x\"\n2");
    assertThat(rows.get(2).faults().getFirst().message()).contains("1 cells instead of 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv-quote|csr_\"never closed",
        "csv-quote|csr_\"a\"b_",
        "csv-columns|csr,csr_a,b",
        "csv-columns|shoe_size_44",
        "csv-columns|'csr,,_a,b,c'",
        "upload-empty|''",
        "csv-nul|csr_a\u0000b",
      })
  @DisplayName("CSV of which nobody can tell what it means is refused as a whole")
  void malformed(String reason, String csv) {
    assertThat(refused(csv.replace('_', '\n').replace("shoe\nsize", "shoe_size")))
        .isEqualTo(reason);
  }

  @Test
  @DisplayName(
      "other encodings, a million columns, endless lines and quotes are refused after little of them was read")
  void hostileCsv() {
    assertThat(refused(new ByteArrayInputStream("csr\na\n".getBytes(UTF_16))))
        .isIn("csv-encoding", "csv-nul");
    assertThat(
            refused(new ByteArrayInputStream(new byte[] {'c', 's', 'r', '\n', (byte) 0xe9, 'a'})))
        .isEqualTo("csv-encoding");
    assertThat(refused("csr," + "x,".repeat(1_000_000))).isEqualTo("csv-columns");
    assertThat(refused("csr\n" + ",".repeat(1_000_000))).isEqualTo("csv-columns");
    var endless = new Endless("csr\n", 'a');
    assertThat(refused(endless)).isEqualTo("csv-record-too-long");
    assertThat(endless.read).isLessThan(300_000);
    var quoted = new Endless("csr\n\"", '\n');
    assertThat(refused(quoted)).isEqualTo("csv-record-too-long");
    assertThat(quoted.read).isLessThan(300_000);
  }

  @Test
  @DisplayName("what is longer than 200 MB is refused when that much was read")
  void tooLarge() {
    var lines = new Endless("csr\n", 0);
    assertThat(refused(lines)).isEqualTo("upload-too-large");
    assertThat(lines.read).isBetween(Uploads.LARGEST, Uploads.LARGEST + 100_000);
  }

  @Test
  @DisplayName(
      "a ZIP bomb is refused after little of it was unpacked, whether of one file or of many")
  void bombs() throws IOException {
    assertThat(refused(zip(1, 200_000_000))).isEqualTo("zip-bomb");
    assertThat(refused(zip(5_000, 60_000))).isEqualTo("zip-bomb");
  }

  private static InputStream zip(int files, int bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(packed)) {
      for (int i = 0; i < files; i++) {
        zip.putNextEntry(new ZipEntry(i + ".csr"));
        for (int left = bytes; left > 0; left -= 50_000) {
          zip.write(new byte[Math.min(left, 50_000)]);
        }
        zip.closeEntry();
      }
    }
    return new ByteArrayInputStream(packed.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40, 100, 300})
  @DisplayName("a ZIP file that is cut off is refused")
  void cutOff(int length) throws IOException {
    var whole = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(whole)) {
      zip.putNextEntry(new ZipEntry("a.csr"));
      var noise = new byte[400];
      new Random(1).nextBytes(noise);
      zip.write(noise);
      zip.closeEntry();
    }
    var cut = Arrays.copyOf(whole.toByteArray(), length);
    assertThat(refused(new ByteArrayInputStream(cut))).isEqualTo("zip-malformed");
  }

  @Test
  @DisplayName("whatever bytes come, an upload ends in rows or in a refusal")
  void fuzz() throws IOException {
    var random = new Random(7);
    var good = zip(3, 100).readAllBytes();
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes;
      if (i % 2 == 0) {
        bytes = good.clone();
        for (int j = 0; j < 4; j++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        bytes = new byte[random.nextInt(200)];
        for (int j = 0; j < bytes.length; j++) {
          bytes[j] = (byte) "csr,\"\n\r;=a\u00e9".charAt(random.nextInt(11));
        }
      }
      try {
        rows(
            new SequenceInputStream(
                Collections.enumeration(
                    List.of(new ByteArrayInputStream(bytes), new ByteArrayInputStream(bytes)))));
      } catch (Refused expected) {
        assertThat(expected.reason()).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName("no cell of a report is a formula, and none breaks out of its quotes")
  void injection() {
    for (var formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", "|calc")) {
      assertThat(JobResults.cell(formula)).isEqualTo("\"'" + formula + "\"");
    }
    assertThat(JobResults.cell("plain")).isEqualTo("\"plain\"");
    assertThat(JobResults.cell("")).isEqualTo("\"\"");
    assertThat(JobResults.cell("\t=1\r\n\"x\"")).isEqualTo("\"' =1  \"\"x\"\"\"");
  }

  /** Text followed by one character for ever, or by short lines. */
  private static final class Endless extends InputStream {
    private final String beginning;
    private final int then;
    private long read;

    Endless(String beginning, int then) {
      this.beginning = beginning;
      this.then = then;
    }

    @Override
    public int read() {
      long at = read++;
      if (at < beginning.length()) {
        return beginning.charAt((int) at);
      }
      return then == 0 ? at % 100 == 0 ? '\n' : 'a' : then;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = (byte) read();
      }
      return length;
    }
  }
}
