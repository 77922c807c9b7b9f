package dev.crest.ca.lint;

import java.util.Optional;

/** One thing that must hold for every certificate of this CA. Stateless and thread-safe. */
public interface Rule {
  /** Returns a stable name in kebab-case, such as {@code serial-number}. */
  String id();

  /**
   * Returns where it is written, such as {@code RFC 5280 §4.1.2.2}; {@code Crest CERT-06} where no
   * RFC demands it.
   */
  String citation();

  /**
   * Returns what is wrong, in words that may be shown and that contain no unescaped foreign text;
   * or empty where the rule holds or does not apply.
   */
  Optional<String> check(Candidate candidate);
}
