package dev.crest.server.store;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.CertificatePolicy;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.profile.SubjectAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that a profile only narrows the template it is made from, field by field. What is a matter
 * of taste (dropping what is not listed, the length of serial numbers) is the profile's alone; all
 * else stays within the template. Used by one thread.
 */
final class ProfileNarrowing {
  private final Profile template;
  private final Profile profile;
  private final Instant now;
  private final Faults faults;

  private ProfileNarrowing(Profile template, Profile profile, Instant now, Faults faults) {
    this.template = template;
    this.profile = profile;
    this.now = now;
    this.faults = faults;
  }

  /**
   * Adds a fault for each field that goes beyond the template.
   *
   * @param now for what ends at a date while the template gives a length
   */
  static void check(Profile template, Profile profile, Instant now, Faults faults) {
    var check = new ProfileNarrowing(template, profile, now, faults);
    check.subject();
    check.names();
    check.commonNameToDns();
    check.usages("key_usage", Usages.of(template.keyUsage()), Usages.of(profile.keyUsage()));
    check.usages(
        "extended_key_usage",
        Usages.of(template.extendedKeyUsage()),
        Usages.of(profile.extendedKeyUsage()));
    check.require(
        profile.basicConstraints() || !template.basicConstraints(),
        "basic_constraints",
        "must stay true");
    check.certificatePolicies();
    check.require(
        template.keys().allowed().containsAll(profile.keys().allowed()),
        "keys.allowed",
        "has a key type that the template does not allow");
    check.require(
        template.signatureAlgorithm().isEmpty()
            || template.signatureAlgorithm().equals(profile.signatureAlgorithm()),
        "signature_algorithm",
        "must stay that of the template");
    check.validity();
    check.renewal();
  }

  private void require(boolean good, String field, String message) {
    faults.require(good, "profile." + field, message);
  }

