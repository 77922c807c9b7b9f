package dev.crest.cli.manage;

import dev.crest.cli.describe.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What can be done with a noun: one operation of the API.
 *
 * @param depth how many segments of the path are the noun's collection
 */
record ApiCommand(Noun noun, String verb, Operation operation, int depth) {
  private static final String VERSION = "/api/v1/";

  /** Returns the segments of a path behind the version. */
  static List<String> segments(Operation operation) {
    var path = operation.path();
    return Arrays.asList(
        (path.startsWith(VERSION) ? path.substring(VERSION.length()) : path).split("/"));
  }

  /**
   * A variable of the path.
   *
   * @param collection the segment before it, which says what it is one of
   */
  record Variable(String collection, String segment) {}

  /** Returns the variables that say to which object the collection belongs. */
  List<Variable> owners() {
    return variables(0, depth);
  }

  /** Returns the variables behind the collection, the object itself first. */
  List<Variable> objects() {
    return variables(depth, segments(operation).size());
  }

  private List<Variable> variables(int from, int to) {
    var segments = segments(operation);
    var found = new ArrayList<Variable>();
    for (int i = Math.max(from, 1); i < to; i++) {
      if (Noun.isVariable(segments.get(i))) {
        found.add(new Variable(segments.get(i - 1), segments.get(i)));
      }
    }
    return List.copyOf(found);
  }

  /** Returns the verb that an operation's method and path come to. */
  static String verb(Operation operation, int depth) {
    var rest = segments(operation);
    rest = rest.subList(depth, rest.size());
    var method = operation.method();
    if (rest.isEmpty()) {
      return switch (method) {
        case "GET" -> operation.lists() ? "list" : "get";
        case "POST" -> "create";
        case "PATCH" -> "update";
        case "PUT" -> "replace";
        default -> "delete";
      };
    }
    boolean one = Noun.isVariable(rest.getLast());
    if (rest.size() == 1 && one) {
      return switch (method) {
        case "GET" -> "get";
        case "PATCH" -> "update";
        case "PUT" -> "replace";
        case "DELETE" -> "delete";
        default -> "add";
      };
    }
    var base =
        String.join("-", rest.stream().filter(segment -> !Noun.isVariable(segment)).toList());
    return switch (method) {
      case "GET" -> one ? "get-" + base : base;
      case "POST" -> one ? "add-" + base : base;
      case "PATCH" -> "update-" + base;
      case "PUT" -> "set-" + base;
      default -> "remove-" + base;
    };
  }

  /** Returns a name of the API as an option or verb is spelled. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
