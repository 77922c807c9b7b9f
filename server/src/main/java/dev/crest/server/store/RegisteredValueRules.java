package dev.crest.server.store;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.RegisteredValue;
import dev.crest.server.refusal.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a registered value must be. Pure functions; thread-safe. */
final class RegisteredValueRules {
  /** Most values of one list. */
  static final int MOST_LISTED = 100_000;

  /** Most characters of one value. */
  static final int LONGEST = 1024;

  private static final int MOST = 100;
  private static final int MOST_CHARACTERS = 10 << 20;

  private static final Set<String> FIELDS =
      Stream.concat(
              Arrays.stream(SubjectAttribute.values()).map(SubjectAttribute::field),
              Arrays.stream(SanType.values()).map(SanType::field))
          .collect(Collectors.toUnmodifiableSet());

  private RegisteredValueRules() {}

  /** Says everything that is wrong with a credential's values. */
  static void check(List<RegisteredValue> registered, Faults faults) {
    faults.require(registered.size() <= MOST, "registered_values", "must be at most " + MOST);
    for (int i = 0; i < registered.size(); i++) {
      for (var fault : faults(registered.get(i))) {
        faults.require(
            false,
            "registered_values[" + i + "]." + fault.field().orElse("values"),
            fault.message());
      }
    }
  }

  /** Says what is wrong with one, by its parts. */
  static List<Fault> faults(RegisteredValue value) {
    var faults = new ArrayList<Fault>();
    if (!FIELDS.contains(value.field())) {
      faults.add(
          Fault.of(
              "field", "must be a field of requests such as subject.common_name or san.dns_name"));
    }
    boolean list = value.match() == Match.IN_LIST;
    int size = value.values().size();
    if (list ? size == 0 || size > MOST_LISTED : size != 1) {
      faults.add(Fault.of("values", list ? "must be 1 to " + MOST_LISTED : "must be exactly one"));
    }
    if (!value.values().stream().allMatch(RegisteredValueRules::good)) {
      faults.add(
          Fault.of(
              "values", "must each have 1 to " + LONGEST + " characters, no control characters"));
    }
    if (value.values().stream().mapToLong(String::length).sum() > MOST_CHARACTERS) {
      faults.add(Fault.of("values", "must have at most 10 MB together"));
    }
    if (value.match() == Match.REGEX
        && !value.values().stream().allMatch(RegisteredValueRules::isExpression)) {
      faults.add(Fault.of("values", "must be a regular expression (RE2 syntax)"));
    }
    return faults;
  }

  /** Whether a value can be compared at all. */
  static boolean good(String value) {
    return !value.isEmpty()
        && value.length() <= LONGEST
        && value.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isExpression(String text) {
    try {
      return Pattern.compile(text).groupCount() >= 0;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
