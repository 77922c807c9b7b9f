package dev.crest.server.jobs;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.JobRuns.NewRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rows of a CSV file, whose first record names the columns. Used by one thread. */
final class CsvRows implements RowSource {
  /** A column that is for people only. */
  static final String LABEL = "label";

  private final CsvReader csv;
  private final Columns columns;
  private final List<String> header;
  private long number;

  /**
   * @throws Refused {@code INVALID} naming every column that cannot be, {@code MALFORMED} for what
   *     is no CSV
   */
  CsvRows(CsvReader csv, Columns columns) throws IOException {
    this.csv = csv;
    this.columns = columns;
    this.header =
        csv
            .next()
            .orElseThrow(() -> UploadFault.malformed("upload-empty", "The file is empty."))
            .stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .toList();
    check();
  }

  private void check() {
    var faults = new ArrayList<Fault>();
    var seen = new HashSet<String>();
    for (int i = 0; i < header.size(); i++) {
      var name = header.get(i);
      if (!name.equals(LABEL) && !columns.known().test(name)) {
        faults.add(
            Fault.of(
                UploadFault.FIELD,
                "Column " + (i + 1) + " is none of " + columns.described() + ", label."));
      } else if (!seen.add(name)) {
        faults.add(Fault.of(UploadFault.FIELD, "The column " + name + " is there twice."));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, "csv-columns", faults.subList(0, Math.min(faults.size(), 20)));
    }
  }

  @Override
  public Optional<NewRow> next() throws IOException {
    return csv.next().map(this::row);
  }

  private NewRow row(List<String> cells) {
    number++;
    if (cells.size() != header.size()) {
      return new NewRow(
          number,
          "line " + csv.line(),
          Map.of(),
          List.of(
              Fault.of(
                  "The record at line "
                      + csv.line()
                      + " has "
                      + cells.size()
                      + " cells instead of "
                      + header.size()
                      + ".")));
    }
    var fields = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < cells.size(); i++) {
      var name = header.get(i);
      var values = values(name, cells.get(i));
      if (!name.equals(LABEL) && !values.isEmpty()) {
        fields.put(name, values);
      }
    }
    var faults =
        fields.isEmpty() ? List.of(Fault.of("The row asks for nothing.")) : List.<Fault>of();
    return new NewRow(number, label(cells, fields), fields, faults);
  }

  private List<String> values(String name, String cell) {
    var parts = columns.several().test(name) ? cell.split(";", -1) : new String[] {cell};
    return Arrays.stream(parts).map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  private String label(List<String> cells, Map<String, List<String>> fields) {
    int own = header.indexOf(LABEL);
    if (own >= 0 && !cells.get(own).isBlank()) {
      return cells.get(own).strip();
    }
    return columns.labels().stream()
        .flatMap(name -> fields.getOrDefault(name, List.of()).stream())
        .findFirst()
        .orElse("line " + csv.line());
  }
}
