package dev.crest.server.store;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.InvalidProfile;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A certificate profile or template as JSON. Field names are stable; constants are in lower case,
 * subject attributes and SAN forms go by the names of errors and API ({@code subject.common_name},
 * {@code san.dns_name}), durations and times are ISO 8601.
 *
 * <pre>
 * {"subject":[{"attribute":"subject.common_name","include":"required","sources":["csr"]},
 *             {"attribute":"subject.serial_number","include":"required","sources":["device_attribute"],
 *              "device_attribute":"serial_number"}],
 *  "subject_alt_names":[{"type":"san.dns_name","include":"optional","most":10,"sources":["csr"]}],
 *  "drop_unlisted":false,"common_name_to_dns":false,
 *  "key_usage":{"required":["digital_signature"],"optional":[],"critical":true},
 *  "extended_key_usage":{"required":["1.3.6.1.5.5.7.3.2"],"optional":[],"critical":false},
 *  "basic_constraints":true,
 *  "certificate_policies":[{"oid":"1.2.3","cps_uri":"https://…","user_notice":"…"}],
 *  "keys":{"allowed":["ec_p256","rsa_2048"],"preferred":"ec_p256"},
 *  "signature_algorithm":"match_issuer",
 *  "validity":{"usual":"P365D","min":"PT1H","max":"P730D"},
 *  "serial_octets":16,
 *  "renewal":{"when":"any_time","window_before":"P30D","expired_grace":"PT0S","key_pair":"either"}}
 * </pre>
 *
 * {@code fixed_value}, {@code device_attribute}, {@code cps_uri} and {@code user_notice} stand
 * where they mean something; {@code signature_algorithm} and a SAN's {@code sources} may be left
 * out, which means what is usual. Validity is a span or {@code {"until":"2035-01-01T00:00:00Z"}};
 * years have 365 days. Pure functions; thread-safe.
 */
public final class ProfileJson {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final String DOCUMENT = "profile";
  private static final String MATCH_ISSUER = "match_issuer";
  private static final String VALIDITY = "validity";
  private static final String UNTIL = "until";
  private static final List<String> SPAN = List.of("usual", "min", "max");

  private ProfileJson() {}

  /** Writes a profile; {@link #read} reads exactly this back. */
  public static String write(Profile profile) {
    var json = Json.object();
    var subject = json.putArray("subject");
    profile.subject().forEach(rule -> subject.add(subject(rule)));
    var names = json.putArray("subject_alt_names");
    profile.subjectAltNames().forEach(rule -> names.add(san(rule)));
    json.put("drop_unlisted", profile.dropUnlisted())
        .put("common_name_to_dns", profile.commonNameToDns());
    usages(
        json.putObject("key_usage"),
        ordered(profile.keyUsage().required()),
        ordered(profile.keyUsage().optional()),
        profile.keyUsage().critical());
    usages(
        json.putObject("extended_key_usage"),
        profile.extendedKeyUsage().required(),
        profile.extendedKeyUsage().optional(),
        profile.extendedKeyUsage().critical());
    json.put("basic_constraints", profile.basicConstraints());
    var policies = json.putArray("certificate_policies");
    profile.certificatePolicies().forEach(policy -> policies.add(policy(policy)));
    var keys = json.putObject("keys");
    texts(keys.putArray("allowed"), ordered(profile.keys().allowed()));
    keys.put("preferred", name(profile.keys().preferred()));
    json.put("signature_algorithm", profile.signatureAlgorithm().orElse(MATCH_ISSUER));
    json.set(VALIDITY, validity(profile.validity()));
    json.put("serial_octets", profile.serialOctets());
    json.set("renewal", renewal(profile.renewal()));
    return Json.write(json);
  }

  /**
   * Reads a profile.
   *
   * @throws Refused {@code INVALID} naming every field that is missing, wrong or unknown
   */
  public static Profile read(String json) {
    return JsonFields.document(json, DOCUMENT, ProfileJson::profile);
  }

