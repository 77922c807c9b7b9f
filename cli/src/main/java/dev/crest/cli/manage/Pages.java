package dev.crest.cli.manage;

import dev.crest.cli.connect.ApiClient;
import dev.crest.cli.connect.ApiRequest;
import dev.crest.cli.describe.Field;
import dev.crest.cli.terminal.Details;
import dev.crest.cli.terminal.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prints a list: a page or all of them, each as it comes. Used by one thread. */
final class Pages {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int FEW = 5;

  private final ApiCommand command;
  private final ApiClient client;
  private final CommandSpec spec;
  private final Session session;
  private Optional<Table> table = Optional.empty();
  private List<String> columns = List.of();

  Pages(ApiCommand command, ApiClient client, CommandSpec spec, Session session) {
    this.command = command;
    this.client = client;
    this.spec = spec;
    this.session = session;
  }

  void print(ApiRequest first) {
    boolean json = CommonOptions.given(spec, CommonOptions.JSON);
    boolean all = CommonOptions.given(spec, CommonOptions.ALL);
    var out = session.terminal().out();
    var request = all ? largePages(first) : first;
    while (true) {
      var text = text(request);
      if (json && !all) {
        out.println(text.stripTrailing());
        return;
      }
      var page = JSON.readTree(text);
      var items = page.isArray() ? page : page.path("items");
      if (json) {
        items.forEach(item -> out.println(JSON.writeValueAsString(item)));
      } else {
        show(items);
      }
      var next = page.path("next").asString("");
      if (next.isEmpty() || !all) {
        if (!next.isEmpty()) {
          session.terminal().err().println("There is more: --all, or --cursor " + next);
        }
        return;
      }
      request = request.with("cursor", next);
    }
  }

  private ApiRequest largePages(ApiRequest first) {
    boolean limited = first.query().stream().anyMatch(entry -> entry.getKey().equals("limit"));
    boolean takes = command.operation().query().stream().map(Field::name).anyMatch("limit"::equals);
    return takes && !limited ? first.with("limit", "500") : first;
  }

  private String text(ApiRequest request) {
    try (var reply = client.send(request)) {
      if (!reply.good()) {
        throw Refusal.of(reply);
      }
      return reply.text();
    }
  }

  private void show(JsonNode items) {
    var terminal = session.terminal();
    if (items.isEmpty() && table.isEmpty()) {
      terminal.err().println("None.");
      return;
    }
    if (table.isEmpty()) {
      columns = columns(items);
      table = Optional.of(new Table(terminal.out(), columns, terminal.room()));
    }
    var rows = new ArrayList<List<String>>();
    items.forEach(item ->
        rows.add(columns.stream().map(column -> Details.text(value(item, column))).toList()));
    table.get().print(rows);
  }

  private List<String> columns(JsonNode items) {
    var asked = CommonOptions.value(spec, CommonOptions.COLUMNS);
    if (asked.isPresent()) {
      return Arrays.stream(asked.get().split(","))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .toList();
    }
    var there =
        command.noun().columns().stream()
            .filter(column -> items.valueStream().anyMatch(item -> item.has(column)))
            .toList();
    boolean own = command.verb().equals("list");
    return own && there.size() > 1 ? there : simple(items);
  }

  /** The first fields that are no objects. */
  private static List<String> simple(JsonNode items) {
    var names = new ArrayList<String>();
    items.forEach(item ->
        item.properties()
            .forEach(each -> {
              if (!each.getValue().isContainer()
                  && !names.contains(each.getKey())
                  && names.size() < FEW) {
                names.add(each.getKey());
              }
            }));
    return names.isEmpty() ? List.of("id") : names;
  }

  private static JsonNode value(JsonNode item, String column) {
    var at = item;
    for (var name : column.split("\\.")) {
      at = at.path(name);
    }
    return at;
  }
}
