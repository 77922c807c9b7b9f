package dev.crest.cli.describe;

import java.util.List;

/**
 * One value that a request can hold: a property of its body, however deep, or a query parameter.
 *
 * @param path names from the outside to the inside, as the API spells them
 * @param kind what its text is turned into
 * @param repeated whether it is a list of such values
 * @param choices the only values there are; empty where any will do
 * @param required whether the API asks for it
 * @param secret whether the description marks it as a password
 * @param description a sentence; empty where the description has none
 * @param format such as {@code date-time}; empty where the description has none
 */
public record Field(
    List<String> path,
    Kind kind,
    boolean repeated,
    List<String> choices,
    boolean required,
    boolean secret,
    String description,
    String format) {
  /** What a text is turned into. */
  public enum Kind {
    TEXT,
    INTEGER,
    NUMBER,
    FLAG,
    /** Names with values. */
    MAP,
    /** Anything, written as JSON. */
    JSON,
    /** The content of a file. */
    FILE
  }

  public Field {
    path = List.copyOf(path);
    choices = List.copyOf(choices);
  }

  /** Returns the innermost name. */
  public String name() {
    return path.getLast();
  }

  /** Returns the place as a JSON pointer (RFC 6901). */
  public String pointer() {
    var pointer = new StringBuilder();
    path.forEach(part -> pointer.append('/').append(part.replace("~", "~0").replace("/", "~1")));
    return pointer.toString();
  }
}