  /**
   * Merges a part of a document over a whole one by RFC 7396: what the part says counts, null takes
   * a field away, lists are replaced as they are. Where it says a span or an end, the other kind of
   * validity goes.
   *
   * @return a document that {@link #read} may still refuse
   * @throws Refused {@code INVALID} where the part is no JSON object
   */
  public static String merge(String templateJson, String patchJson) {
    var merged = whole(templateJson);
    ObjectNode patch;
    try {
      if (!(Json.read(patchJson) instanceof ObjectNode object)) {
        throw Refused.of(
            Kind.INVALID,
            DOCUMENT + "-invalid",
            List.of(Fault.of(DOCUMENT, "must be a JSON object")));
      }
      patch = object;
    } catch (JacksonException e) {
      throw Refused.of(
          Kind.INVALID,
          DOCUMENT + "-invalid",
          List.of(Fault.of(DOCUMENT, "must be JSON without duplicate fields")));
    }
    if (merged.get(VALIDITY) instanceof ObjectNode validity) {
      var said = patch.path(VALIDITY);
      if (said.hasNonNull(UNTIL)) {
        validity.remove(SPAN);
      } else if (SPAN.stream().anyMatch(said::hasNonNull)) {
        validity.remove(UNTIL);
      }
    }
    merge(merged, patch);
    return Json.write(merged);
  }

  /**
   * Takes one of the two kinds of validity out of a document that was merged over another by plain
   * RFC 7396 and now has both: the kind that it had before.
   *
   * @param before what it was merged over
   */
  public static String settled(String before, String merged) {
    if (!(Json.read(merged) instanceof ObjectNode whole)
        || !(whole.get(VALIDITY) instanceof ObjectNode validity)) {
      return merged;
    }
    if (validity.has(UNTIL) && SPAN.stream().anyMatch(validity::has)) {
      validity.remove(whole(before).path(VALIDITY).has(UNTIL) ? List.of(UNTIL) : SPAN);
    }
    return Json.write(whole);
  }

