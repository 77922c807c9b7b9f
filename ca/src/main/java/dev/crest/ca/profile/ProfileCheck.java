package dev.crest.ca.profile;

import dev.crest.ca.profile.InvalidProfile.Problem;
import dev.crest.ca.profile.Profile.CertificatePolicy;
import dev.crest.ca.profile.Profile.ExtendedKeyUsageRule;
import dev.crest.ca.profile.Profile.KeyRule;
import dev.crest.ca.profile.Profile.KeyUsageRule;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.Profile.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Collects everything that is wrong with the parts of one profile. Not thread-safe. */
final class ProfileCheck {
  /** The last moment that a certificate can name. */
  private static final Instant LAST = ShippedProfiles.NEVER_EXPIRES;

  private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private static final Set<KeyUsageBit> OF_A_CA =
      EnumSet.of(KeyUsageBit.KEY_CERT_SIGN, KeyUsageBit.CRL_SIGN);
  private static final Set<KeyUsageBit> ONLY_WHEN_AGREEING =
      EnumSet.of(KeyUsageBit.ENCIPHER_ONLY, KeyUsageBit.DECIPHER_ONLY);

  private final List<Problem> problems = new ArrayList<>();

  private void require(boolean good, String field, String message) {
    if (!good) {
      problems.add(new Problem(field, message));
    }
  }

