package dev.crest.server.store;

import dev.crest.server.audit.ChainedEvent;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** How audit records are written for other programs: one line a record, UTF-8. Thread-safe. */
public enum AuditExport {
  /**
   * RFC 4180 with a header line. A cell that a spreadsheet would take for a formula has an
   * apostrophe before it.
   */
  CSV {
    @Override
    void begin(Appendable out) throws IOException {
      line(COLUMNS, out);
    }

    @Override
    void write(ChainedEvent event, Appendable out) throws IOException {
      line(cells(event), out);
    }
  },
  /** One JSON object a line; what a record does not have is left out. */
  JSON {
    @Override
    void begin(Appendable out) {
      // There is nothing before the first record.
    }

    @Override
    void write(ChainedEvent event, Appendable out) throws IOException {
      var object = Json.object();
      var cells = cells(event);
      for (int i = 0; i < COLUMNS.size(); i++) {
        switch (COLUMNS.get(i)) {
          case "sequence" -> object.put("sequence", event.sequence());
          case "details" -> object.set("details", Json.read(cells.get(i)));
          default -> {
            if (!cells.get(i).isEmpty()) {
              object.put(COLUMNS.get(i), cells.get(i));
            }
          }
        }
      }
      out.append(Json.write(object)).append('\n');
    }
  };

  private static final List<String> COLUMNS =
      List.of(
          "at",
          "actor",
          "action",
          "outcome",
          "reason",
          "account_id",
          "division_id",
          "resource_type",
          "resource_id",
          "request_id",
          "address",
          "details",
          "node",
          "sequence",
          "hash");

  abstract void begin(Appendable out) throws IOException;

  abstract void write(ChainedEvent event, Appendable out) throws IOException;

  private static List<String> cells(ChainedEvent chained) {
    var event = chained.event();
    return List.of(
        event.at().toString(),
        event.actor(),
        event.action(),
        event.outcome().text(),
        event.reason().orElse(""),
        event.accountId().orElse(""),
        event.divisionId().orElse(""),
        event.resourceType().orElse(""),
        event.resourceId().orElse(""),
        event.requestId().orElse(""),
        event.address().orElse(""),
        Json.write(event.details()),
        chained.node(),
        Long.toString(chained.sequence()),
        HexFormat.of().formatHex(chained.hash()));
  }

  private static void line(List<String> cells, Appendable out) throws IOException {
    out.append(cells.stream().map(AuditExport::cell).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    var safe = formula ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
