package dev.crest.server.store;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.InvalidProfile;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Fault;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A certificate profile or template as JSON. Field names are stable; constants are in lower case,
 * subject attributes and SAN forms go by the names of errors and API ({@code subject.common_name},
 * {@code san.dns_name}), durations and times are ISO 8601.
 *
 * <pre>
 * {"subject":[{"attribute":"subject.common_name","include":"required","sources":["csr"]}],
 *  "subject_alt_names":[{"type":"san.dns_name","include":"optional","most":10}],
 *  "drop_unlisted":false,"common_name_to_dns":false,
 *  "key_usage":{"required":["digital_signature"],"optional":[],"critical":true},
 *  "extended_key_usage":{"required":["1.3.6.1.5.5.7.3.2"],"optional":[],"critical":false},
 *  "basic_constraints":true,"certificate_policies":[{"oid":"1.2.3","cps_uri":"https://…"}],
 *  "keys":{"allowed":["ec_p256","rsa_2048"],"preferred":"ec_p256"},
 *  "signature_algorithm":"…",
 *  "validity":{"usual":"PT8760H","min":"PT1H","max":"PT17520H"},
 *  "serial_octets":16,
 *  "renewal":{"when":"any_time","window_before":"PT720H","expired_grace":"PT0S","key_pair":"either"}}
 * </pre>
 *
 * {@code fixed_value}, {@code cps_uri} and {@code signature_algorithm} may be left out; validity is
 * a span or {@code {"until":"2035-01-01T00:00:00Z"}}. Pure functions; thread-safe.
 */
public final class ProfileJson {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

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
    profile.signatureAlgorithm().ifPresent(algorithm -> json.put("signature_algorithm", algorithm));
    json.set("validity", validity(profile.validity()));
    json.put("serial_octets", profile.serialOctets());
    json.set("renewal", renewal(profile.renewal()));
    return Json.write(json);
  }

  /**
   * Reads a profile.
   *
   * @throws dev.crest.server.refusal.Refused {@code INVALID} naming every field that is missing,
   *     wrong or unknown
   */
  public static Profile read(String json) {
    return JsonFields.document(json, "profile", ProfileJson::profile);
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
    var algorithm = json.optionalText("signature_algorithm");
    var validity = json.object("validity", ProfileJson::validity);
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
    return CAPITAL.matcher(field).replaceAll(found -> "_" + found.group().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode subject(Profile.SubjectRule rule) {
    var json =
        Json.object()
            .put("attribute", rule.attribute().field())
            .put("include", name(rule.include()));
    texts(json.putArray("sources"), ordered(rule.sources()));
    rule.fixedValue().ifPresent(value -> json.put("fixed_value", value));
    return json;
  }

  private static Profile.SubjectRule subject(JsonFields json) {
    return new Profile.SubjectRule(
        json.choice("attribute", List.of(SubjectAttribute.values()), SubjectAttribute::field),
        json.constant("include", Include.class),
        json.constants("sources", Profile.Source.class),
        json.optionalText("fixed_value"));
  }

  private static ObjectNode san(Profile.SanRule rule) {
    return Json.object()
        .put("type", rule.type().field())
        .put("include", name(rule.include()))
        .put("most", rule.most());
  }

  private static Profile.SanRule san(JsonFields json) {
    return new Profile.SanRule(
        json.choice("type", List.of(SanType.values()), SanType::field),
        json.constant("include", Include.class),
        json.integer("most", 0, Integer.MAX_VALUE));
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
    return json;
  }

  private static Profile.CertificatePolicy policy(JsonFields json) {
    return new Profile.CertificatePolicy(json.text("oid"), json.optionalText("cps_uri"));
  }

  private static Profile.KeyRule keys(JsonFields json) {
    var allowed = EnumSet.noneOf(KeyType.class);
    allowed.addAll(json.constants("allowed", KeyType.class));
    return new Profile.KeyRule(allowed, json.constant("preferred", KeyType.class));
  }

  private static ObjectNode validity(Profile.Validity validity) {
    return switch (validity) {
      case Profile.Validity.Span(var usual, var min, var max) ->
          Json.object()
              .put("usual", usual.toString())
              .put("min", min.toString())
              .put("max", max.toString());
      case Profile.Validity.Until(var end) -> Json.object().put("until", end.toString());
    };
  }

  private static Profile.Validity validity(JsonFields json) {
    if (json.has("until")) {
      return new Profile.Validity.Until(json.instant("until"));
    }
    return new Profile.Validity.Span(
        json.duration("usual"), json.duration("min"), json.duration("max"));
  }

  private static ObjectNode renewal(Profile.Renewal renewal) {
    return Json.object()
        .put("when", name(renewal.when()))
        .put("window_before", renewal.windowBefore().toString())
        .put("expired_grace", renewal.expiredGrace().toString())
        .put("key_pair", name(renewal.keyPair()));
  }

  private static Profile.Renewal renewal(JsonFields json) {
    return new Profile.Renewal(
        json.constant("when", Profile.Renewal.When.class),
        json.duration("window_before"),
        json.duration("expired_grace"),
        json.constant("key_pair", Profile.Renewal.KeyPair.class));
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
