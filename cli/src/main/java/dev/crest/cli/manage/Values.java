package dev.crest.cli.manage;

import dev.crest.cli.connect.WrongUsage;
import dev.crest.cli.describe.Field;
import dev.crest.cli.describe.Field.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Turns what was typed into JSON. */
final class Values {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Values() {}

  /**
   * Returns the value of a field.
   *
   * @param option for messages
   * @param texts at least one
   */
  static JsonNode json(Field field, String option, List<String> texts) {
    if (field.kind() == Kind.MAP) {
      var map = NODES.objectNode();
      for (var text : texts) {
        int equals = text.indexOf('=');
        if (equals < 1) {
          throw new WrongUsage(option + " must be name=value");
        }
        map.put(text.substring(0, equals), text.substring(equals + 1));
      }
      return map;
    }
    if (!field.repeated()) {
      return one(field, option, texts.getLast());
    }
    var list = NODES.arrayNode();
    for (var text : split(field, texts)) {
      var value = one(field, option, text);
      if (field.kind() == Kind.JSON && value.isArray()) {
        value.forEach(list::add);
      } else {
        list.add(value);
      }
    }
    return list;
  }

  /** Returns the single values: lists may be written with commas, a comma itself as {@code \,}. */
  static List<String> split(Field field, List<String> texts) {
    if (!field.repeated() || field.kind() == Kind.JSON) {
      return texts;
    }
    var all = new ArrayList<String>();
    for (var text : texts) {
      var part = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
          part.append(',');
          i++;
        } else if (c == ',') {
          all.add(part.toString());
          part.setLength(0);
        } else {
          part.append(c);
        }
      }
      all.add(part.toString());
    }
    all.removeIf(String::isEmpty);
    return all;
  }

  private static JsonNode one(Field field, String option, String text) {
    try {
      return switch (field.kind()) {
        case INTEGER -> NODES.numberNode(new BigInteger(text.strip()));
        case NUMBER -> NODES.numberNode(new BigDecimal(text.strip()));
        case FLAG -> NODES.booleanNode(flag(option, text));
        case JSON -> parsed(option, text);
        case TEXT, MAP, FILE -> NODES.stringNode(text);
      };
    } catch (NumberFormatException e) {
      throw new WrongUsage(option + " must be a number");
    }
  }

  private static boolean flag(String option, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new WrongUsage(option + " must be true or false");
    };
  }

  /** Reads JSON. */
  static JsonNode parsed(String option, String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new WrongUsage(option + " must be JSON");
    }
  }

  /** Reads JSON; what is none is a text. */
  static JsonNode loose(String text) {
    try {
      var value = JSON.readTree(text);
      return value.isMissingNode() ? NODES.stringNode(text) : value;
    } catch (JacksonException e) {
      return NODES.stringNode(text);
    }
  }
}
