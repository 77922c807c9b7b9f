package dev.crest.server.admin;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.ProfileJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of a profile or template, for the description only: it is read and written by {@link
 * ProfileJson}. Durations are ISO 8601 (years have 365 days), usages dotted OIDs.
 */
record ProfileContent(
    List<SubjectRule> subject,
    List<SanRule> subjectAltNames,
    Optional<Boolean> dropUnlisted,
    Optional<Boolean> commonNameToDns,
    Optional<KeyUsage> keyUsage,
    Optional<ExtendedKeyUsage> extendedKeyUsage,
    Optional<Boolean> basicConstraints,
    List<CertificatePolicy> certificatePolicies,
    Optional<Keys> keys,
    @Schema(example = "match_issuer") Optional<String> signatureAlgorithm,
    Optional<Validity> validity,
    @Schema(minimum = "16", maximum = "20") Optional<Integer> serialOctets,
    Optional<RenewalRule> renewal) {
  private static final JsonMapper JSON = new JsonMapper();

  @Schema(name = "ProfileSubjectRule")
  record SubjectRule(
      @Schema(example = "subject.common_name") String attribute,
      Include include,
      List<Source> sources,
      Optional<String> fixedValue,
      @Schema(example = "serial_number") Optional<String> deviceAttribute) {}

  @Schema(name = "ProfileSanRule")
  record SanRule(
      @Schema(
              allowableValues = {
                "san.dns_name",
                "san.ip_address",
                "san.uri",
                "san.email",
                "san.user_principal_name",
                "san.registered_id",
                "san.hardware_module_name"
              })
          String type,
      Include include,
      Optional<Integer> most,
      List<Source> sources,
      Optional<String> fixedValue,
      Optional<String> deviceAttribute) {}

  @Schema(name = "ProfileKeyUsage")
  record KeyUsage(
      List<KeyUsageBit> required, List<KeyUsageBit> optional, Optional<Boolean> critical) {}

  @Schema(name = "ProfileExtendedKeyUsage")
  record ExtendedKeyUsage(
      List<String> required, List<String> optional, Optional<Boolean> critical) {}

  @Schema(name = "ProfileCertificatePolicy")
  record CertificatePolicy(String oid, Optional<String> cpsUri, Optional<String> userNotice) {}

  @Schema(name = "ProfileKeys")
  record Keys(List<KeyType> allowed, Optional<KeyType> preferred) {}

  /** A span, or an end that is the same for all. */
  @Schema(name = "ProfileValidity")
  record Validity(
      @Schema(format = "duration") Optional<String> usual,
      @Schema(format = "duration") Optional<String> min,
      @Schema(format = "duration") Optional<String> max,
      @Schema(format = "date-time") Optional<String> until) {}

  @Schema(name = "ProfileRenewal")
  record RenewalRule(
      Optional<Renewal.When> when,
      @Schema(format = "duration") Optional<String> windowBefore,
      @Schema(format = "duration") Optional<String> expiredGrace,
      Optional<Renewal.KeyPair> keyPair) {}

  /** Returns the JSON of a profile. */
  static JsonNode of(dev.crest.ca.profile.Profile profile) {
    return JSON.readTree(ProfileJson.write(profile));
  }

  /** Does something whose faults are about {@code profile} where the API says {@code content}. */
  static <T> T named(Supplier<T> work) {
    try {
      return work.get();
    } catch (Refused refused) {
      throw renamed(refused);
    }
  }

  private static Refused renamed(Refused refused) {
    var faults = refused.faults().stream().map(ProfileContent::renamed).toList();
    return Refused.of(refused.kind(), refused.reason(), faults);
  }

  private static Fault renamed(Fault fault) {
    return new Fault(
        fault.message(),
        fault
            .field()
            .map(field ->
                field.equals("template_id")
                    ? "template"
                    : field.equals("profile") || field.startsWith("profile.")
                        ? "content" + field.substring("profile".length())
                        : field));
  }
}
