package dev.crest.server.store;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Checks that a profile only narrows the template it is made from. Pure functions; thread-safe. */
final class ProfileNarrowing {
  private ProfileNarrowing() {}

  /** Adds a fault for each field that goes beyond the template. */
  static void check(Profile template, Profile profile, Faults faults) {
    subject(template, profile, faults);
    names(template, profile, faults);
    usages(
        "key_usage",
        template.keyUsage().required(),
        template.keyUsage().optional(),
        profile.keyUsage().required(),
        profile.keyUsage().optional(),
        faults);
    usages(
        "extended_key_usage",
        template.extendedKeyUsage().required(),
        template.extendedKeyUsage().optional(),
        profile.extendedKeyUsage().required(),
        profile.extendedKeyUsage().optional(),
        faults);
    faults.require(
        template.keys().allowed().containsAll(profile.keys().allowed()),
        "profile.keys.allowed",
        "has a key type that the template does not allow");
    faults.require(
        validity(template.validity(), profile.validity()),
        "profile.validity",
        "goes beyond the template's");
  }

  private static void subject(Profile template, Profile profile, Faults faults) {
    for (var rule : profile.subject()) {
      if (rule.include() != Include.NO) {
        boolean good =
            template.subject().stream()
                .anyMatch(possible ->
                    possible.attribute() == rule.attribute()
                        && possible.include() != Include.NO
                        && sources(possible, rule));
        faults.require(
            good, "profile." + rule.attribute().field(), "or its source is not in the template");
      }
    }
    for (var possible : template.subject()) {
      if (possible.include() == Include.REQUIRED) {
        boolean kept =
            profile.subject().stream()
                .anyMatch(rule ->
                    rule.attribute() == possible.attribute() && rule.include() == Include.REQUIRED);
        faults.require(kept, "profile." + possible.attribute().field(), "must stay required");
      }
    }
  }

  /** A profile may always fix a value, but not another one than the template's. */
  private static boolean sources(SubjectRule possible, SubjectRule rule) {
    boolean listed =
        rule.sources().stream()
            .allMatch(
                source -> source == Source.FIXED_VALUE || possible.sources().contains(source));
    boolean sameValue =
        possible.fixedValue().isEmpty()
            || rule.fixedValue().isEmpty()
            || possible.sources().size() > 1
            || possible.fixedValue().equals(rule.fixedValue());
    return listed && sameValue;
  }

  private static void names(Profile template, Profile profile, Faults faults) {
    for (var rule : profile.subjectAltNames()) {
      if (rule.include() != Include.NO) {
        boolean good =
            template.subjectAltNames().stream()
                .anyMatch(possible ->
                    possible.type() == rule.type()
                        && possible.include() != Include.NO
                        && rule.most() <= possible.most());
        faults.require(
            good, "profile." + rule.type().field(), "is not in the template, or not that often");
      }
    }
    for (var possible : template.subjectAltNames()) {
      if (possible.include() == Include.REQUIRED) {
        boolean kept =
            profile.subjectAltNames().stream()
                .anyMatch(
                    rule -> rule.type() == possible.type() && rule.include() == Include.REQUIRED);
        faults.require(kept, "profile." + possible.type().field(), "must stay required");
      }
    }
  }

  private static <U> void usages(
      String field,
      Collection<U> templateRequired,
      Collection<U> templateOptional,
      Collection<U> required,
      Collection<U> optional,
      Faults faults) {
    Set<U> possible = new HashSet<>(templateRequired);
    possible.addAll(templateOptional);
    faults.require(
        required.containsAll(templateRequired),
        "profile." + field + ".required",
        "lacks one that the template requires");
    faults.require(
        possible.containsAll(required) && possible.containsAll(optional),
        "profile." + field,
        "has one that is not in the template");
  }

  private static boolean validity(Validity template, Validity profile) {
    return switch (template) {
      case Validity.Span possible ->
          !(profile instanceof Validity.Span span)
              || (span.min().compareTo(possible.min()) >= 0
                  && span.max().compareTo(possible.max()) <= 0);
      case Validity.Until possible ->
          profile instanceof Validity.Until until && !until.end().isAfter(possible.end());
    };
  }
}
