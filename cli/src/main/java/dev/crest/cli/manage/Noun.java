package dev.crest.cli.manage;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A thing that is managed, as people call it.
 *
 * @param name the command's name, singular
 * @param collections where the API has it, such as {@code device-groups/*}{@code /assignments}; the
 *     star stands for the object that it belongs to
 * @param description a sentence
 * @param columns what a table shows, as far as there is such a field
 * @param names the fields by which a person knows one
 * @param stems how other objects' fields that hold its id are called, without {@code _id}
 * @param kinds where several nouns share a collection: the value of kind that is this one,
 *     by the names that it may have
 * @param secrets fields that are never given on the command line
 */
record Noun(
    String name,
    List<String> collections,
    String description,
    List<String> columns,
    List<String> names,
    List<String> stems,
    List<String> kinds,
    Set<String> secrets) {
  private static final String ANY = "*";

  Noun {
    collections = List.copyOf(collections);
    columns = List.copyOf(columns);
    names = List.copyOf(names);
    stems = List.copyOf(stems);
    kinds = List.copyOf(kinds);
    secrets = Set.copyOf(secrets);
  }

  /**
   * Returns how many segments of a path are this noun's collection.
   *
   * @param path segments behind the version of the API
   * @return 0 where the path is not one of this noun's
   */
  int reach(List<String> path) {
    return collections.stream()
        .map(collection -> Arrays.asList(collection.split("/")))
        .filter(collection -> leads(collection, path))
        .mapToInt(List::size)
        .max()
        .orElse(0);
  }

  private static boolean leads(List<String> collection, List<String> path) {
    if (collection.size() > path.size()) {
      return false;
    }
    for (int i = 0; i < collection.size(); i++) {
      var wanted = collection.get(i);
      var there = path.get(i);
      if (wanted.equals(ANY) ? !isVariable(there) : !wanted.equals(there)) {
        return false;
      }
    }
    return true;
  }

  static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