  /** Where a value comes from, whichever kind of name it is. */
  private record Origin(
      Include include,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {
    static Origin of(SubjectRule rule) {
      return new Origin(rule.include(), rule.sources(), rule.fixedValue(), rule.deviceAttribute());
    }

    static Origin of(Profile.SanRule rule) {
      return new Origin(rule.include(), rule.sources(), rule.fixedValue(), rule.deviceAttribute());
    }
  }

  private void subject() {
    for (int i = 0; i < profile.subject().size(); i++) {
      var rule = profile.subject().get(i);
      var possible = possible(rule.attribute()).map(Origin::of);
      listed("subject[" + i + "]", "attribute", possible, Origin.of(rule));
    }
    for (var possible : template.subject()) {
      require(
          possible.include() != Include.REQUIRED
              || profile.subject().stream()
                  .anyMatch(rule -> rule.attribute() == possible.attribute()),
          "subject",
          "lacks " + possible.attribute().field() + ", which the template requires");
    }
  }

  private Optional<SubjectRule> possible(SubjectAttribute attribute) {
    return template.subject().stream().filter(rule -> rule.attribute() == attribute).findAny();
  }

  private void names() {
    for (int i = 0; i < profile.subjectAltNames().size(); i++) {
      var rule = profile.subjectAltNames().get(i);
      var possible = possible(rule.type());
      var at = "subject_alt_names[" + i + "]";
      listed(at, "type", possible.map(Origin::of), Origin.of(rule));
      require(
          rule.include() == Include.NO
              || possible
                  .filter(known -> known.include() != Include.NO)
                  .map(known -> rule.most() <= known.most())
                  .orElse(true),
          at + ".most",
          "is more than the template allows");
    }
    for (var possible : template.subjectAltNames()) {
      require(
          possible.include() != Include.REQUIRED
              || profile.subjectAltNames().stream()
                  .anyMatch(rule -> rule.type() == possible.type()),
          "subject_alt_names",
          "lacks " + possible.type().field() + ", which the template requires");
    }
  }

  private Optional<Profile.SanRule> possible(SanType type) {
    return template.subjectAltNames().stream().filter(rule -> rule.type() == type).findAny();
  }

  /** Checks one rule against the template's for the same name. */
  private void listed(String at, String name, Optional<Origin> template, Origin rule) {
    var possible = template.filter(origin -> origin.include() != Include.NO);
    if (possible.isEmpty()) {
      require(rule.include() == Include.NO, at + "." + name, "is not in the template");
      return;
    }
    require(
        possible.get().include() != Include.REQUIRED || rule.include() == Include.REQUIRED,
        at + ".include",
        "must stay required");
    if (rule.include() != Include.NO) {
      sources(at, possible.get(), rule);
    }
  }

  /**
   * Whatever a request may say, an administrator may say in its place. Where a request may not, the
   * template's sources and values stay.
   */
  private void sources(String at, Origin possible, Origin rule) {
    if (possible.sources().contains(Source.CSR)) {
      return;
    }
    require(
        possible.sources().containsAll(rule.sources()),
        at + ".sources",
        "has one that is not in the template");
    require(
        rule.fixedValue().isEmpty()
            || possible.fixedValue().isEmpty()
            || rule.fixedValue().equals(possible.fixedValue()),
        at + ".fixed_value",
        "must stay that of the template");
    require(
        rule.deviceAttribute().isEmpty()
            || possible.deviceAttribute().isEmpty()
            || rule.deviceAttribute().equals(possible.deviceAttribute()),
        at + ".device_attribute",
        "must stay that of the template");
  }

  /** The copy is one more host name, so it goes where host names go, or where it went before. */
  private void commonNameToDns() {
    boolean hosts = possible(SanType.DNS).filter(rule -> rule.include() != Include.NO).isPresent();
    require(
        !profile.commonNameToDns() || template.commonNameToDns() || hosts,
        "common_name_to_dns",
        "adds a host name, which the template does not allow");
  }

  /** Key usages or extended key usages. */
  private record Usages(Set<Object> required, Set<Object> optional, boolean critical) {
    static Usages of(Profile.KeyUsageRule rule) {
      return of(rule.required(), rule.optional(), rule.critical());
    }

    static Usages of(Profile.ExtendedKeyUsageRule rule) {
      return of(rule.required(), rule.optional(), rule.critical());
    }

    private static Usages of(Collection<?> required, Collection<?> optional, boolean critical) {
      return new Usages(Set.copyOf(required), Set.copyOf(optional), critical);
    }

    Set<Object> possible() {
      var all = new HashSet<>(required);
      all.addAll(optional);
      return all;
    }
  }

  private void usages(String field, Usages possible, Usages chosen) {
    require(
        chosen.required().containsAll(possible.required()),
        field + ".required",
        "lacks one that the template requires");
    require(
        possible.possible().containsAll(chosen.required()),
        field + ".required",
        "has one that is not in the template");
    require(
        possible.possible().containsAll(chosen.optional()),
        field + ".optional",
        "has one that is not in the template");
    require(
        chosen.critical() || !possible.critical() || chosen.possible().isEmpty(),
        field + ".critical",
        "must stay true");
  }

  /** A template without policies leaves them to the profile. */
  private void certificatePolicies() {
    if (template.certificatePolicies().isEmpty()) {
      return;
    }
    for (int i = 0; i < profile.certificatePolicies().size(); i++) {
      var policy = profile.certificatePolicies().get(i);
      require(
          template.certificatePolicies().stream().anyMatch(known -> within(known, policy)),
          "certificate_policies[" + i + "]",
          "is not in the template, or says something else there");
    }
  }

  private static boolean within(CertificatePolicy known, CertificatePolicy policy) {
    return known.oid().equals(policy.oid())
        && (known.cpsUri().isEmpty() || known.cpsUri().equals(policy.cpsUri()))
        && (known.userNotice().isEmpty() || known.userNotice().equals(policy.userNotice()));
  }

  private void validity() {
    switch (template.validity()) {
      case Validity.Span possible -> {
        switch (profile.validity()) {
          case Validity.Span span -> {
            require(
                span.min().compareTo(possible.min()) >= 0,
                "validity.min",
                "is shorter than the template's");
            require(
                span.max().compareTo(possible.max()) <= 0,
                "validity.max",
                "is longer than the template's");
          }
          case Validity.Until(var end) ->
              require(
                  !end.isAfter(now.plus(possible.max())),
                  "validity.until",
                  "is further away than the template's longest validity");
        }
      }
      case Validity.Until(var last) -> {
        switch (profile.validity()) {
          case Validity.Until(var end) ->
              require(!end.isAfter(last), "validity.until", "is later than the template's");
          case Validity.Span _ ->
              require(
                  last.equals(ShippedProfiles.NEVER_EXPIRES),
                  "validity",
                  "must be an end as in the template");
        }
      }
    }
  }

  /** A template that allows renewal at any time leaves windows and grace to the profile. */
  private void renewal() {
    var possible = template.renewal();
    var chosen = profile.renewal();
    require(
        chosen.when().compareTo(possible.when()) >= 0,
        "renewal.when",
        "allows renewal when the template does not");
    require(
        possible.keyPair() == Renewal.KeyPair.EITHER || possible.keyPair() == chosen.keyPair(),
        "renewal.key_pair",
        "must stay that of the template");
    if (possible.when() == Renewal.When.ONLY_IN_WINDOW) {
      within("renewal.window_before", possible.windowBefore(), chosen.windowBefore());
      within("renewal.expired_grace", possible.expiredGrace(), chosen.expiredGrace());
    }
  }

  private void within(String field, Duration possible, Duration chosen) {
    require(chosen.compareTo(possible) <= 0, field, "is longer than the template's");
  }
}
