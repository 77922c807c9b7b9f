package dev.crest.cli.manage;

import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.describe.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All management commands that the API's description comes to. Immutable. */
final class CommandSet {
  /** Done on the server's own database, by a command that the start script knows. */
  private static final String OFFLINE = "audit verify";

  private static final List<String> USUAL = List.of("list", "get", "create", "update", "delete");

  private final ApiDescription description;
  private final Map<Noun, List<Operation>> operations = new LinkedHashMap<>();

  CommandSet(ApiDescription description) {
    this.description = description;
    var known = Nouns.known();
    known.forEach(noun -> operations.put(noun, new ArrayList<>()));
    var others = new LinkedHashMap<String, Noun>();
    for (var operation : description.operations()) {
      // A program has a key instead of a session.
      if (operation.open() || ApiCommand.segments(operation).getFirst().equals("session")) {
        continue;
      }
      var path = ApiCommand.segments(operation);
      int deepest = known.stream().mapToInt(noun -> noun.reach(path)).max().orElse(0);
      if (deepest > 0) {
        known.stream()
            .filter(noun -> noun.reach(path) == deepest)
            .forEach(noun -> add(noun, operation));
      } else {
        add(others.computeIfAbsent(path.getFirst(), CommandSet::unlisted), operation);
      }
    }
    operations.values().removeIf(List::isEmpty);
  }

  private void add(Noun noun, Operation operation) {
    operations.computeIfAbsent(noun, _ -> new ArrayList<>()).add(operation);
  }

  private static Noun unlisted(String collection) {
    var name = ApiCommand.singular(collection);
    return new Noun(
        name,
        List.of(collection),
        "The API's " + collection + ".",
        List.of(),
        List.of("name"),
        List.of(name.replace('-', '_')),
        List.of(),
        Set.of());
  }

  List<Noun> nouns() {
    return List.copyOf(operations.keySet());
  }

  /** Returns what can be done with a noun, by verb. */
  Map<String, ApiCommand> commands(Noun noun) {
    var verbs = new TreeMap<String, ApiCommand>();
    for (var operation : operations.getOrDefault(noun, List.of())) {
      int depth = noun.reach(ApiCommand.segments(operation));
      var verb = ApiCommand.verb(operation, depth);
      if (verbs.containsKey(verb) || OFFLINE.equals(noun.name() + " " + verb)) {
        verb = ApiCommand.kebab(operation.id());
      }
      verbs.putIfAbsent(verb, new ApiCommand(noun, verb, operation, depth));
    }
    var sorted = new LinkedHashMap<String, ApiCommand>();
    for (var usual : USUAL) {
      var command = verbs.remove(usual);
      if (command != null) {
        sorted.put(usual, command);
      }
    }
    sorted.putAll(verbs);
    return sorted;
  }

  /** Returns the command that lists a noun. */
  Optional<ApiCommand> listing(Noun noun) {
    return Optional.ofNullable(commands(noun).get("list"));
  }

  /** Returns the command that shows one. */
  Optional<ApiCommand> showing(Noun noun) {
    return Optional.ofNullable(commands(noun).get("get"));
  }

  Optional<Noun> named(String name) {
    return operations.keySet().stream().filter(noun -> noun.name().equals(name)).findFirst();
  }

  /** Returns the noun of a collection, where it is one of its own. */
  Optional<Noun> ofCollection(String collection) {
    return operations.keySet().stream()
        .filter(noun -> noun.collections().contains(collection))
        .findFirst();
  }

  /**
   * Returns the noun whose id a field holds: one such as {@code division_id}, {@code
   * end_entity_profile_id} or {@code division_ids}, or one called like a noun that has a name.
   */
  Optional<Noun> referredTo(String field) {
    var stem = field.replaceAll("_ids?$", "");
    boolean plain = stem.equals(field);
    var wanted = plain ? field.replaceAll("s$", "") : stem;
    Optional<Noun> best = Optional.empty();
    int longest = 0;
    for (var noun : operations.keySet()) {
      for (var candidate : noun.stems()) {
        boolean fits =
            plain
                ? wanted.equals(candidate) && noun.names().contains("name")
                : wanted.equals(candidate) || wanted.endsWith("_" + candidate);
        if (fits && candidate.length() > longest) {
          longest = candidate.length();
          best = Optional.of(noun);
        }
      }
    }
    return best.filter(noun -> listing(noun).stream().anyMatch(list -> list.owners().isEmpty()));
  }

  /** Returns the value of {@code kind} that is this noun, where several share its collection. */
  Optional<String> kind(Noun noun, List<String> choices) {
    if (noun.kinds().isEmpty()) {
      return Optional.empty();
    }
    Set<String> there = choices.isEmpty() ? description.constants("kind") : Set.copyOf(choices);
    return noun.kinds().stream()
        .filter(there::contains)
        .findFirst()
        .or(() -> choices.isEmpty() ? Optional.of(noun.kinds().getFirst()) : Optional.empty());
  }
}
