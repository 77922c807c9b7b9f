package dev.crest.server.store;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Gathers what is wrong with a change, so that all of it is said at once. Used by one thread. */
final class Faults {
  private static final int NAME = 200;
  private static final int DESCRIPTION = 2000;

  private final List<Fault> faults;
  private boolean onlyClashes;

  Faults() {
    this.faults = new ArrayList<>();
    this.onlyClashes = true;
  }

  /** Begins with what was found already. */
  Faults(Faults found) {
    this.faults = new ArrayList<>(found.faults);
    this.onlyClashes = found.onlyClashes;
  }

  /**
   * Takes over what was found about a part.
   *
   * @param part such as {@code credentials[0]}; comes before its fields
   */
  Faults about(String part, Faults found) {
    for (var fault : found.faults) {
      faults.add(
          new Fault(
              fault.message(),
              fault.field().map(field -> part + "." + field).or(() -> Optional.of(part))));
    }
    onlyClashes &= found.onlyClashes;
    return this;
  }

  boolean none() {
    return faults.isEmpty();
  }

  /** Takes over what is wrong whatever else there is. */
  Faults add(List<Fault> found) {
    faults.addAll(found);
    onlyClashes &= found.isEmpty();
    return this;
  }

  /** Says what is wrong with a field unless it is good. */
  Faults require(boolean good, String field, String message) {
    if (!good) {
      faults.add(Fault.of(field, message));
      onlyClashes = false;
    }
    return this;
  }

  /** Says that a field clashes with what exists. */
  Faults clash(boolean clashes, String field, String message) {
    if (clashes) {
      faults.add(Fault.of(field, message));
    }
    return this;
  }

  /** Returns what a reader of JSON makes of a value, or its faults into these. */
  <T> Optional<T> reading(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (Refused e) {
      add(e.faults());
      return Optional.empty();
    }
  }

  Faults name(String name) {
    return require(
        !name.isBlank() && name.length() <= NAME && name.equals(name.strip()) && printable(name),
        "name",
        "must have 1 to " + NAME + " printable characters and no space at either end");
  }

  Faults description(String description) {
    boolean good =
        description.length() <= DESCRIPTION && description.lines().allMatch(Faults::printable);
    return require(
        good, "description", "must have at most " + DESCRIPTION + " printable characters");
  }

  /** Adds that there is no such thing. */
  Faults unknown(String field) {
    return require(false, field, "there is no such thing here");
  }

  /**
   * @throws Refused {@code CONFLICT} where everything that is wrong is a clash, else {@code
   *     INVALID}; with every fault
   */
  void refuse(String what) {
    if (!faults.isEmpty()) {
      throw onlyClashes
          ? Refused.of(Kind.CONFLICT, what + "-exists", faults)
          : Refused.of(Kind.INVALID, what + "-invalid", faults);
    }
  }

  /**
   * @param expected the version that the change was made from; empty for whichever is current
   * @throws Refused {@code CONFLICT} if the current version is another one
   */
  static void refuseChanged(String what, OptionalLong expected, long current) {
    if (expected.isPresent() && expected.getAsLong() != current) {
      throw Refused.of(
          Kind.CONFLICT,
          what + "-version",
          List.of(
              Fault.of(
                  "version",
                  "It was changed meanwhile: its version is "
                      + current
                      + " now, not "
                      + expected.getAsLong()
                      + ".")));
    }
  }

  static Refused notFound(String what) {
    return Refused.of(Kind.NOT_FOUND, what + "-unknown", "There is no such thing.");
  }

  private static boolean printable(String text) {
    return text.codePoints()
        .noneMatch(point -> {
          int type = Character.getType(point);
          return type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
        });
  }
}
