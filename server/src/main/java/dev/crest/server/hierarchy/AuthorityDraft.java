package dev.crest.server.hierarchy;

import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Fault;
import dev.crest.server.store.AuthorityRecords.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A CA that an administrator wants.
 *
 * @param name what people call it
 * @param kind root, intermediate or issuing
 * @param parentId the CA above it; empty for a root, and where an external CA is to certify it
 * @param subject its name in certificates, see {@link AuthoritySubject}
 * @param keyType the kind of key that is made for it
 * @param pathLength of an intermediate: how many levels of CAs may follow below, 1 where empty
 * @param length how long it is valid, at most as long as its parent; not for external ones
 */
public record AuthorityDraft(
    String name,
    Kind kind,
    Optional<String> parentId,
    Map<String, String> subject,
    KeyType keyType,
    OptionalInt pathLength,
    Duration length) {
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(36525);
  private static final int MOST_LEVELS = 5;

  /** What a CA's key may be: whatever signs certificates that are widely verified. */
  static final Set<KeyType> KEY_TYPES = EnumSet.complementOf(EnumSet.of(KeyType.ED448));

  public AuthorityDraft {
    subject = Map.copyOf(subject);
  }

  /** Adds what is wrong with the draft by itself. */
  void check(List<Fault> faults) {
    if (kind == Kind.INFRASTRUCTURE) {
      faults.add(Fault.of("kind", "must be root, intermediate or issuing"));
    }
    if (!KEY_TYPES.contains(keyType)) {
      faults.add(Fault.of("key_type", "must be one that CAs may have, not " + keyType.title()));
    }
    if (pathLength.isPresent()
        && (kind != Kind.INTERMEDIATE
            || pathLength.getAsInt() < 1
            || pathLength.getAsInt() > MOST_LEVELS)) {
      faults.add(
          Fault.of(
              "path_length", "is for an intermediate CA only, and must be 1 to " + MOST_LEVELS));
    }
    checkLength(length, faults);
  }

  static void checkLength(Duration length, List<Fault> faults) {
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      faults.add(Fault.of("validity", "must be between an hour and a hundred years"));
    }
  }

  /** Returns how many levels of CAs may follow below. */
  int levelsBelow() {
    return kind == Kind.ISSUING ? 0 : pathLength.orElse(1);
  }
}
