package dev.crest.server.policy;

import dev.crest.ca.profile.ExtendedKeyUsages;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.Validity;
import dev.crest.pkix.KeyType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a certificate of a profile would have in it, told as lines. Pure functions; thread-safe. */
public final class ProfilePreview {
  private static final Map<String, String> PURPOSES =
      Map.of(
          ExtendedKeyUsages.SERVER_AUTH,
          "TLS server authentication",
          ExtendedKeyUsages.CLIENT_AUTH,
          "TLS client authentication",
          ExtendedKeyUsages.EMAIL_PROTECTION,
          "e-mail protection",
          ExtendedKeyUsages.SMARTCARD_LOGON,
          "smart card logon",
          "1.3.6.1.5.5.7.3.3",
          "code signing");

  private final List<PreviewLine> lines = new ArrayList<>();

  private ProfilePreview() {}

  /** Whether something is in every certificate. */
  public enum Presence {
    ALWAYS,
    /** The request must bring it. */
    REQUIRED,
    /** Where the request brings it. */
    OPTIONAL
  }

  /**
   * One thing that a certificate has.
   *
   * @param part such as {@code subject} or {@code key_usage}
   * @param name what of it, such as {@code subject.common_name}
   * @param value a text for people
   */
  public record PreviewLine(String part, String name, String value, Presence presence) {}

  /**
   * Describes a certificate.
   *
   * @param now when it is issued
   */
  public static List<PreviewLine> of(Profile profile, Instant now) {
    var preview = new ProfilePreview();
    preview.add("serial_number", "", profile.serialOctets() + " random octets");
    preview.add(
        "signature_algorithm", "", profile.signatureAlgorithm().orElse("the issuer's usual one"));
    preview.validity(profile.validity(), now);
    preview.names(profile);
    preview.keys(profile);
    preview.usages(profile);
    if (profile.basicConstraints()) {
      preview.add("basic_constraints", "critical", "not a CA");
    }
    for (var policy : profile.certificatePolicies()) {
      var qualifiers =
          policy.cpsUri().map(uri -> "; CPS " + uri).orElse("")
              + policy.userNotice().map(text -> "; \u201c" + text + "\u201d").orElse("");
      preview.add("certificate_policies", policy.oid(), policy.oid() + qualifiers);
    }
    preview.renewal(profile.renewal());
    return List.copyOf(preview.lines);
  }

  private void add(String part, String name, String value) {
    lines.add(new PreviewLine(part, name, value, Presence.ALWAYS));
  }

  private void validity(Validity validity, Instant now) {
    var from = now.truncatedTo(ChronoUnit.SECONDS);
    switch (validity) {
      case Validity.Span span -> {
        add("validity", "not_after", from.plus(span.usual()).toString());
        add("validity", "shortest", text(span.min()));
        add("validity", "longest", text(span.max()));
      }
      case Validity.Until(var end) -> add("validity", "not_after", end.toString());
    }
  }

  private void names(Profile profile) {
    for (var rule : profile.subject()) {
      name(
          "subject",
          rule.attribute().field(),
          rule.include(),
          value(rule.sources(), rule.fixedValue(), rule.deviceAttribute()),
          rule.sources());
    }
    for (var rule : profile.subjectAltNames()) {
      var value = value(rule.sources(), rule.fixedValue(), rule.deviceAttribute());
      name(
          "subject_alt_names",
          rule.type().field(),
          rule.include(),
          rule.most() > 1 ? value + " (up to " + rule.most() + ")" : value,
          rule.sources());
    }
    if (profile.commonNameToDns()) {
      lines.add(
          new PreviewLine(
              "subject_alt_names",
              "san.dns_name",
              "the common name, where it is a host name",
              Presence.OPTIONAL));
    }
  }

  private void name(String part, String field, Include include, String value, Set<Source> sources) {
    if (include != Include.NO) {
      boolean always = sources.contains(Source.FIXED_VALUE);
      lines.add(
          new PreviewLine(
              part,
              field,
              value,
              always
                  ? Presence.ALWAYS
                  : include == Include.REQUIRED ? Presence.REQUIRED : Presence.OPTIONAL));
    }
  }

  /** Says where a value comes from, the first source that has one being it. */
  private static String value(
      Set<Source> sources, Optional<String> fixedValue, Optional<String> deviceAttribute) {
    var choices = new ArrayList<String>();
    if (sources.contains(Source.REGISTERED_VALUE)) {
      choices.add("what is registered for the credential");
    }
    deviceAttribute.ifPresent(name -> choices.add("the device's " + name));
    if (sources.contains(Source.CSR)) {
      choices.add("as in the request");
    }
    fixedValue.ifPresent(value -> choices.add("\u201c" + value + "\u201d"));
    return String.join(", or else ", choices);
  }

  private void keys(Profile profile) {
    for (var type : KeyType.values()) {
      if (profile.keys().allows(type)) {
        var preferred = type == profile.keys().preferred() ? " (where the server makes it)" : "";
        lines.add(
            new PreviewLine(
                "public_key", type.title(), type.title() + preferred, Presence.OPTIONAL));
      }
    }
  }

  private void usages(Profile profile) {
    var usage = profile.keyUsage();
    for (var bit : KeyUsageBit.values()) {
      if (usage.required().contains(bit) || usage.optional().contains(bit)) {
        lines.add(
            new PreviewLine(
                "key_usage",
                bit.title(),
                bit.title() + (usage.critical() ? " (critical)" : ""),
                usage.required().contains(bit) ? Presence.ALWAYS : Presence.OPTIONAL));
      }
    }
    var extended = profile.extendedKeyUsage();
    extended.required().forEach(oid -> purpose(oid, extended.critical(), Presence.ALWAYS));
    extended.optional().forEach(oid -> purpose(oid, extended.critical(), Presence.OPTIONAL));
  }

  private void purpose(String oid, boolean critical, Presence presence) {
    var title = PURPOSES.getOrDefault(oid, oid);
    lines.add(
        new PreviewLine(
            "extended_key_usage", oid, title + (critical ? " (critical)" : ""), presence));
  }

  private void renewal(Renewal renewal) {
    var when =
        switch (renewal.when()) {
          case ANY_TIME -> "at any time";
          case ONLY_IN_WINDOW -> "in the last " + text(renewal.windowBefore());
          case NEVER -> "never";
        };
    var grace =
        renewal.when() == Renewal.When.NEVER || renewal.expiredGrace().isZero()
            ? ""
            : ", and " + text(renewal.expiredGrace()) + " after the end";
    var key =
        switch (renewal.keyPair()) {
          case SAME -> "the same key pair";
          case NEW -> "a new key pair";
          case EITHER -> "the same key pair or a new one";
        };
    add("renewal", "when", when + grace);
    if (renewal.when() != Renewal.When.NEVER) {
      add("renewal", "key_pair", key);
    }
  }

  private static String text(Duration duration) {
    var parts = new ArrayList<String>();
    part(parts, duration.toDaysPart(), "day");
    part(parts, duration.toHoursPart(), "hour");
    part(parts, duration.toMinutesPart(), "minute");
    part(parts, duration.toSecondsPart(), "second");
    return parts.isEmpty() ? "0 seconds" : parts.stream().collect(Collectors.joining(" "));
  }

  private static void part(List<String> parts, long number, String unit) {
    if (number != 0) {
      parts.add(number + " " + unit + (number == 1 ? "" : "s"));
    }
  }
}
