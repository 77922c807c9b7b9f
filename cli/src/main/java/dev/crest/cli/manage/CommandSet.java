package dev.crest.cli.manage;

import dev.crest.cli.describe.ApiDescription;
import dev.crest.cli.describe.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All management commands that the API's description comes to. Immutable. */
final class CommandSet {
  private final ApiDescription description;
  private final Map<Noun, List<Operation>> operations = new LinkedHashMap<>();

  CommandSet(ApiDescription description) {
    this.description = description;
    var known = Nouns.known();
    known.forEach(noun -> operations.put(noun, new ArrayList<>()));
    var others = new LinkedHashMap<String, Noun>();
    for (var operation : description.operations()) {
      if (operation.open()) {
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
    var name =
        collection.endsWith("ies")
            ? collection.substring(0, collection.length() - 3) + "y"
            : collection.endsWith("s") && !collection.endsWith("ss")
                ? collection.substring(0, collection.length() - 1)
                : collection;
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
    var verbs = new LinkedHashMap<String, ApiCommand>();
    for (var operation : operations.getOrDefault(noun, List.of())) {
      int depth = noun.reach(ApiCommand.segments(operation));
      var verb = ApiCommand.verb(operation, depth);
      if (verbs.containsKey(verb) && operation.method().equals("POST")) {
        verb = "add-" + verb;
      }
      if (verbs.containsKey(verb)) {
        verb = ApiCommand.kebab(operation.id());
      }
      verbs.putIfAbsent(verb, new ApiCommand(noun, verb, operation, depth));
    }
    return verbs;
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
   * Returns the noun whose id a field holds.
   *
   * @param field such as {@code division_id}, {@code end_entity_profile_id} or {@code division_ids}
   */
  Optional<Noun> referredTo(String field) {
    var stem = field.replaceAll("_ids?$", "");
    if (stem.equals(field)) {
      return Optional.empty();
    }
    Optional<Noun> best = Optional.empty();
    int longest = 0;
    for (var noun : operations.keySet()) {
      for (var candidate : noun.stems()) {
        boolean fits = stem.equals(candidate) || stem.endsWith("_" + candidate);
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
