package dev.crest.server.auth;

import dev.crest.ca.profile.SanType;
import dev.crest.server.auth.Credential.Match;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A registered value: a field such as {@code subject.common_name}, a match, and one value or a
 * list. Immutable; a list is made ready for look-ups once, so that a long one is as quick as a
 * short one. Equal when field, match and values are.
 */
public final class RegisteredValue {
  private final String field;
  private final Match match;
  private final List<String> values;
  private final Set<String> listed;

  public RegisteredValue(String field, Match match, List<String> values) {
    this.field = field;
    this.match = match;
    this.values = List.copyOf(values);
    this.listed = match == Match.IN_LIST ? index() : Set.of();
  }

  private Set<String> index() {
    var index = HashSet.<String>newHashSet(values.size());
    for (var value : values) {
      index.add(hostName() ? value.toLowerCase(Locale.ROOT) : value);
    }
    return index;
  }

  public String field() {
    return field;
  }

  public Match match() {
    return match;
  }

  public List<String> values() {
    return values;
  }

  /** Whether the field holds host names, which are compared without regard to case. */
  public boolean hostName() {
    return field.equals(SanType.DNS.field());
  }

  /**
   * Whether {@link Match#IN_LIST} has a value, in constant time.
   *
   * @param value in lower case where it is a {@link #hostName}
   */
  public boolean lists(String value) {
    return listed.contains(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegisteredValue that
        && field.equals(that.field)
        && match == that.match
        && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * field.hashCode() + match.hashCode()) + values.size();
  }

  @Override
  public String toString() {
    return field + " " + match + " of " + values.size();
  }
}
