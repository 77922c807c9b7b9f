package dev.crest.cli.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file for the text file collector of the Prometheus node exporter. It is replaced as a whole, so
 * that nobody reads half of one.
 */
final class Metrics {
  private final Path file;

  Metrics(Path file) {
    this.file = file;
  }

  /**
   * What is told of one identity.
   *
   * @param expires empty where there is no certificate that can be read
   * @param success when the server was last asked with success; empty if never
   */
  record Row(
      String identity,
      Optional<Instant> expires,
      Optional<Instant> due,
      Optional<Instant> success,
      long renewals,
      long failures,
      int failuresInARow) {}

  /**
   * Writes it.
   *
   * @throws FileTrouble if that cannot be
   */
  void write(List<Row> rows, Instant now) {
    try {
      var draft = file.resolveSibling("." + file.getFileName() + ".draft");
      Files.writeString(draft, text(rows, now), UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DeviceFolder.trouble(file + " cannot be written", e);
    }
  }

  static String text(List<Row> rows, Instant now) {
    var text = new StringBuilder();
    put(
        text,
        "crest_device_certificate_expiry_timestamp_seconds",
        "gauge",
        "When the certificate expires.",
        rows,
        row -> row.expires().map(Metrics::seconds));
    put(
        text,
        "crest_device_renewal_due_timestamp_seconds",
        "gauge",
        "When the certificate is due for renewal.",
        rows,
        row -> row.due().map(Metrics::seconds));
    put(
        text,
        "crest_device_last_success_timestamp_seconds",
        "gauge",
        "When the server was last asked with success.",
        rows,
        row -> row.success().map(Metrics::seconds));
    put(
        text,
        "crest_device_renewals_total",
        "counter",
        "Renewals since the start.",
        rows,
        row -> Optional.of(row.renewals()));
    put(
        text,
        "crest_device_failures_total",
        "counter",
        "Failed tries since the start.",
        rows,
        row -> Optional.of(row.failures()));
    put(
        text,
        "crest_device_failures_in_a_row",
        "gauge",
        "Failed tries since the last success.",
        rows,
        row -> Optional.of((long) row.failuresInARow()));
    text.append("# HELP crest_device_alive_timestamp_seconds When this was written.\n")
        .append("# TYPE crest_device_alive_timestamp_seconds gauge\n")
        .append("crest_device_alive_timestamp_seconds ")
        .append(seconds(now))
        .append('\n');
    return text.toString();
  }

  private static long seconds(Instant instant) {
    return instant.getEpochSecond();
  }

  private static void put(
      StringBuilder text,
      String name,
      String type,
      String explained,
      List<Row> rows,
      Function<Row, Optional<Long>> value) {
    text.append("# HELP ").append(name).append(' ').append(explained).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (var row : rows) {
      value
          .apply(row)
          .ifPresent(number ->
              text.append(name)
                  .append("{identity=\"")
                  .append(escaped(row.identity()))
                  .append("\"} ")
                  .append(number)
                  .append('\n'));
    }
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
