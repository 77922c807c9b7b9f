package dev.crest.cli.terminal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One object as people read it: a line for each value, by the name that an option for it has. */
public final class Details {
  private Details() {}

  /** Prints an object; what holds several lines, such as PEM, stands below its name. */
  public static void print(PrintStream out, JsonNode object) {
    var values = new LinkedHashMap<String, String>();
    flatten("", object, values);
    int width = values.keySet().stream().mapToInt(PlainText::width).max().orElse(0);
    values.forEach((name, value) -> {
      if (value.contains("\n")) {
        out.println(PlainText.line(name));
        value.strip().lines().forEach(line -> out.println(PlainText.line(line)));
      } else {
        out.println(
            (PlainText.padded(PlainText.line(name), width) + "  " + PlainText.line(value))
                .stripTrailing());
      }
    });
  }

  private static void flatten(String name, JsonNode value, Map<String, String> into) {
    var inside = name.isEmpty() ? "" : name + ".";
    if (value.isObject() && !value.isEmpty()) {
      value.properties().forEach(each -> flatten(inside + each.getKey(), each.getValue(), into));
    } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isContainer)) {
      int index = 0;
      for (var each : value) {
        flatten(name + "[" + index++ + "]", each, into);
      }
    } else if (!value.isNull()) {
      into.put(name, text(value));
    }
  }

  /** Returns a value on one line: lists with commas, objects as JSON, nothing for null. */
  public static String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isArray() && value.valueStream().noneMatch(JsonNode::isContainer)) {
      return value.valueStream().map(Details::text).collect(Collectors.joining(", "));
    }
    return value.isContainer() ? value.toString() : value.asString();
  }
}