  void subject(List<SubjectRule> rules, boolean commonNameToDns) {
    var seen = EnumSet.noneOf(SubjectAttribute.class);
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      var at = "subject[" + i + "]";
      require(seen.add(rule.attribute()), at + ".attribute", "has a rule already");
      sources(at, rule.include(), rule.sources(), rule.fixedValue(), rule.deviceAttribute());
      require(
          rule.fixedValue().map(rule.attribute()::accepts).orElse(true),
          at + ".fixedValue",
          "must be 1 to "
              + rule.attribute().maxLength()
              + " characters that "
              + rule.attribute().field()
              + " can hold");
    }
    require(
        !commonNameToDns || allows(rules, SubjectAttribute.COMMON_NAME),
        "commonNameToDns",
        "needs a subject rule that allows a common name");
  }

  private void sources(
      String at,
      Include include,
      Set<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {
    require(
        include == Include.NO || !sources.isEmpty(),
        at + ".sources",
        "must name where the value comes from");
    require(
        fixedValue.isPresent() == sources.contains(Source.FIXED_VALUE),
        at + ".fixedValue",
        "must be set exactly when a fixed value is a source");
    require(
        deviceAttribute.isPresent() == sources.contains(Source.DEVICE_ATTRIBUTE),
        at + ".deviceAttribute",
        "must be set exactly when a device attribute is a source");
    require(
        deviceAttribute.map(name -> ATTRIBUTE_NAME.matcher(name).matches()).orElse(true),
        at + ".deviceAttribute",
        "must be the name of an attribute: 1 to 64 letters, digits and _ . -");
  }

  private static boolean allows(List<SubjectRule> rules, SubjectAttribute attribute) {
    return rules.stream()
        .anyMatch(rule -> rule.attribute() == attribute && rule.include() != Include.NO);
  }

  void subjectAltNames(List<SanRule> rules) {
    var seen = EnumSet.noneOf(SanType.class);
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      var at = "subjectAltNames[" + i + "]";
      require(seen.add(rule.type()), at + ".type", "has a rule already");
      require(
          rule.include() == Include.NO || (rule.most() >= 1 && rule.most() <= Profile.MOST_NAMES),
          at + ".most",
          "must be 1 to " + Profile.MOST_NAMES);
      sources(at, rule.include(), rule.sources(), rule.fixedValue(), rule.deviceAttribute());
      require(
          rule.fixedValue().map(rule.type()::accepts).orElse(true),
          at + ".fixedValue",
          "must be a value that " + rule.type().field() + " can have");
    }
  }

  void keyUsage(KeyUsageRule rule, KeyRule keys) {
    var all = EnumSet.noneOf(KeyUsageBit.class);
    all.addAll(rule.required());
    all.addAll(rule.optional());
    require(!rule.required().isEmpty(), "keyUsage.required", "must name at least one bit");
    for (var bit : rule.required()) {
      require(
          !rule.optional().contains(bit),
          "keyUsage.optional",
          "must not repeat " + bit.title() + ", which is required");
    }
    for (var bit : OF_A_CA) {
      require(
          !all.contains(bit),
          "keyUsage",
          "must not contain " + bit.title() + " in an end-entity profile (CERT-14)");
    }
    for (var bit : ONLY_WHEN_AGREEING) {
      require(
          !all.contains(bit) || all.contains(KeyUsageBit.KEY_AGREEMENT),
          "keyUsage",
          "has " + bit.title() + ", which means nothing without keyAgreement");
    }
    for (var key : keys.allowed()) {
      require(
          rule.required().isEmpty() || rule.required().stream().anyMatch(bit -> bit.fits(key)),
          "keyUsage.required",
          "has no bit that a key of type " + key.title() + " can do (CERT-12)");
    }
  }

  void extendedKeyUsage(ExtendedKeyUsageRule rule) {
    var seen = new HashSet<String>();
    usages("extendedKeyUsage.required", rule.required(), seen);
    usages("extendedKeyUsage.optional", rule.optional(), seen);
  }

  private void usages(String field, List<String> oids, Set<String> seen) {
    for (int i = 0; i < oids.size(); i++) {
      var at = field + "[" + i + "]";
      var oid = oids.get(i);
      require(isOid(oid), at, "must be a dotted OID");
      require(seen.add(oid), at, "is named twice");
      require(
          !ExtendedKeyUsages.reserved(oid),
          at,
          "is "
              + (ExtendedKeyUsages.reserved(oid) ? ExtendedKeyUsages.title(oid) : "reserved")
              + ", which no end-entity profile may hold (CERT-15)");
    }
  }

  void certificatePolicies(List<CertificatePolicy> policies) {
    var seen = new HashSet<String>();
    for (int i = 0; i < policies.size(); i++) {
      var at = "certificatePolicies[" + i + "]";
      require(isOid(policies.get(i).oid()), at + ".oid", "must be a dotted OID");
      require(seen.add(policies.get(i).oid()), at + ".oid", "is named twice");
      require(
          policies.get(i).cpsUri().map(WebAddress::isHttp).orElse(true),
          at + ".cpsUri",
          "must be an http or https URL in ASCII");
      require(
          policies.get(i).userNotice().map(ProfileCheck::isNotice).orElse(true),
          at + ".userNotice",
          "must be 1 to " + Profile.LONGEST_NOTICE + " printable characters");
    }
  }

  private static boolean isNotice(String text) {
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= Profile.LONGEST_NOTICE
        && text.codePoints()
            .noneMatch(point ->
                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
  }

  private static boolean isOid(String text) {
    return ASN1ObjectIdentifier.tryFromID(text) != null;
  }

  void keys(KeyRule rule) {
    require(
        rule.allows(rule.preferred()),
        "keys.preferred",
        "must be one of the allowed key types, which " + rule.preferred().title() + " is not");
  }

  void signatureAlgorithm(Optional<String> name) {
    require(
        name.map(text -> SignatureAlgorithms.oid(text).isPresent()).orElse(true),
        "signatureAlgorithm",
        "must be a name such as ecdsa-with-SHA256 or sha256WithRSAEncryption");
  }

  void validity(Validity validity) {
    switch (validity) {
      case Validity.Span(Duration usual, Duration min, Duration max) -> {
        require(
            min.compareTo(Duration.ofMinutes(1)) >= 0,
            "validity.min",
            "must be at least one minute");
        require(min.compareTo(usual) <= 0, "validity.usual", "must not be shorter than min");
        require(usual.compareTo(max) <= 0, "validity.usual", "must not be longer than max");
        require(
            max.compareTo(Profile.LONGEST) <= 0,
            "validity.max",
            "must not be longer than " + Profile.LONGEST.toDays() + " days");
      }
      case Validity.Until(Instant end) -> {
        require(
            !end.isAfter(LAST) && end.isAfter(Instant.EPOCH),
            "validity.end",
            "must be a time from 1970 to the end of the year 9999");
        require(
            end.equals(end.truncatedTo(ChronoUnit.SECONDS)),
            "validity.end",
            "must be a whole second");
      }
    }
  }

  void serialOctets(int octets) {
    require(octets >= 16 && octets <= 20, "serialOctets", "must be 16 to 20");
  }

  void renewal(Renewal renewal) {
    require(
        !renewal.windowBefore().isNegative()
            && renewal.windowBefore().compareTo(Profile.LONGEST) <= 0,
        "renewal.windowBefore",
        "must be 0 to " + Profile.LONGEST.toDays() + " days");
    require(
        renewal.when() != Renewal.When.ONLY_IN_WINDOW || renewal.windowBefore().isPositive(),
        "renewal.windowBefore",
        "must be positive where renewal is only allowed in the window");
    require(
        !renewal.expiredGrace().isNegative()
            && renewal.expiredGrace().compareTo(Profile.LONGEST) <= 0,
        "renewal.expiredGrace",
        "must be 0 to " + Profile.LONGEST.toDays() + " days");
  }

  void finish() {
    if (!problems.isEmpty()) {
      throw new InvalidProfile(problems);
    }
  }
}