  private static ObjectNode whole(String json) {
    return (ObjectNode) Json.read(json);
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      var value = field.getValue();
      if (value.isNull()) {
        target.remove(field.getKey());
      } else if (value instanceof ObjectNode part
          && target.get(field.getKey()) instanceof ObjectNode whole) {
        merge(whole, part);
      } else {
        target.set(field.getKey(), value);
      }
    }
  }

  private static Profile profile(JsonFields json) {
    var subject = json.objects("subject", ProfileJson::subject);
    var names = json.objects("subject_alt_names", ProfileJson::san);
    boolean dropUnlisted = json.flag("drop_unlisted");
    boolean commonNameToDns = json.flag("common_name_to_dns");
    var keyUsage = json.object("key_usage", ProfileJson::keyUsage);
    var extendedKeyUsage = json.object("extended_key_usage", ProfileJson::extendedKeyUsage);
    boolean basicConstraints = json.flag("basic_constraints");
    var policies = json.objects("certificate_policies", ProfileJson::policy);
    var keys = json.object("keys", ProfileJson::keys);
    var algorithm =
        json.optionalText("signature_algorithm").filter(name -> !name.equals(MATCH_ISSUER));
    var validity = json.object(VALIDITY, ProfileJson::validity);
    int serialOctets = json.integer("serial_octets", 0, Integer.MAX_VALUE);
    var renewal = json.object("renewal", ProfileJson::renewal);
    try {
      return new Profile(
          subject,
          names,
          dropUnlisted,
          commonNameToDns,
          keyUsage,
          extendedKeyUsage,
          basicConstraints,
          policies,
          keys,
          algorithm,
          validity,
          serialOctets,
          renewal);
    } catch (InvalidProfile e) {
      json.faultsOfGoodFields(
          e.problems().stream()
              .map(problem -> Fault.of(snakeCase(problem.field()), problem.message()))
              .toList());
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns the JSON name of a field of the record, such as {@code subject[2].fixed_value}. */
  private static String snakeCase(String field) {
    if (field.equals(VALIDITY + ".end")) {
      return VALIDITY + "." + UNTIL;
    }
    return CAPITAL.matcher(field).replaceAll(found -> "_" + found.group().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode subject(Profile.SubjectRule rule) {
    var json =
        Json.object()
            .put("attribute", rule.attribute().field())
            .put("include", name(rule.include()));
    sources(json, rule.sources(), rule.fixedValue(), rule.deviceAttribute());
    return json;
  }

  private static void sources(
      ObjectNode json, Set<Source> sources, Optional<String> fixed, Optional<String> attribute) {
    texts(json.putArray("sources"), ordered(sources));
    fixed.ifPresent(value -> json.put("fixed_value", value));
    attribute.ifPresent(name -> json.put("device_attribute", name));
  }

  private static Profile.SubjectRule subject(JsonFields json) {
    return new Profile.SubjectRule(
        json.choice("attribute", List.of(SubjectAttribute.values()), SubjectAttribute::field),
        json.constant("include", Include.class),
        json.constants("sources", Source.class),
        json.optionalText("fixed_value"),
        json.optionalText("device_attribute"));
  }

  private static ObjectNode san(Profile.SanRule rule) {
    var json =
        Json.object()
            .put("type", rule.type().field())
            .put("include", name(rule.include()))
            .put("most", rule.most());
    sources(json, rule.sources(), rule.fixedValue(), rule.deviceAttribute());
    return json;
  }

  private static Profile.SanRule san(JsonFields json) {
    return new Profile.SanRule(
        json.choice("type", List.of(SanType.values()), SanType::field),
        json.constant("include", Include.class),
        json.integer("most", 0, Integer.MAX_VALUE),
        json.has("sources")
            ? json.constants("sources", Source.class)
            : Profile.SanRule.USUAL_SOURCES,
        json.optionalText("fixed_value"),
        json.optionalText("device_attribute"));
  }

  private static Profile.KeyUsageRule keyUsage(JsonFields json) {
    var required = json.constants("required", KeyUsageBit.class);
    var optional = json.constants("optional", KeyUsageBit.class);
    return new Profile.KeyUsageRule(required, optional, json.flag("critical"));
  }

  private static Profile.ExtendedKeyUsageRule extendedKeyUsage(JsonFields json) {
    return new Profile.ExtendedKeyUsageRule(
        json.texts("required"), json.texts("optional"), json.flag("critical"));
  }

  private static ObjectNode policy(Profile.CertificatePolicy policy) {
    var json = Json.object().put("oid", policy.oid());
    policy.cpsUri().ifPresent(uri -> json.put("cps_uri", uri));
    policy.userNotice().ifPresent(text -> json.put("user_notice", text));
    return json;
  }

  private static Profile.CertificatePolicy policy(JsonFields json) {
    return new Profile.CertificatePolicy(
        json.text("oid"), json.optionalText("cps_uri"), json.optionalText("user_notice"));
  }

  private static Profile.KeyRule keys(JsonFields json) {
    var allowed = EnumSet.noneOf(KeyType.class);
    allowed.addAll(json.constants("allowed", KeyType.class));
    return new Profile.KeyRule(allowed, json.constant("preferred", KeyType.class));
  }

  private static ObjectNode validity(Profile.Validity validity) {
    return switch (validity) {
      case Profile.Validity.Span(var usual, var min, var max) ->
          Json.object().put("usual", text(usual)).put("min", text(min)).put("max", text(max));
      case Profile.Validity.Until(var end) -> Json.object().put(UNTIL, end.toString());
    };
  }

  private static Profile.Validity validity(JsonFields json) {
    if (json.has(UNTIL)) {
      return new Profile.Validity.Until(json.instant(UNTIL));
    }
    return new Profile.Validity.Span(
        json.duration("usual"), json.duration("min"), json.duration("max"));
  }

  private static ObjectNode renewal(Profile.Renewal renewal) {
    return Json.object()
        .put("when", name(renewal.when()))
        .put("window_before", text(renewal.windowBefore()))
        .put("expired_grace", text(renewal.expiredGrace()))
        .put("key_pair", name(renewal.keyPair()));
  }

  private static Profile.Renewal renewal(JsonFields json) {
    return new Profile.Renewal(
        json.constant("when", Profile.Renewal.When.class),
        json.duration("window_before"),
        json.duration("expired_grace"),
        json.constant("key_pair", Profile.Renewal.KeyPair.class));
  }

  /** Writes whole days as such. */
  private static String text(Duration duration) {
    return duration.isPositive() && duration.equals(Duration.ofDays(duration.toDays()))
        ? "P" + duration.toDays() + "D"
        : duration.toString();
  }

  private static void usages(
      ObjectNode json, Collection<String> required, Collection<String> optional, boolean critical) {
    texts(json.putArray("required"), required);
    texts(json.putArray("optional"), optional);
    json.put("critical", critical);
  }

  private static void texts(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }

  /**
   * Returns the names of constants in the order of their declaration, so that equal profiles are
   * equal text.
   */
  private static List<String> ordered(Collection<? extends Enum<?>> constants) {
    return constants.stream().sorted().map(ProfileJson::name).toList();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
