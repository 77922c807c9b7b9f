package dev.crest.server.csr;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.crest.server.auth.Credential;
import dev.crest.server.auth.Credential.Match;
import dev.crest.server.auth.RegisteredValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that are going to be certified are those registered for the credential. Every value of
 * the field must match, and there must be one. Host names are compared without regard to case.
 *
 * <p>A regular expression has to match the whole value. It is RE2 syntax, which is matched in time
 * linear in the value's length whatever an administrator wrote. One that cannot be read matches
 * nothing. The refusal does not say what would have been right.
 */
final class RegisteredValues implements Check {
  private static final int MOST_PATTERNS = 1000;

  private final Cache<String, Optional<Pattern>> patterns =
      Caffeine.newBuilder().maximumSize(MOST_PATTERNS).build();

  @Override
  public void examine(Submission submission, Draft draft) {
    var registered =
        submission.grant().credential().map(Credential::registeredValues).orElse(List.of());
    for (var value : registered) {
      if (value.match() == Match.SUPPLY) {
        supplied(value, draft);
      } else {
        compare(value, draft);
      }
    }
  }

  /** Notes a value that was to be supplied, but that the profile takes from elsewhere. */
  private static void supplied(RegisteredValue value, Draft draft) {
    if (!draft.values(value.field()).containsAll(value.values())) {
      draft.drop("registered value of " + value.field());
    }
  }

  private void compare(RegisteredValue registered, Draft draft) {
    var field = registered.field();
    if (draft.faulty(field)) {
      return;
    }
    var values = draft.values(field);
    if (values.isEmpty()) {
      draft.missing(field);
    } else if (!values.stream().allMatch(value -> matches(registered, value))) {
      draft.fault(
          "registered-value-mismatch",
          field,
          "The value of " + field + " is not one registered for this credential.");
    }
  }

  private boolean matches(RegisteredValue registered, String value) {
    boolean host = registered.hostName();
    var text = host ? value.toLowerCase(Locale.ROOT) : value;
    if (registered.match() == Match.IN_LIST) {
      return registered.lists(text);
    }
    return registered.values().stream()
        .anyMatch(expected ->
            matches(
                registered.match(),
                text,
                host && registered.match() != Match.REGEX
                    ? expected.toLowerCase(Locale.ROOT)
                    : expected));
  }

  private boolean matches(Match match, String text, String expected) {
    return switch (match) {
      case EQUALS -> text.equals(expected);
      case STARTS_WITH -> text.startsWith(expected);
      case ENDS_WITH -> text.endsWith(expected);
      case CONTAINS -> text.contains(expected);
      case REGEX -> pattern(expected).filter(p -> p.matches(text)).isPresent();
      case IN_LIST -> throw new IllegalArgumentException("a list is looked up as a whole");
      case SUPPLY -> throw new IllegalArgumentException("a supplied value is not compared");
    };
  }

  private Optional<Pattern> pattern(String expression) {
    return patterns.get(expression, RegisteredValues::compile);
  }

  private static Optional<Pattern> compile(String expression) {
    try {
      return Optional.of(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
