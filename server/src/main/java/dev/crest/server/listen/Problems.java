package dev.crest.server.listen;

import java.util.List;

/** How the records of this package object: to everything at once. */
final class Problems {
  private Problems() {}

  static void throwIfAny(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}
