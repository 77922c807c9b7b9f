package dev.crest.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.testkit.HeldRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch survives the sudden end of the server that runs it. */
class BatchCrashTest {
  /** {@code -Dcrest.batch.rows=100000} tries what the product promises; it takes minutes. */
  private static final int ROWS = Integer.getInteger("crest.batch.rows", 3000);

  @TempDir Path folder;

  @Test
  @DisplayName(
      "kill -9 in the middle of a batch, twice: each row is done exactly once, in 256 MB of memory")
  void killed() throws Exception {
    var data = Files.createDirectory(folder.resolve("data"));
    var file = batch();

    run(ROWS / 3, data.toString(), file.toString());
    var before = number(data, "select done from job");
    assertThat(before).isBetween(ROWS / 3L, ROWS - 1L);
    run(2 * ROWS / 3, data.toString());
    var said = run(Integer.MAX_VALUE, data.toString());

    assertThat(said.getLast()).isEqualTo("ended " + ROWS + " 0");
    assertThat(number(data, "select count(*) from certificate")).isEqualTo(ROWS);
    assertThat(
            number(
                data,
                "select count(distinct r.result_id) from job_row r join certificate c on c.id = r.result_id"))
        .isEqualTo(ROWS);
    assertThat(
            number(data, "select count(*) from audit_event where action = 'certificate.request'"))
        .isEqualTo(ROWS);
    assertThat(number(data, "select count(*) from audit_event where action = 'job.finish'"))
        .isOne();
    // Whoever watches sees it come on, not only begin and end.
    assertThat(said.stream().distinct().count()).isGreaterThan(ROWS / 1000);
  }

  private Path batch() throws IOException {
    var file = folder.resolve("batch.csv");
    try (var out = Files.newBufferedWriter(file)) {
      out.write("label,csr\n");
      for (int i = 1; i <= ROWS; i++) {
        var request = new HeldRequest.Builder().commonName("device-" + i).build();
        out.write("device-" + i + ",\"" + request.pem() + "\"\n");
      }
    }
    return file;
  }

  /** Returns what the process said up to its end: by SIGKILL once so many rows are done. */
  private List<String> run(int rows, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(BatchProcess.class.getName());
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("errors.txt").toFile()))
            .start();
    var said = new ArrayList<String>();
    try (BufferedReader lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("done ") || line.startsWith("ended ") || line.startsWith("job ")) {
          said.add(line);
        }
        if (line.startsWith("done ") && Integer.parseInt(line.substring(5)) >= rows) {
          // By its handle: the process object would close the pipe.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(said).as(Files.readString(folder.resolve("errors.txt"))).isNotEmpty();
    return said;
  }

  private static long number(Path data, String sql) throws SQLException {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + data + "/crest.db");
        var statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
